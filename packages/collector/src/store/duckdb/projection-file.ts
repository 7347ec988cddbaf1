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
  const found = await openWhole(path)
  if (found) {
    const { file, progress } = found
    try {
      if (await fits(file, progress, log)) return file
    } catch (error) {
      // that the log cannot be read is no fault of the file; two open at once would be its end
      file.close()
      throw error
    }
    file.close()
  }
  removeProjectionFile(path)
  return open(path)
}

interface Progress {
  version: number
  position: number
  message_id: string
}

/** @returns `undefined` where it is damaged in some way: nothing of the file is lost that the log does not have. */
async function openWhole(path: string): Promise<{ file: ProjectionFile; progress: Progress | undefined } | undefined> {
  let file: ProjectionFile | undefined
  try {
    file = await open(path)
    const [progress] = await readRows<Progress>(file.writer, `SELECT version, position, ${textOf('message_id')} AS message_id FROM progress`)
    return { file, progress }
  } catch (error) {
    file?.close()
    if (/lock/i.test(describeError(error)) && !/block/i.test(describeError(error)))
      throw new CollectorError('store_in_use', `Another process answers questions from ${path}. Ask that one, or end it.`, { cause: error })
    return undefined
  }
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
async function fits(file: ProjectionFile, progress: Progress | undefined, log: Pick<EventLog, 'read' | 'lastPosition'>): Promise<boolean> {
  if (progress?.version !== SCHEMA_VERSION || progress.position > (await log.lastPosition())) return false
  file.position = progress.position
  if (progress.position === 0) return true
  const [event] = await log.read(progress.position - 1, 1)
  // an event that is gone was deleted for its age; another one in its place is another log, such as an older backup that went on
  return event?.position !== progress.position || event.messageId.toWellFormed() === progress.message_id
}
