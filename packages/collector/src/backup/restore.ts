// Owns the way back from a backup into an empty data folder. It must not know how a backup is made.
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CollectorError } from '../error.ts'
import { silent, type Logger } from '../options.ts'
import { holdFolder } from '../store/sqlite/hold-folder.ts'
import { openStores } from '../store/sqlite/open.ts'
import { eraseAgain, missingErasures, readErasures } from './erased.ts'
import { erasuresOfAll } from './folder.ts'
import { BACKUP_FILES, type BackupManifest } from './manifest.ts'
import { syncPath } from './sync.ts'
import { verifyBackup } from './verify.ts'

export interface RestoreOptions {
  /** A backup. */
  backup: string
  /** Created where missing; nothing of a collector may be in it. */
  dataDirectory: string
  /** Data folders or backups that know of later erasures, beside the later backups in the same folder. @default none */
  erasures?: readonly string[] | undefined
  logger?: Logger | undefined
}

export interface Restored {
  manifest: BackupManifest
  /** People who were erased after the backup was made, and now again. */
  people: number
  /** Events that went with them. */
  events: number
}

/**
 * Verifies a backup, copies it, and erases again who was erased since it was made.
 *
 * @throws {CollectorError} `backup_invalid`, `store_newer`, `store_in_use`, `folder_not_writable`
 */
export async function restoreBackup({ backup, dataDirectory, erasures = [], logger = silent }: RestoreOptions): Promise<Restored> {
  const known = [...erasuresOfAll(dirname(resolve(backup))), ...erasures.flatMap(readErasures)]
  const manifest = await verifyBackup(backup)
  mkdirSync(dataDirectory, { recursive: true })
  const letGo = holdFolder(dataDirectory)
  try {
    for (const name of [...BACKUP_FILES, 'index.db', 'events.duckdb'])
      if (existsSync(join(dataDirectory, name)))
        throw new CollectorError(
          'folder_not_writable',
          `There is a ${name} in ${dataDirectory} already. Restore into an empty folder; this one was not changed.`,
        )
    const names = BACKUP_FILES.filter((name) => manifest.files[name])
    for (const name of names) {
      copyFileSync(join(backup, name), join(dataDirectory, `${name}.restoring`))
      await syncPath(join(dataDirectory, `${name}.restoring`))
    }
    // both or none, as far as a start is concerned: events without a state are refused
    for (const name of names) renameSync(join(dataDirectory, `${name}.restoring`), join(dataDirectory, name))
    await syncPath(dataDirectory)
    const missing = manifest.files['state.db'] ? missingErasures(dataDirectory, known) : []
    const events = missing.length ? await eraseAgain(dataDirectory, missing, logger) : 0
    // the same look that a start takes
    if (!missing.length && manifest.files['state.db']) await (await openStores(dataDirectory, logger)).close()
    return { manifest, people: missing.length, events }
  } finally {
    letGo()
  }
}
