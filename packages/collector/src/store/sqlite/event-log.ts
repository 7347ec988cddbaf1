// Owns the event log in SQLite. It must not know people, guides or HTTP.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountEvent, EventLog, NewEvent } from '../event-log.ts'
import { createStatements, transact } from './database.ts'
import { OF_PERSON, toStoredEvent, type EventRow } from './event-schema.ts'

const INSERT = `
  INSERT INTO event (project, message_id, type, name, anonymous_id, user_id, group_id, previous_id, timestamp, received_at, sequence, flags, properties, traits, context)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (project, message_id) DO NOTHING`

/**
 * Creates the event log on an open database.
 *
 * @param database - opened by `openDatabase` with `EVENT_MIGRATIONS`; closed with the log.
 */
export function createSqliteEventLog(database: DatabaseSync): EventLog {
  const { all, get } = createStatements(database)
  const insert = database.prepare(INSERT)

  const append = (events: readonly NewEvent[]): boolean[] =>
    transact(database, () =>
      events.map((event) => {
        const { changes } = insert.run(
          event.project,
          event.messageId,
          event.type,
          event.name,
          event.anonymousId,
          event.userId,
          event.groupId,
          event.previousId,
          event.timestamp,
          event.receivedAt,
          event.sequence,
          event.flags,
          event.properties,
          event.traits,
          event.context,
        )
        return Number(changes) === 1
      }),
    )

  return {
    append: async (events) => (events.length ? append(events) : []),
    read: async (after, limit, project) =>
      (project === undefined
        ? all<EventRow>('SELECT * FROM event WHERE position > ? ORDER BY position LIMIT ?', after, limit)
        : all<EventRow>('SELECT * FROM event WHERE project = ? AND position > ? ORDER BY position LIMIT ?', project, after, limit)
      ).map(toStoredEvent),
    readNewest: async (project, limit) =>
      all<EventRow>('SELECT * FROM event WHERE project = ? ORDER BY position DESC LIMIT ?', project, limit).reverse().map(toStoredEvent),
    readPerson: async (project, { userId, anonymousIds }, { names, upTo } = {}) =>
      all<EventRow>(
        `SELECT * FROM event AS e WHERE ${OF_PERSON} AND e.position <= ? AND (? IS NULL OR e.type <> 'track' OR e.name IN (SELECT value FROM json_each(?)))
         ORDER BY e.timestamp, e.position`,
        project,
        userId,
        project,
        JSON.stringify(anonymousIds),
        upTo ?? Number.MAX_SAFE_INTEGER,
        names ? 1 : null,
        JSON.stringify([...(names ?? [])]),
      ).map(toStoredEvent),
    // by itself the planner takes the index by time, which goes through the whole project
    readAccount: async (project, groupId, { names, upTo = Number.MAX_SAFE_INTEGER }) =>
      all<AccountEvent>(
        `SELECT position, type, name, timestamp, properties, traits FROM event INDEXED BY event_by_group WHERE project = ? AND group_id = ? AND type = 'track' AND name IN (SELECT value FROM json_each(?)) AND position <= ?
         UNION ALL SELECT position, type, name, timestamp, properties, traits FROM event INDEXED BY event_by_group WHERE project = ? AND group_id = ? AND type = 'group' AND position <= ?
         ORDER BY timestamp, position`,
        project,
        groupId,
        JSON.stringify([...names]),
        upTo,
        project,
        groupId,
        upTo,
      ),
    accountIds: async (project, groupId, upTo = Number.MAX_SAFE_INTEGER) => {
      const rows = all<{ user_id: string | null; anonymous_id: string | null }>(
        `SELECT DISTINCT user_id, CASE WHEN user_id IS NULL THEN anonymous_id END AS anonymous_id
         FROM event INDEXED BY event_by_group WHERE project = ? AND group_id = ? AND position <= ?`,
        project,
        groupId,
        upTo,
      )
      const ids = (of: (row: (typeof rows)[number]) => string | null): string[] => rows.map(of).filter((id) => id !== null)
      return { userIds: ids((row) => row.user_id), anonymousIds: ids((row) => row.anonymous_id) }
    },
    lastPosition: async () => get<{ last: number | null }>('SELECT max(position) AS last FROM event')?.last ?? 0,
    count: async (project) => get<{ n: number }>('SELECT count(*) AS n FROM event WHERE project = ?', project)!.n,
    close: async () => {
      if (database.isOpen) database.close()
    },
  }
}
