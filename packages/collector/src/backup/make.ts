// Owns the making of a backup, beside a collector that works on: each file as it was at one instant, and a manifest. It must
// not know where the next one comes from, or who was erased.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CollectorError, describeError } from '../error.ts'
import { makeFolder } from '../store/make-folder.ts'
import { forgetCleaning } from '../store/sqlite/clean-log.ts'
import { parseStateUrl } from '../store/state-url.ts'
import { BACKUP_FILES, describeFile, MANIFEST, type BackupFile, type BackupManifest, type FileEntry } from './manifest.ts'
import { syncPath } from './sync.ts'

export interface MakeOptions {
  /** Of the collector. */
  dataDirectory: string
  /** Folder of the backups. Created where missing; only its owner may read it. */
  folder: string
  /** Of Foothold. */
  version: string
  /** Epoch ms. */
  now: number
  /** As for `openStores`. PostgreSQL is backed up with its own tools. @default state.db in the folder */
  stateUrl?: string | undefined
}

/** A backup that was made. */
export interface MadeBackup {
  path: string
  manifest: BackupManifest
}

/**
 * Makes a backup. It has everything that was acknowledged before it began, and takes as long as reading and writing the files.
 *
 * The state goes first: what it has seen of the log is then in the log, which is copied after it.
 *
 * @throws {CollectorError} `not_found`, `folder_not_writable`, `storage_full`
 */
export async function makeBackup({ dataDirectory, folder, version, now, stateUrl }: MakeOptions): Promise<MadeBackup> {
  const state = parseStateUrl(stateUrl, dataDirectory)
  const sources: Record<BackupFile, string | undefined> = {
    'state.db': state.kind === 'sqlite' ? state.path : undefined,
    'events.db': join(dataDirectory, 'events.db'),
  }
  for (const name of BACKUP_FILES)
    if (sources[name] !== undefined && !existsSync(sources[name]))
      throw new CollectorError(
        'not_found',
        existsSync(`${sources[name]}.moved`)
          ? `The state was moved away from ${dataDirectory}. Name the address where it is now, by --state-url or as the collector has it.`
          : `There is no ${name} in ${dataDirectory}. Name the data folder of a collector.`,
      )
  const path = freePath(folder, now)
  const draft = join(folder, `.${basename(path)}.partial`)
  try {
    makeFolder(draft)
    for (const name of BACKUP_FILES) if (sources[name] !== undefined) copyDatabase(sources[name], join(draft, name))
    const manifest = await sealBackup(draft, { version, madeAt: new Date(now).toISOString() })
    renameSync(draft, path)
    await syncPath(folder)
    return { path, manifest }
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw toBackupError(error, path)
  }
}

/** Writes the manifest of a folder whose files will not change any more. */
export async function sealBackup(folder: string, { version, madeAt }: Pick<BackupManifest, 'version' | 'madeAt'>): Promise<BackupManifest> {
  const files: Partial<Record<BackupFile, FileEntry>> = {}
  for (const name of BACKUP_FILES) {
    if (!existsSync(join(folder, name))) continue
    // VACUUM INTO does not
    await syncPath(join(folder, name))
    files[name] = await describeFile(join(folder, name))
  }
  const manifest: BackupManifest = { format: 1, version, madeAt, events: countEvents(join(folder, 'events.db')), files: files as BackupManifest['files'] }
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
  await syncPath(join(folder, MANIFEST))
  await syncPath(folder)
  return manifest
}

/** Reads without changing anything. */
export function countEvents(path: string): BackupManifest['events'] {
  const log = new DatabaseSync(path, { readOnly: true })
  try {
    return log.prepare('SELECT coalesce(max(last), 0) AS last, coalesce(sum(events), 0) AS count FROM chunk').get() as unknown as BackupManifest['events']
  } finally {
    log.close()
  }
}

/** Copies what is committed at one instant; writers go on. What was deleted is not in the copy. */
function copyDatabase(source: string, target: string): void {
  // its owner only, and before anything is in it
  writeFileSync(target, '', { mode: 0o600, flag: 'wx' })
  const database = new DatabaseSync(source, { readOnly: true })
  try {
    database.prepare('VACUUM INTO ?').run(target)
  } finally {
    database.close()
  }
  if (basename(target) !== 'events.db') return
  const copy = new DatabaseSync(target)
  try {
    forgetCleaning(copy)
  } finally {
    copy.close()
  }
}

/** @returns a name that sorts by time. */
function freePath(folder: string, now: number): string {
  const name = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${name}Z` : `${name}Z.${number}`)
    if (!existsSync(path)) return path
  }
}

export function toBackupError(error: unknown, path: string): unknown {
  if (error instanceof CollectorError) return error
  const text = describeError(error)
  const full = /ENOSPC|database or disk is full/.test(text)
  return new CollectorError(
    full ? 'storage_full' : 'folder_not_writable',
    `The backup ${basename(path)} cannot be written in ${dirname(path)} (${text}). Nothing of it was left.`,
    {
      cause: error,
    },
  )
}
