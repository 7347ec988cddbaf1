// Owns `foothold backup` and `foothold restore`: copies of a data folder, made while the collector works, and the way back.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { cleanBackups, createJsonLogger, listBackups, makeBackup, pruneBackups, restoreBackup, verifyBackup, type BackupManifest } from '@foothold/collector'
import { CliError } from '../fail.ts'
import { loadSettings } from '../setting/load.ts'
import { say } from '../terminal.ts'

interface Place {
  config?: string
  data?: string
  stateUrl?: string
}

/** What went wrong while files were written anew has to be somewhere. */
const logger = createJsonLogger((line) => process.stderr.write(line), 'error')

/**
 * Makes a backup, takes out of the earlier ones who was erased since, and deletes those that are too many.
 *
 * @throws {CollectorError}
 */
export async function backup({ to, keep, json, ...place }: Place & { to: string; keep?: number; json?: boolean }): Promise<void> {
  const { settings } = await loadSettings({ ...place })
  const folder = resolve(to)
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  const { path, manifest } = await makeBackup({ dataDirectory: settings.data, stateUrl: settings.stateUrl, folder, version, now: Date.now() })
  // fewer first: what goes need not be cleaned
  const deleted = keep === undefined ? [] : pruneBackups(folder, keep)
  const cleaned = await cleanBackups(folder, logger)
  if (json) return say(JSON.stringify({ path, ...manifest, cleaned, deleted }))
  say(`Backed up ${describe(manifest)} to ${path}`)
  if (!manifest.files['state.db']) say('Only the event log: back PostgreSQL up before it, with its own tools. Erased people stay in such backups.')
  for (const one of cleaned) say(`Cleaned   ${one}: people were erased since. Replace copies of it elsewhere.`)
  for (const one of deleted) say(`Deleted   ${one}`)
}

/** Verifies a backup, and restores it into an empty data folder. @throws {CollectorError} */
export async function restore(
  from: string,
  { verify, erasures, json, ...place }: Place & { verify?: boolean; erasures?: string[]; json?: boolean },
): Promise<void> {
  const backup = newest(from)
  if (verify) {
    const manifest = await verifyBackup(backup)
    return say(json ? JSON.stringify({ path: backup, ...manifest }) : `Whole: ${backup} has ${describe(manifest)}.`)
  }
  const { settings } = await loadSettings({ ...place })
  if (settings.stateUrl !== undefined && !/^postgres(ql)?:/i.test(settings.stateUrl))
    throw new CliError('restore writes state.db into the data folder: leave stateUrl out, and move the file afterwards.', { code: 'setting_invalid' })
  const { manifest, people, events } = await restoreBackup({ backup, dataDirectory: settings.data, erasures, logger })
  if (json) return say(JSON.stringify({ path: backup, ...manifest, erased: { people, events } }))
  say(`Restored ${describe(manifest)} from ${backup} to ${settings.data}`)
  if (people) say(`Erased again: ${people} people with ${events} events, who were erased after the backup was made.`)
}

/** A folder of backups stands for the newest of them. */
function newest(path: string): string {
  const folder = resolve(path)
  return listBackups(folder).at(-1) ?? folder
}

const describe = ({ events, madeAt }: BackupManifest): string => `${events.count.toLocaleString('en')} events of ${madeAt}`
