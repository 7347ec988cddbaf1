// Owns the event log in SQLite: chunks of events, each id once. It must not know people, guides or HTTP.
import type { DatabaseSync } from 'node:sqlite'
import type { EventLog, NewEvent, StoredEvent } from '../event-log.ts'
import { CHUNK_EVENTS, decodeChunk, decodeIds, encodeChunk, isWhole } from './chunk.ts'
import { createStatements, toStorageError, transact } from './database.ts'
import { createRecentIds, type RecentIds } from './recent-ids.ts'

/** The log without what only its index can answer. */
export type ChunkLog = Omit<EventLog, 'readPerson' | 'readTimeline' | 'readAccount' | 'accountIds'>

interface ChunkRow {
  last: number
  project: string
  events: number
  checksum: number
  body: Uint8Array
}

/** Ids that an append moves into the table, beside two an event of its own. */
const MOVED = 64
/** Chunks that are read from the disk at once. */
const READ = 20
/** SQLite compares bytes of UTF-8, and JavaScript units of UTF-16; below the surrogates both orders are one. */
const ORDERED = /^[\0-\ud7ff]*$/
/** Chunks that one step of a deletion takes. */
const DELETED = 50

const ROWS = 'SELECT c.last, p.id AS project, c.events, c.checksum, c.body FROM chunk AS c JOIN project AS p ON p.number = c.project'

/**
 * Creates the event log on an open database.
 *
 * Ids are looked up in memory first and then in a table that follows behind (`recent-ids.ts`); both are checked inside the
 * write transaction, and what another process appended is read before, so that each id is stored once whoever appends.
 *
 * @param database - opened by `openDatabase` with `LOG_MIGRATIONS`; closed with the log.
 */
