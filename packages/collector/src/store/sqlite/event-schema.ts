// Owns the tables of the event log and of its index in SQLite, and how a row becomes an event.
import type { DatabaseSync } from 'node:sqlite'
import type { EventType } from '@foothold/protocol'
import type { StoredEvent } from '../event-log.ts'

/** The log. One entry a schema version; never changed once released. @see docs/decision/0007-event-log-layout.md */
export const LOG_MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [
  // the first two are the former layout, a row an event; `takeOverFormerLog` empties and drops it
  (database) =>
    database.exec(`
      CREATE TABLE event (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        project TEXT NOT NULL,
        message_id TEXT NOT NULL,
        type TEXT NOT NULL,
        name TEXT,
        anonymous_id TEXT,
        user_id TEXT,
        group_id TEXT,
        previous_id TEXT,
        timestamp INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        sequence INTEGER,
        flags INTEGER NOT NULL,
        properties TEXT NOT NULL,
        traits TEXT NOT NULL,
        context TEXT NOT NULL,
        UNIQUE (project, message_id)
      ) STRICT;
      CREATE INDEX event_by_user ON event (project, user_id, timestamp) WHERE user_id IS NOT NULL;
      CREATE INDEX event_by_anonymous ON event (project, anonymous_id, timestamp) WHERE user_id IS NULL;
      CREATE INDEX event_by_name ON event (project, name, timestamp) WHERE name IS NOT NULL;
      CREATE INDEX event_by_time ON event (project, timestamp);
      CREATE INDEX event_by_project ON event (project, position);
    `),
  (database) => database.exec('CREATE INDEX event_by_group ON event (project, group_id, type, name) WHERE group_id IS NOT NULL'),
  (database) =>
    database.exec(`
      -- their pages are room for the chunks
      DROP INDEX event_by_user;
      DROP INDEX event_by_anonymous;
      DROP INDEX event_by_name;
      DROP INDEX event_by_time;
      DROP INDEX event_by_project;
      DROP INDEX event_by_group;
      CREATE TABLE project (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
      -- last: position of its last event; events: positions that it takes; received_at: of its newest event
      CREATE TABLE chunk (
        last INTEGER PRIMARY KEY,
        project INTEGER NOT NULL,
        events INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        checksum INTEGER NOT NULL,
        body BLOB NOT NULL
      ) STRICT;
      CREATE INDEX chunk_by_project ON chunk (project, last, events);
      CREATE TABLE message (project INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (project, id)) STRICT, WITHOUT ROWID;
      -- the ids of all events up to this position are in the table message
      CREATE TABLE message_position (position INTEGER NOT NULL) STRICT;
      INSERT INTO message_position VALUES (0);
    `),
]

/** The index of the log: one row an event, for what is asked of one person or account. Made anew from the log where it is lost. */
export const INDEX_MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [
  (database) =>
    database.exec(`
      CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        message_id TEXT NOT NULL,
        type TEXT NOT NULL,
        name TEXT,
        anonymous_id TEXT,
        user_id TEXT,
        group_id TEXT,
        previous_id TEXT,
        timestamp INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        sequence INTEGER,
        flags INTEGER NOT NULL,
        properties TEXT NOT NULL,
        traits TEXT NOT NULL,
        context TEXT NOT NULL
      ) STRICT;
      CREATE INDEX event_by_user ON event (project, user_id, timestamp) WHERE user_id IS NOT NULL;
      CREATE INDEX event_by_anonymous ON event (project, anonymous_id, timestamp) WHERE user_id IS NULL;
      CREATE INDEX event_by_name ON event (project, name, timestamp) WHERE name IS NOT NULL;
      CREATE INDEX event_by_time ON event (project, timestamp);
      CREATE INDEX event_by_group ON event (project, group_id, type, name) WHERE group_id IS NOT NULL;
      CREATE TABLE progress (position INTEGER NOT NULL) STRICT;
      INSERT INTO progress VALUES (0);
    `),
  // questions over many events are answered elsewhere
  (database) => database.exec('DROP INDEX event_by_name; DROP INDEX event_by_time'),
]

/** A row of the table `event`, of the index and of the former log. */
export interface EventRow {
  position: number
  project: string
  message_id: string
  type: string
  name: string | null
  anonymous_id: string | null
  user_id: string | null
  group_id: string | null
  previous_id: string | null
  timestamp: number
  received_at: number
  sequence: number | null
  flags: number
  properties: string
  traits: string
  context: string
}

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    position: row.position,
    project: row.project,
    messageId: row.message_id,
    type: row.type as EventType,
    name: row.name,
    anonymousId: row.anonymous_id,
    userId: row.user_id,
    groupId: row.group_id,
    previousId: row.previous_id,
    timestamp: row.timestamp,
    receivedAt: row.received_at,
    sequence: row.sequence,
    flags: row.flags,
    properties: row.properties,
    traits: row.traits,
    context: row.context,
  }
}

/**
 * The condition that an event belongs to one person: under the user id, or under one of the anonymous ids without a user.
 * Its parameters are: project, user id, project, JSON list of anonymous ids.
 */
export const OF_PERSON = '((e.project = ? AND e.user_id = ?) OR (e.project = ? AND e.user_id IS NULL AND e.anonymous_id IN (SELECT value FROM json_each(?))))'
