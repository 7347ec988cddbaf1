// Owns the index of the event log in SQLite: a row an event, filled behind the acknowledgement, made anew where it is lost.
// It must not know what is asked of it.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountEvent, EventLog, PersonIds, StoredEvent } from '../event-log.ts'
import { createStatements, securely, transact } from './database.ts'
import type { ChunkLog } from './event-log.ts'
import { OF_PERSON, toStoredEvent, type EventRow } from './event-schema.ts'

/** Events of one transaction. */
const STEP = 1000
/** Events of one person that are read in one turn of the event loop. */
const PAGE = 1000
/** Where a person's events are, in order of time; the parameters are project and id. */
const OF_USER = 'INDEXED BY event_by_user WHERE e.project = ? AND e.user_id = ?'
const OF_ANONYMOUS = 'INDEXED BY event_by_anonymous WHERE e.project = ? AND e.user_id IS NULL AND e.anonymous_id = ?'

/** The index. */
export interface EventIndex extends Pick<EventLog, 'readPerson' | 'readTimeline' | 'readAccount' | 'accountIds'> {
  /** Resolves when everything that is in the log is in the index. */
  catchUp(): Promise<void>
  /** Does work during which nothing may be written here; whoever asks meanwhile waits. */
  alone(work: () => Promise<void>): Promise<void>
  /** Deletes events up to this position; a step at a time. */
  deleteUpTo(position: number): Promise<void>
  /** Does here what was done in the log: a person's events go, the ids of that person in others' events too. */
  erase(project: string, ids: PersonIds): Promise<void>
}

/**
 * Creates the index on an open database.
 *
 * @param database - opened with `INDEX_MIGRATIONS`; not closed with the index.
 */
export function createEventIndex(database: DatabaseSync, log: ChunkLog): EventIndex {
  const { all, get, run } = createStatements(database)
  const position = (): number => get<{ position: number }>('SELECT position FROM progress')!.position
  let running: Promise<void> | undefined

  const write = (from: number, events: readonly StoredEvent[], to: number): void =>
    transact(database, () => {
      // another process was faster
      if (position() !== from) return
      for (const e of events) {
        run(
          'INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          e.position,
          e.project,
          e.messageId,
          e.type,
          e.name,
          e.anonymousId,
          e.userId,
          e.groupId,
          e.previousId,
          e.timestamp,
          e.receivedAt,
          e.sequence,
          e.flags,
          e.properties,
          e.traits,
          e.context,
        )
      }
      run('UPDATE progress SET position = ?', to)
    })

  const follow = async (): Promise<void> => {
    const end = await log.lastPosition()
    for (;;) {
      const from = position()
      if (from >= end) return
      const events = await log.read(from, STEP)
      // the last events may be gone, and must not be looked for again with every question
      write(from, events, events.at(-1)?.position ?? end)
      // requests that came meanwhile go first
      await new Promise((go) => setImmediate(go))
    }
  }
  const catchUp = async (): Promise<void> => {
    // what runs may have begun before the newest event
    await running?.catch(() => {})
    running ??= follow().finally(() => (running = undefined))
    await running
  }

  return {
    catchUp,
    async alone(work) {
      while (running) await running.catch(() => {})
      const own = work().finally(() => (running = undefined))
      running = own
      await own
    },
    async deleteUpTo(last) {
      await catchUp()
      while (run('DELETE FROM event WHERE position IN (SELECT position FROM event WHERE position <= ? ORDER BY position LIMIT ?)', last, STEP) === STEP) {
        await new Promise((go) => setImmediate(go))
        while (running) await running.catch(() => {})
      }
    },
    async erase(project, { userId, anonymousIds }) {
      await catchUp()
      const ids = JSON.stringify(anonymousIds)
      securely(database, () => {
        run(`DELETE FROM event AS e WHERE ${OF_PERSON}`, project, userId, project, ids)
        for (const column of ['anonymous_id', 'previous_id'])
          run(
            `UPDATE event SET ${column} = NULL WHERE project = ? AND (${column} = ? OR ${column} IN (SELECT value FROM json_each(?))) AND user_id IS NOT NULL`,
            project,
            userId,
            ids,
          )
      })
    },
    readPerson: async (project, { userId, anonymousIds }, { names, upTo } = {}) => {
      await catchUp()
      const events: StoredEvent[] = []
      const asked = [upTo ?? Number.MAX_SAFE_INTEGER, names ? 1 : null, JSON.stringify([...(names ?? [])])] as const
      const sources = [...(userId === null ? [] : [[OF_USER, userId] as const]), ...anonymousIds.map((id) => [OF_ANONYMOUS, id] as const)]
      for (const [source, id] of sources) {
        for (let after: EventRow | undefined; ;) {
          const from = after?.timestamp ?? Number.MIN_SAFE_INTEGER
          const rows = all<EventRow>(
            // a pair that is compared, or a limit that is bound, takes SQLite three times as long
            `SELECT * FROM event AS e ${source} AND e.timestamp >= ? AND (e.timestamp > ? OR e.position > ?) AND e.position <= ?
             AND (? IS NULL OR e.type <> 'track' OR e.name IN (SELECT value FROM json_each(?))) ORDER BY e.timestamp, e.position LIMIT ${PAGE}`,
            project,
            id,
            from,
            from,
            after?.position ?? 0,
            ...asked,
          )
          for (const row of rows) events.push(toStoredEvent(row))
          if (rows.length < PAGE) break
          after = rows.at(-1)
          // requests that came meanwhile go first
          await new Promise((go) => setImmediate(go))
        }
      }
      return sources.length > 1 ? events.sort((a, b) => a.timestamp - b.timestamp || a.position - b.position) : events
    },
    readTimeline: async (project, { userId, anonymousIds }, limit, before) => {
      await catchUp()
      const ids = [project, userId, project, JSON.stringify(anonymousIds)] as const
      const events = all<EventRow>(
        `SELECT * FROM event AS e WHERE ${OF_PERSON} AND (? IS NULL OR (e.timestamp, e.position) < (?, ?)) ORDER BY e.timestamp DESC, e.position DESC LIMIT ?`,
        ...ids,
        before ? 1 : null,
        before?.timestamp ?? 0,
        before?.position ?? 0,
        limit,
      ).map(toStoredEvent)
      return { events, total: get<{ n: number }>(`SELECT count(*) AS n FROM event AS e WHERE ${OF_PERSON}`, ...ids)!.n }
    },
    readAccount: async (project, groupId, { names, upTo = Number.MAX_SAFE_INTEGER }) => {
      await catchUp()
      return all<AccountEvent>(
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
      )
    },
    accountIds: async (project, groupId, upTo = Number.MAX_SAFE_INTEGER) => {
      await catchUp()
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
  }
}
