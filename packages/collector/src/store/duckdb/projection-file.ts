// Owns the file of the projection: opened where it is whole, of this version and of this log; else made anew, empty. It must
// not know how it is filled.
import { rmSync } from 'node:fs'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { CollectorError, describeError } from '../../error.ts'
import type { EventLog } from '../event-log.ts'
import { readRows, textOf } from './read-rows.ts'
import { SCHEMA, SCHEMA_VERSION } from './schema.ts'

/** An open projection. */
export interface ProjectionFile {
  /** For transactions that write. */
  writer: DuckDBConnection
  /** For questions. */
  reader: DuckDBConnection
  /** Position of the log up to which everything is in here. */
  position: number
  /** Does work of the reader with all the memory that a question may take. */
  withRoom<T>(work: () => Promise<T>): Promise<T>
  /** Merges what was written into the file, and closes it. */
  close(): void
}

/** Memory that DuckDB may take for a question; more goes to the disk beside the file. One over 10 million events needs about 100 MB. */
const ROOM = '256MB'
/**
 * The same between questions. What is taken in stays in memory until this is full, 8 bytes an event, whether anybody asks for it or not;
 * pages that go are read again from the cache of the system.
 */
const AT_REST = '64MB'

/**
 * Opens the projection.
 *
 * @param path - of the file.
 * @param log - that it must fit.
 * @throws {CollectorError} `store_in_use` where another process has it open.
 */
export async function openProjectionFile(path: string, log: Pick<EventLog, 'read' | 'lastPosition'>): Promise<ProjectionFile> {
  try {
    const file = await open(path)
    if (await fits(file, log)) return file
    file.close()
  } catch (error) {
    if (/lock/i.test(describeError(error)) && !/block/i.test(describeError(error)))
      throw new CollectorError('store_in_use', `Another process answers questions from ${path}. Ask that one, or end it.`, { cause: error })
    // anything else is damage of some kind: nothing of the file is lost that the log does not have
  }
  removeProjectionFile(path)
  return open(path)
}

/** Removes the file, with all that DuckDB puts beside it. */
export function removeProjectionFile(path: string): void {
  for (const suffix of ['', '.wal', '.tmp', '.wal.checkpoint', '.wal.recovery']) rmSync(path + suffix, { force: true, recursive: true })
}

async function open(path: string): Promise<ProjectionFile> {
  const instance = await DuckDBInstance.create(path, {
    threads: '2',
    memory_limit: AT_REST,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  try {
    const writer = await instance.connect()
    const reader = await instance.connect()
    const tables = await readRows(writer, "SELECT 1 AS one FROM duckdb_tables() WHERE table_name = 'progress'")
    if (!tables.length) {
      await writer.run('BEGIN')
      await writer.run(SCHEMA)
      await writer.run('COMMIT')
    }
    const file: ProjectionFile = {
      writer,
      reader,
      position: 0,
      async withRoom(work) {
        await reader.run(`SET GLOBAL memory_limit = '${ROOM}'`)
        try {
          return await work()
        } finally {
          // it refuses where it cannot become so small just now; then the next question sets it
          await reader.run(`SET GLOBAL memory_limit = '${AT_REST}'`).catch(() => {})
        }
      },
      close() {
        reader.closeSync()
        writer.closeSync()
        instance.closeSync()
      },
    }
    return file
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

/** Whether the file is of this version, and the event that it ends with is the log's. Sets the position. */
async function fits(file: ProjectionFile, log: Pick<EventLog, 'read' | 'lastPosition'>): Promise<boolean> {
  const [progress] = await readRows<{ version: number; position: number; message_id: string }>(
    file.writer,
    `SELECT version, position, ${textOf('message_id')} AS message_id FROM progress`,
  )
  if (progress?.version !== SCHEMA_VERSION || progress.position > (await log.lastPosition())) return false
  file.position = progress.position
  if (progress.position === 0) return true
  const [event] = await log.read(progress.position - 1, 1)
  // an event that is gone was deleted for its age; another one in its place is another log, such as an older backup that went on
  return event?.position !== progress.position || event.messageId.toWellFormed() === progress.message_id
}