export function createSqliteEventLog(database: DatabaseSync): ChunkLog {
  const { all, get, run } = createStatements(database)
  const numbers = new Map<string, number>()
  /** An id that none in the table lies behind, by project; it may be higher than the highest, never lower. */
  const highest = new Map<number, string>()
  let recent: RecentIds = createRecentIds()
  /** Last position whose ids are in `recent`; `undefined` where it is not known whether the last transaction counts. */
  let seen: number | undefined
  let version: number | undefined

  const numberOf = (project: string): number | undefined => {
    const known = numbers.get(project) ?? get<{ number: number }>('SELECT number FROM project WHERE id = ?', project)?.number
    if (known !== undefined) numbers.set(project, known)
    return known
  }
  const ensureNumber = (project: string): number => {
    const known = numberOf(project)
    if (known !== undefined) return known
    run('INSERT INTO project (id) VALUES (?)', project)
    // kept in `numbers` only once it is read again, as this transaction may fail
    return get<{ number: number }>('SELECT number FROM project WHERE id = ?', project)!.number
  }

  /** Brings `recent` up to the log as this transaction sees it. */
  const synchronise = (): number => {
    const now = get<{ data_version: number }>('PRAGMA data_version')!.data_version
    if (seen !== undefined && now === version) return seen
    if (seen === undefined) recent = createRecentIds()
    // another process may have moved ids too
    highest.clear()
    let position = seen ?? get<{ position: number }>('SELECT position FROM message_position')!.position
    for (;;) {
      const rows = all<ChunkRow & { number: number }>(
        'SELECT last, project AS number, checksum, body FROM chunk WHERE last > ? ORDER BY last LIMIT ?',
        position,
        READ,
      )
      for (const row of rows) recent.add(row.number, decodeIds(row), (position = row.last))
      if (rows.length < READ) break
    }
    // the newest chunk is never deleted, so its position is the highest there ever was
    position = Math.max(position, get<{ last: number | null }>('SELECT max(last) AS last FROM chunk')!.last ?? 0)
    version = now
    return position
  }

  /** Finds the ids that are in the table. */
  const storedIds = (project: number, ids: readonly string[]): Set<string> => {
    let last = highest.get(project)
    if (last === undefined) {
      last = get<{ id: string | null }>('SELECT max(id) AS id FROM message WHERE project = ?', project)!.id ?? ''
      highest.set(project, last)
    }
    // ids that grow with time lie behind all of the table, and need not be looked up
    const asked = ids.filter((id) => id <= last || !ORDERED.test(id))
    if (!asked.length) return new Set()
    const found = all<{ id: string }>(
      'SELECT j.value AS id FROM json_each(?) AS j WHERE EXISTS (SELECT 1 FROM message AS m WHERE m.project = ? AND m.id = j.value)',
      JSON.stringify(asked),
      project,
    )
    return new Set(found.map(({ id }) => id))
  }

  const append = (events: readonly NewEvent[]): boolean[] => {
    const added: { project: number; ids: string[]; last: number }[] = []
    const stored = events.map(() => false)
    const moving = events.length * 2 + MOVED
    try {
      transact(database, () => {
        let position = synchronise()
        for (const [project, indexes] of byProject(events)) {
          const number = ensureNumber(project)
          const unknown = indexes.filter((index) => !recent.has(number, events[index]!.messageId))
          const old = storedIds(
            number,
            unknown.map((index) => events[index]!.messageId),
          )
          const taken = new Set<string>()
          const fresh: NewEvent[] = []
          for (const index of unknown) {
            const event = events[index]!
            if (old.has(event.messageId) || taken.has(event.messageId)) continue
            taken.add(event.messageId)
            fresh.push(event)
            stored[index] = true
          }
          for (let start = 0; start < fresh.length; start += CHUNK_EVENTS) {
            const part = fresh.slice(start, start + CHUNK_EVENTS)
            const { body, checksum } = encodeChunk(part)
            position += part.length
            const receivedAt = part.reduce((latest, event) => Math.max(latest, event.receivedAt), 0)
            run('INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?)', position, number, part.length, receivedAt, checksum, body)
            added.push({ project: number, ids: part.map(({ messageId }) => messageId), last: position })
          }
        }
        const { ids, endsAt } = recent.next(moving)
        for (const [project, own] of ids) {
          run('INSERT INTO message SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING', project, JSON.stringify(own))
          const last = own.at(-1)!
          if (last > (highest.get(project) ?? '')) highest.set(project, last)
        }
        if (endsAt !== undefined) run('UPDATE message_position SET position = max(position, ?)', endsAt)
        seen = position
      })
    } catch (error) {
      // a commit that failed may still have reached the disk: the log itself is asked next time
      seen = undefined
      throw toStorageError(error)
    }
    recent.moved(moving)
    for (const { project, ids, last } of added) recent.add(project, ids, last)
    return stored
  }

  /** Reads events in chunks, as many chunks as it takes. */
  const read = (after: number, limit: number, project?: string): StoredEvent[] => {
    const events: StoredEvent[] = []
    const number = project === undefined ? undefined : numberOf(project)
    if (project !== undefined && number === undefined) return []
    for (let from = after; events.length < limit;) {
      const rows =
        number === undefined
          ? all<ChunkRow>(`${ROWS} WHERE c.last > ? ORDER BY c.last LIMIT ?`, from, READ)
          : all<ChunkRow>(`${ROWS} WHERE c.project = ? AND c.last > ? ORDER BY c.last LIMIT ?`, number, from, READ)
      for (const row of rows) {
        if (events.length >= limit) break
        for (const event of toStoredEvents(row)) if (event.position > after && events.length < limit) events.push(event)
        from = row.last
      }
      if (rows.length < READ) break
    }
    return events
  }

  return {
    append: async (events) => (events.length ? append(events) : []),
    read: async (after, limit, project) => read(after, limit, project),
    readNewest: async (project, limit) => {
      const newest: StoredEvent[] = []
      for (let before = Number.MAX_SAFE_INTEGER; newest.length < limit;) {
        const row = get<ChunkRow>(`${ROWS} WHERE p.id = ? AND c.last < ? ORDER BY c.last DESC LIMIT 1`, project, before)
        if (!row) break
        newest.unshift(...toStoredEvents(row).slice(newest.length - limit))
        before = row.last
      }
      return newest
    },
    firstPosition: async () => get<{ first: number }>('SELECT last - events + 1 AS first FROM chunk ORDER BY last LIMIT 1')?.first ?? 0,
    lastPosition: async () => get<{ last: number | null }>('SELECT max(last) AS last FROM chunk')?.last ?? 0,
    count: async (project) =>
      get<{ n: number }>('SELECT coalesce(sum(events), 0) AS n FROM chunk WHERE project = (SELECT number FROM project WHERE id = ?)', project)!.n,
    deleteBefore: async (receivedAt) => {
      const forgotten: { project: number; ids: string[] }[] = []
      const upTo = transact(database, () => {
        const rows = all<ChunkRow & { number: number; received_at: number }>(
          'SELECT last, project AS number, received_at, checksum, body FROM chunk WHERE last < (SELECT max(last) FROM chunk) ORDER BY last LIMIT ?',
          DELETED,
        )
        const young = rows.findIndex((row) => row.received_at >= receivedAt)
        const old = young < 0 ? rows : rows.slice(0, young)
        for (const row of old) {
          const ids = decodeIds(row)
          for (const id of ids) run('DELETE FROM message WHERE project = ? AND id = ?', row.number, id)
          run('DELETE FROM chunk WHERE last = ?', row.last)
          forgotten.push({ project: row.number, ids })
        }
        return old.at(-1)?.last
      })
      for (const { project, ids } of forgotten) for (const id of ids) recent.delete(project, id)
      if (upTo !== undefined) database.exec('PRAGMA incremental_vacuum(1000)')
      return upTo
    },
    probe: async () => {
      try {
        transact(database, () => run('UPDATE message_position SET position = position'))
      } catch (error) {
        throw toStorageError(error)
      }
    },
    close: async () => {
      if (database.isOpen) database.close()
    },
  }
}

/** Says which chunk was changed inside its row. */
export function findDamagedChunk(database: DatabaseSync): string | undefined {
  for (const { last, checksum, body } of createStatements(database).iterate<ChunkRow>('SELECT last, checksum, body FROM chunk'))
    if (!isWhole({ checksum, body })) return `the checksum of the events up to ${last} does not fit`
  return undefined
}

/** Indexes of the events by project; nearly always there is one. */
function byProject(events: readonly NewEvent[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  events.forEach(({ project }, index) => {
    const group = groups.get(project)
    if (group) group.push(index)
    else groups.set(project, [index])
  })
  return groups
}

function toStoredEvents(row: ChunkRow): StoredEvent[] {
  return decodeChunk(row.project, row).map((event, index) => ({ position: row.last - row.events + 1 + index, ...event }))
}
