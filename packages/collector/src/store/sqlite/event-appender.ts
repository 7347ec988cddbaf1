// Owns the writing into the event log: each id once, whoever else appends to the same file. It must not know who calls it, or
// how events are read.
import type { DatabaseSync } from 'node:sqlite'
import { decodeIds, pickEvents, sealChunk, type EncodedChunk, type PackedEvents } from './chunk.ts'
import { createStatements, toStorageError, transact } from './database.ts'
import { createRecentIds, type RecentIds } from './recent-ids.ts'

/** Ids of a project by its number. */
export interface ForgottenIds {
  project: number
  ids: readonly string[]
}

/** Appends to one log. */
export interface EventAppender {
  /**
   * Appends, all in one transaction that is on the disk when this returns.
   *
   * @returns for each event, in order of the parts: true where it was stored now, false where it was known.
   * @throws {CollectorError} `storage_full`, `storage_failed`
   */
  append(parts: readonly PackedEvents[]): boolean[]
  /** Forgets ids whose events were deleted. */
  forget(deleted: readonly ForgottenIds[]): void
  /** Gives back its memory; the log itself is asked when it goes on. */
  rest(): void
}

interface ChunkRow extends EncodedChunk {
  last: number
  number: number
}

/** Ids that an append moves into the table, beside two an event of its own. */
const MOVED = 64
/** Chunks that are read from the disk at once. */
const READ = 20
const NONE: ReadonlySet<string> = new Set()
/** SQLite compares bytes of UTF-8, and JavaScript units of UTF-16: what lies behind a text without surrogates in one order does so in the other. */
const ORDERED = /^[^\ud800-\udfff]*$/

/**
 * Creates an appender on an open database.
 *
 * Ids are looked up in memory first and then in a table that follows behind (`recent-ids.ts`); both are checked inside the
 * write transaction, and what another process or thread appended is read before, so that each id is stored once.
 */
export function createEventAppender(database: DatabaseSync): EventAppender {
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
      const rows = all<ChunkRow>('SELECT last, project AS number, checksum, body FROM chunk WHERE last > ? ORDER BY last LIMIT ?', position, READ)
      for (const row of rows) {
        recent.add(row.number, decodeIds(row))
        recent.reach((position = row.last))
      }
      if (rows.length < READ) break
    }
    // the newest chunk is never deleted, so its position is the highest there ever was
    position = Math.max(position, get<{ last: number | null }>('SELECT max(last) AS last FROM chunk')!.last ?? 0)
    version = now
    return position
  }

  /** Finds the ids that are in the table. */
  const storedIds = (project: number, ids: readonly string[]): ReadonlySet<string> => {
    let last = highest.get(project)
    if (last === undefined) {
      last = get<{ id: string | null }>('SELECT max(id) AS id FROM message WHERE project = ?', project)!.id ?? ''
      highest.set(project, last)
    }
    // ids that grow with time lie behind all of the table, and need not be looked up
    const asked = ORDERED.test(last) ? ids.filter((id) => id <= last) : ids
    if (!asked.length) return NONE
    const found = all<{ id: string }>(
      'SELECT j.value AS id FROM json_each(?) AS j WHERE EXISTS (SELECT 1 FROM message AS m WHERE m.project = ? AND m.id = j.value)',
      JSON.stringify(asked),
      project,
    )
    return new Set(found.map(({ id }) => id))
  }

  return {
    append(parts) {
      const stored: boolean[] = []
      const moving = parts.reduce((sum, { ids }) => sum + ids.length, 0) * 2 + MOVED
      try {
        transact(database, () => {
          let position = synchronise()
          for (const part of parts) {
            const number = ensureNumber(part.project)
            // where this transaction fails, so does `recent`: it is read again from the log
            const unseen = recent.add(number, part.ids)
            const old = storedIds(
              number,
              unseen.map((index) => part.ids[index]!),
            )
            const fresh = old.size ? unseen.filter((index) => !old.has(part.ids[index]!)) : unseen
            const before = stored.length
            for (let index = 0; index < part.ids.length; index++) stored.push(false)
            for (const index of fresh) stored[before + index] = true
            if (!fresh.length) continue
            const { ids, receivedAt, text } = fresh.length === part.ids.length ? part : pickEvents(part, fresh)
            const { body, checksum } = sealChunk(text)
            position += ids.length
            run('INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?)', position, number, ids.length, receivedAt, checksum, body)
          }
          const { ids, endsAt } = recent.next(moving)
          for (const [project, own] of ids) {
            run('INSERT INTO message SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING', project, JSON.stringify(own))
            const last = own.at(-1)!
            const before = highest.get(project)
            // where it is not known, what lies in the table already may be higher; where orders differ, it stays
            if (before !== undefined && ORDERED.test(before) && last > before) highest.set(project, last)
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
      recent.reach(seen!)
      return stored
    },
    forget(deleted) {
      for (const { project, ids } of deleted) for (const id of ids) recent.delete(project, id)
    },
    rest() {
      recent = createRecentIds()
      seen = undefined
      highest.clear()
    },
  }
}
