// Owns that one process at a time works on a data folder. The lock is one of the operating system, so that it ends with its
// process, however that ends. It must not know what is in the folder.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CollectorError, describeError } from '../../error.ts'
import { makeFolder } from '../make-folder.ts'

/** What this leaves in a folder, and what SQLite puts beside it, begins so. */
export const HOLD_FILE = 'lock.db'

/**
 * Takes a data folder for this process, creating it where it is missing.
 *
 * A write transaction that is never ended is the lock: others can still read which process began it.
 *
 * @returns lets go of it; idempotent.
 * @throws {CollectorError} `store_in_use`, `folder_not_writable`
 */
export function holdFolder(directory: string): () => void {
  let database: DatabaseSync | undefined
  try {
    makeFolder(directory)
    database = new DatabaseSync(join(directory, HOLD_FILE))
    database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (process INTEGER NOT NULL); DELETE FROM holder')
    database.prepare('INSERT INTO holder VALUES (?)').run(process.pid)
    database.exec('COMMIT; BEGIN IMMEDIATE')
    const held = database
    return () => {
      if (held.isOpen) held.close()
    }
  } catch (error) {
    const holder = holderOf(database)
    if (database?.isOpen) database.close()
    if (/database is locked/.test(describeError(error)))
      throw new CollectorError('store_in_use', `Another process${holder} works on the data folder ${directory}. Stop it, or choose another folder.`, {
        cause: error,
      })
    throw new CollectorError(
      'folder_not_writable',
      `The data folder ${directory} cannot be written (${describeError(error)}). Check its owner, or choose another.`,
      {
        cause: error,
      },
    )
  }
}

function holderOf(database: DatabaseSync | undefined): string {
  try {
    const row = database?.prepare('SELECT process FROM holder').get() as { process: number } | undefined
    return row ? ` (${row.process})` : ''
  } catch {
    return ''
  }
}
