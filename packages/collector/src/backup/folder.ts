// Owns a folder of backups: which there are, that none of them keeps somebody who was erased since, and how many are kept. It
// must not know how one is made.
import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { silent, type Logger } from '../options.ts'
import { eraseAgain, hasUnfinished, missingErasures, readErasures } from './erased.ts'
import { sealBackup, toBackupError } from './make.ts'
import { BACKUP_FILES, MANIFEST, readManifest } from './manifest.ts'
import { syncPath } from './sync.ts'

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(\.\d+)?$/
/** One that was never finished; as old as this it is nobody's work any more. */
const HALF = /^\..+\.partial$/
const HALF_MS = 3_600_000
const DRAFT = '.clean'
const FORMER = '.former'

/** The backups of a folder, oldest first. */
export function listBackups(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => NAME.test(name) && existsSync(join(folder, name, MANIFEST)))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(folder, name))
}

/** Everybody who was erased, as far as a folder of backups knows. */
export function erasuresOfAll(folder: string): ReturnType<typeof readErasures> {
  return listBackups(folder).flatMap(readErasures)
}

/**
 * Takes out of each backup who was erased since it was made. Each is changed whole or not at all.
 *
 * @returns the backups that were changed; copies of them elsewhere are to be replaced.
 */
export async function cleanBackups(folder: string, logger: Logger = silent): Promise<string[]> {
  mendFolder(folder)
  const erasures = erasuresOfAll(folder)
  const changed: string[] = []
  for (const backup of listBackups(folder)) {
    // without people there is nothing that could tell whose events are whose
    if (!existsSync(join(backup, 'state.db'))) continue
    const missing = missingErasures(backup, erasures)
    if (!missing.length && !hasUnfinished(backup)) continue
    const draft = backup + DRAFT
    try {
      rmSync(draft, { recursive: true, force: true })
      cpSync(backup, draft, { recursive: true })
      await eraseAgain(draft, missing, logger)
      await keepFilesOnly(draft)
      await sealBackup(draft, readManifest(backup))
      renameSync(backup, backup + FORMER)
      renameSync(draft, backup)
      await syncPath(dirname(backup))
      rmSync(backup + FORMER, { recursive: true, force: true })
      changed.push(backup)
    } catch (error) {
      rmSync(draft, { recursive: true, force: true })
      throw toBackupError(error, backup)
    }
  }
  return changed
}

/** Deletes the oldest. @returns those that are gone. */
export function pruneBackups(folder: string, keep: number): string[] {
  const gone = listBackups(folder).slice(0, -keep)
  for (const backup of gone) rmSync(backup, { recursive: true, force: true })
  return gone
}

/** Ends what was broken off: the change of a name, or a copy that nobody finished. */
function mendFolder(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (name.endsWith(FORMER)) {
      const backup = path.slice(0, -FORMER.length)
      if (existsSync(backup)) rmSync(path, { recursive: true, force: true })
      else renameSync(path, backup)
    } else if (name.endsWith(DRAFT) || (HALF.test(name) && Date.now() - statSync(path).mtimeMs > HALF_MS)) rmSync(path, { recursive: true, force: true })
  }
}

/** Leaves a folder as `makeBackup` does: the two files, without a write-ahead log. */
export async function keepFilesOnly(folder: string): Promise<void> {
  for (const name of BACKUP_FILES) {
    if (!existsSync(join(folder, name))) continue
    const database = new DatabaseSync(join(folder, name))
    database.exec('PRAGMA journal_mode = DELETE')
    database.close()
  }
  for (const name of readdirSync(folder)) if (!(BACKUP_FILES as readonly string[]).includes(name)) rmSync(join(folder, name), { recursive: true, force: true })
}
