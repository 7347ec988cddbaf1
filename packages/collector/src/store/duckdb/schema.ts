// Owns the tables of the projection in DuckDB. They can always be made anew from the log, so a change of theirs is a new
// version, not a migration. It must not know what is asked of them.
import type { EventType } from '@foothold/protocol'

/** A file of another version goes, and comes back from the log. */
export const SCHEMA_VERSION = 3

/**
 * An event is ten narrow columns. Texts that come again and again are numbers of a dictionary: they compress to a byte or two,
 * and a question compares numbers.
 *
 * - `who` is the number of the user id; of an event without one it is the number of its anonymous id, negative. Who that is
 *   stands in `link` and is joined when a question is asked: a merge of identities is one row, whatever its past.
 * - `type` is the place in `EVENT_TYPE_NUMBERS`; `ts` is epoch ms; `properties` is the JSON text.
 * - `traits` is the JSON text of what an identify or group event told; null everywhere else.
 */
export const SCHEMA: string = `
  CREATE TABLE project (number INTEGER NOT NULL, project INTEGER NOT NULL, id VARCHAR NOT NULL);
  CREATE TABLE person (number INTEGER NOT NULL, project INTEGER NOT NULL, id VARCHAR NOT NULL);
  CREATE TABLE event_name (number INTEGER NOT NULL, project INTEGER NOT NULL, id VARCHAR NOT NULL);
  CREATE TABLE account (number INTEGER NOT NULL, project INTEGER NOT NULL, id VARCHAR NOT NULL);
  CREATE TABLE link (who INTEGER NOT NULL, person INTEGER NOT NULL);
  CREATE TABLE event (
    position BIGINT NOT NULL,
    project INTEGER NOT NULL,
    type INTEGER NOT NULL,
    name INTEGER,
    who INTEGER NOT NULL,
    account INTEGER,
    ts BIGINT NOT NULL,
    flags INTEGER NOT NULL,
    properties VARCHAR NOT NULL,
    traits VARCHAR
  );
  CREATE TABLE progress (version INTEGER NOT NULL, position BIGINT NOT NULL, message_id VARCHAR NOT NULL);
  INSERT INTO progress VALUES (${SCHEMA_VERSION}, 0, '');
`

/** Numbers of the types of events, which are stored; never changed. */
export const EVENT_TYPE_NUMBERS: Readonly<Record<EventType, number>> = { track: 0, identify: 1, page: 2, screen: 3, group: 4, alias: 5 }

/** Tables of texts and their numbers. */
export type DictionaryTable = 'project' | 'person' | 'event_name' | 'account'
