// Owns the event log in SQLite: chunks of events, each id once. It must not know people, guides or HTTP.
import type { DatabaseSync } from 'node:sqlite'
import type { EventLog, NewEvent, StoredEvent } from '../event-log.ts'
import { startAppendThread, type AppendThread } from './append-thread.ts'
import { CHUNK_EVENTS, decodeChunk, decodeIds, isWhole, packEvents, type PackedEvents } from './chunk.ts'
import { createStatements, securely, toStorageError, transact } from './database.ts'
import { emptyChunk, eraseFromChunk } from './erase-chunk.ts'
import { createEventAppender, type ForgottenIds } from './event-appender.ts'

/** The log without what only its index can answer. */
export type ChunkLog = Omit<EventLog, 'readPerson' | 'readTimeline' | 'readAccount' | 'accountIds'>

interface ChunkRow {
  last: number
  project: string
  events: number
  checksum: number
  body: Uint8Array
}

/** Chunks that are read from the disk at once. */
const READ = 20
/** Chunks that one step of a deletion takes. */
const DELETED = 50
/** Events after which appending gets a thread of its own: nobody needs one for less. */
const HANDED_OVER = 2000

const ROWS = 'SELECT c.last, p.id AS project, c.events, c.checksum, c.body FROM chunk AS c JOIN project AS p ON p.number = c.project'

const ROWS_WITH_AGE = ROWS.replace(' FROM ', ', c.received_at FROM ')

/**
 * Creates the event log on an open database.
 *
 * It begins to append by itself. Under load it hands that over to a thread with a connection of its own, so that requests are
 * read while the disk is waited for; where the thread ends, it goes on by itself.
 *
 * @param database - opened by `openDatabase` with `LOG_MIGRATIONS`; closed with the log.
 * @param path - of the file. @default no thread is started
 */
export function createSqliteEventLog(database: DatabaseSync, path?: string): ChunkLog {
  const { all, get, run } = createStatements(database)
  const numbers = new Map<string, number>()
  const appender = createEventAppender(database)
  let appended = 0
  let closed = false
  let thread: AppendThread | undefined
  /** Set once the thread can append. */
  let handedTo: AppendThread | undefined

  const numberOf = (project: string): number | undefined => {
    const known = numbers.get(project) ?? get<{ number: number }>('SELECT number FROM project WHERE id = ?', project)?.number
    if (known !== undefined) numbers.set(project, known)
    return known
  }

  const handOver = (): void => {
    if (path === undefined || thread || closed) return
    const started = startAppendThread(path, () => (thread = handedTo = undefined))
    thread = started
    void started.ready.then(() => {
      handedTo = started
      appender.rest()
    })
  }

  const append = async (events: readonly NewEvent[]): Promise<boolean[]> => {
    const { parts, indexes } = toParts(events)
    if ((appended += events.length) >= HANDED_OVER) handOver()
    const stored = handedTo ? await handedTo.append(parts) : appender.append(parts)
    if (!indexes) return stored
    const inOrder: boolean[] = []
    indexes.forEach((index, n) => (inOrder[index] = stored[n]!))
    return inOrder
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
      const forgotten: ForgottenIds[] = []
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
      appender.forget(forgotten)
      handedTo?.forget(forgotten)
      if (upTo !== undefined) database.exec('PRAGMA incremental_vacuum(1000)')
      return upTo
    },
    erase: async (project, ids) => {
      const number = numberOf(project)
      let deleted = 0
      for (let from = 0; number !== undefined;) {
        const row = get<ChunkRow & { received_at: number }>(`${ROWS_WITH_AGE} WHERE c.project = ? AND c.last > ? ORDER BY c.last LIMIT 1`, number, from)
        if (!row) break
        from = row.last
        const left = eraseFromChunk(project, row.last, row, ids)
        if (left) {
          securely(database, () => {
            const newest = get<{ last: number }>('SELECT max(last) AS last FROM chunk')!.last
            run('DELETE FROM chunk WHERE last = ?', row.last)
            for (const id of left.gone) run('DELETE FROM message WHERE project = ? AND id = ?', number, id)
            const parts = newest === row.last && left.parts.at(-1)?.last !== newest ? [...left.parts, emptyChunk(newest, row.received_at)] : left.parts
            for (const part of parts)
              run('INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?)', part.last, number, part.events, part.receivedAt, part.checksum, part.body)
          })
          const forgotten: ForgottenIds[] = [{ project: number, ids: left.gone }]
          appender.forget(forgotten)
          handedTo?.forget(forgotten)
          deleted += left.gone.length
        }
        // requests that came meanwhile go first
        await new Promise((go) => setImmediate(go))
      }
      return deleted
    },
    probe: async () => {
      try {
        transact(database, () => run('UPDATE message_position SET position = position'))
      } catch (error) {
        throw toStorageError(error)
      }
    },
    close: async () => {
      closed = true
      await thread?.close()
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

/**
 * Packs events by project, in parts of which each becomes a chunk at most.
 *
 * @returns `indexes`: places of the packed events in the list; `undefined` where they are in order.
 */
function toParts(events: readonly NewEvent[]): { parts: PackedEvents[]; indexes: number[] | undefined } {
  const first = events[0]!.project
  const parts: PackedEvents[] = []
  const pack = (own: readonly NewEvent[]): void => {
    for (let start = 0; start < own.length; start += CHUNK_EVENTS) parts.push(packEvents(own.slice(start, start + CHUNK_EVENTS)))
  }
  if (events.every(({ project }) => project === first)) {
    pack(events)
    return { parts, indexes: undefined }
  }
  const groups = [...Map.groupBy(events.keys(), (index) => events[index]!.project).values()]
  for (const group of groups) pack(group.map((index) => events[index]!))
  return { parts, indexes: groups.flat() }
}

function toStoredEvents(row: ChunkRow): StoredEvent[] {
  return decodeChunk(row.project, row).map((event, index) => ({ position: row.last - row.events + 1 + index, ...event }))
}
