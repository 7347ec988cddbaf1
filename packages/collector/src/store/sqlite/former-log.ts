// Owns the taking over of a log of the former layout, a row an event, into chunks: in steps that each are whole, so that it may
// be ended at any time and goes on with the next start. It must not know what chunks are read for.
import type { DatabaseSync } from 'node:sqlite'
import { CollectorError, describeError } from '../../error.ts'
import type { Logger } from '../../options.ts'
import { CHUNK_EVENTS, packEvents, sealChunk } from './chunk.ts'
import { createStatements, transact } from './database.ts'
import { toStoredEvent, type EventRow } from './event-schema.ts'

/** Events of one transaction. */
const STEP = 2000
/** Events between two lines of the log. */
const TOLD = 100_000

/**
 * Copies the events of the former table into chunks, with their positions and ids, and drops the table when all are copied.
 *
 * Nothing may be appended meanwhile: how far it is, is the position of the newest chunk.
 *
 * @param database - opened with `LOG_MIGRATIONS`.
 * @param path - of the file, for messages.
 * @throws {CollectorError} `store_damaged`, `folder_not_writable`; the former table is still whole then.
 */
export async function takeOverFormerLog(database: DatabaseSync, path: string, logger: Logger): Promise<void> {
  const { all, get, run } = createStatements(database)
  const isThere = (): boolean => get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'event'") !== undefined
  const position = (): number => get<{ last: number | null }>('SELECT max(last) AS last FROM chunk')!.last ?? 0

  /** @returns the number of events that were copied; 0 where all were, and the table is gone. */
  const step = (): number => {
    // another process was faster
    if (!isThere()) return 0
    const from = position()
    const rows = all<EventRow & { whole: number }>(
      'SELECT *, json_valid(properties) AND json_valid(traits) AND json_valid(context) AS whole FROM event WHERE position > ? ORDER BY position LIMIT ?',
      from,
      STEP,
    )
    const to = rows.at(-1)?.position
    if (to === undefined) {
      run('DROP TABLE event')
      return 0
    }
    // its checksum would hide the damage for ever
    const damaged = rows.find(({ whole }) => !whole)
    if (damaged)
      throw new CollectorError('store_damaged', `${path} is damaged (event ${damaged.position} has a record that is not JSON). Restore it from a backup.`)
    run('INSERT OR IGNORE INTO project (id) SELECT DISTINCT project FROM event WHERE position > ? AND position <= ?', from, to)
    for (const part of toParts(rows)) {
      const { project, position: last } = part.at(-1)!
      const { body, checksum } = sealChunk(packEvents(part.map(toStoredEvent)).text)
      const receivedAt = part.reduce((latest, row) => Math.max(latest, row.received_at), 0)
      run('INSERT INTO chunk VALUES (?, (SELECT number FROM project WHERE id = ?), ?, ?, ?, ?)', last, project, part.length, receivedAt, checksum, body)
    }
    run(
      `INSERT INTO message SELECT p.number, e.message_id FROM event AS e JOIN project AS p ON p.id = e.project
       WHERE e.position > ? AND e.position <= ? ORDER BY 1, 2`,
      from,
      to,
    )
    run('UPDATE message_position SET position = ?', to)
    return rows.length
  }

  if (!isThere()) return
  const end = get<{ last: number | null }>('SELECT max(position) AS last FROM event')!.last ?? 0
  const tell = (): void => logger.info({ event: 'log taken over', position: position(), of: end })
  try {
    for (let copied = 0, told = 0; ;) {
      const more = transact(database, step)
      copied += more
      if (copied - told >= TOLD || (!more && copied > told)) {
        tell()
        told = copied
      }
      if (!more) {
        if (copied) giveBack(database)
        return
      }
      await new Promise((go) => setImmediate(go))
    }
  } catch (error) {
    if (error instanceof CollectorError) throw error
    throw new CollectorError(
      'folder_not_writable',
      `The events of ${path} cannot be brought into the layout of this version (${describeError(error)}). None is lost; make space on the disk, and start again.`,
      { cause: error },
    )
  }
}

/** Events that become one chunk: of one project, without a gap between their positions. */
function toParts(rows: readonly EventRow[]): EventRow[][] {
  const parts: EventRow[][] = []
  for (const row of rows) {
    const part = parts.at(-1)
    const before = part?.at(-1)
    if (part && before && part.length < CHUNK_EVENTS && before.project === row.project && before.position + 1 === row.position) part.push(row)
    else parts.push([row])
  }
  return parts
}

/** Gives the room of the former table back to the disk, and from now on that of deleted events too. */
function giveBack(database: DatabaseSync): void {
  try {
    database.exec('VACUUM')
  } catch {
    // another process reads, or the disk has no room for it: the log takes the free pages first
  }
}
