// Owns the way back from a backup into an empty data folder. It must not know how a backup is made.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CollectorError } from '../error.ts'
import { silent, type Logger } from '../options.ts'
import { HOLD_FILE, holdFolder } from '../store/sqlite/hold-folder.ts'
import { openStores } from '../store/sqlite/open.ts'
import { eraseAgain, missingErasures, readErasures } from './erased.ts'
import { erasuresOfAll, keepFilesOnly, listBackups } from './folder.ts'
import { BACKUP_FILES, type BackupManifest } from './manifest.ts'
import { syncPath } from './sync.ts'
import { verifyBackup } from './verify.ts'

/** In the data folder, until all of it is as it should be. */
const DRAFT = '.restoring'

export interface RestoreOptions {
  /** A backup. */
  backup: string
  /** Created where missing; nothing of a collector may be in it. */
  dataDirectory: string
  /** Data folders, backups or folders of backups that know of later erasures, beside the later backups in the same folder. @default none */
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

/** Everybody whom a folder knows to be erased. @throws {CollectorError} `not_found`: a folder that knows of nobody would bring people back. */
function erasuresOf(folder: string): ReturnType<typeof readErasures> {
  if (!existsSync(join(folder, 'state.db')) && !listBackups(folder).length)
    throw new CollectorError('not_found', `There is no state.db in ${folder}. Name a data folder, a backup, or a folder of backups.`)
  return [...readErasures(folder), ...erasuresOfAll(folder)]
}

/**
 * Verifies a backup, copies it, and erases again who was erased since it was made.
 *
 * @throws {CollectorError} `backup_invalid`, `not_found`, `store_newer`, `store_in_use`, `folder_not_writable`
 */
export async function restoreBackup({ backup, dataDirectory, erasures = [], logger = silent }: RestoreOptions): Promise<Restored> {
  const known = [...erasuresOfAll(dirname(resolve(backup))), ...erasures.flatMap(erasuresOf)]
  const manifest = await verifyBackup(backup)
  const letGo = holdFolder(dataDirectory)
  try {
    // a write-ahead log that was left would be played over the file that it finds
    const other = readdirSync(dataDirectory).find((name) => name !== DRAFT && !name.startsWith(HOLD_FILE))
    if (other !== undefined)
      throw new CollectorError('folder_not_writable', `There is ${other} in ${dataDirectory} already. Restore into an empty folder; this one was not changed.`)
    const draft = join(dataDirectory, DRAFT)
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    const names = BACKUP_FILES.filter((name) => manifest.files[name])
    for (const name of names) {
      copyFileSync(join(backup, name), join(draft, name))
      await syncPath(join(draft, name))
    }
    // beside where a start looks: who was erased must not come back because this was ended half way
    const missing = manifest.files['state.db'] ? missingErasures(draft, known) : []
    const events = missing.length ? await eraseAgain(draft, missing, logger) : 0
    // the same look that a start takes
    if (!missing.length && manifest.files['state.db']) await (await openStores(draft, logger)).close()
    // what else is there is made anew
    await keepFilesOnly(draft)
    for (const name of names) await syncPath(join(draft, name))
    // both or none, as far as a start is concerned: a state that knows another log is refused, and so are events without one
    for (const name of names) renameSync(join(draft, name), join(dataDirectory, name))
    await syncPath(dataDirectory)
    rmSync(draft, { recursive: true, force: true })
    return { manifest, people: missing.length, events }
  } finally {
    letGo()
  }
}
