// Owns whether a backup is whole: its files are what the manifest says, SQLite finds them well, every chunk of the log fits its
// checksum, and both files fit each other. It changes nothing.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CollectorError, describeError } from '../error.ts'
import { STATE_MIGRATIONS } from '../store/kysely/schema.ts'
import { findDamagedChunk } from '../store/sqlite/event-log.ts'
import { LOG_MIGRATIONS } from '../store/sqlite/event-schema.ts'
import { countEvents } from './make.ts'
import { BACKUP_FILES, describeFile, readManifest, type BackupManifest } from './manifest.ts'

/**
 * Verifies a backup; takes as long as reading it twice.
 *
 * @returns what the manifest says.
 * @throws {CollectorError} `backup_invalid` with what is wrong, `store_newer`
 */
export async function verifyBackup(folder: string): Promise<BackupManifest> {
  const manifest = readManifest(folder)
  for (const name of BACKUP_FILES) {
    const expected = manifest.files[name]
    if (!expected) continue
    const path = join(folder, name)
    if (!existsSync(path)) throw invalid(folder, `${name} is missing`)
    const found = await describeFile(path)
    if (found.bytes !== expected.bytes) throw invalid(folder, `${name} has ${found.bytes} bytes, not ${expected.bytes}`)
    if (found.sha256 !== expected.sha256) throw invalid(folder, `${name} was changed`)
  }
  const log = inspect(folder, 'events.db', (database) => {
    checkVersion(Number(Object.values(database.prepare('PRAGMA user_version').get()!)[0]), LOG_MIGRATIONS.length, join(folder, 'events.db'))
    const damage = findDamagedChunk(database)
    if (damage) throw invalid(folder, damage)
    return countEvents(join(folder, 'events.db'))
  })
  if (log.last !== manifest.events.last || log.count !== manifest.events.count)
    throw invalid(folder, `events.db has ${log.count} events up to ${log.last}, not ${manifest.events.count} up to ${manifest.events.last}`)
  if (manifest.files['state.db'])
    inspect(folder, 'state.db', (database) => {
      checkVersion(numberOf(database, 'SELECT max(version) FROM schema_version'), STATE_MIGRATIONS.length, join(folder, 'state.db'))
      const position = numberOf(database, 'SELECT max(position) FROM projection')
      if (position > log.last) throw invalid(folder, `state.db has seen events up to ${position}, and events.db ends at ${log.last}`)
    })
  return manifest
}

function inspect<T>(folder: string, name: string, look: (database: DatabaseSync) => T): T {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(join(folder, name), { readOnly: true })
    const [found] = Object.values(database.prepare('PRAGMA integrity_check(1)').get() ?? {})
    if (found !== 'ok') throw invalid(folder, `${name} is damaged (${describeError(found)})`)
    return look(database)
  } catch (error) {
    throw error instanceof CollectorError ? error : invalid(folder, `${name} cannot be read (${describeError(error)})`, error)
  } finally {
    database?.close()
  }
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)
}

function checkVersion(found: number, known: number, path: string): void {
  if (found > known)
    throw new CollectorError('store_newer', `${path} was written by a newer version of Foothold (schema ${found}; this one knows ${known}). Update Foothold.`)
}

const invalid = (folder: string, what: string, cause?: unknown): CollectorError =>
  new CollectorError('backup_invalid', `The backup ${folder} is not whole: ${what}. Take another one.`, { cause })
