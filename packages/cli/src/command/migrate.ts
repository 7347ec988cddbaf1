// Owns `foothold migrate`: the tables of a data folder brought up to date on purpose, and what that would be.
import { createJsonLogger, holdFolder, openStores, readSchemaVersions, type SchemaVersion } from '@foothold/collector'
import { CliError } from '../fail.ts'
import { loadSettings } from '../setting/load.ts'
import { say } from '../terminal.ts'

/** Migrates. @throws {CollectorError} `store_in_use`, `store_newer`, `store_damaged` @throws {CliError} `not_found` */
export async function migrate({ dryRun, ...place }: { config?: string; data?: string; stateUrl?: string; dryRun?: boolean }): Promise<void> {
  const { settings } = await loadSettings({ ...place })
  const { data } = settings
  const before = readSchemaVersions(data)
  if (!before.length) throw new CliError(`There is no collector's data in ${data}. Name the data folder of a collector with --data.`, { code: 'not_found' })
  for (const one of before) say(describe(one))
  const newer = before.find(({ found, known }) => found > known)
  if (newer) throw new CliError(`${newer.file} was written by a newer version of Foothold. Update Foothold.`, { code: 'store_newer', exitCode: 78 })
  if (dryRun) return say('Nothing was changed.')
  const letGo = holdFolder(data)
  try {
    const stores = await openStores(
      data,
      createJsonLogger((line) => process.stderr.write(line)),
      { stateUrl: settings.stateUrl },
    )
    await stores.close()
    say('Everything is up to date.')
  } finally {
    letGo()
  }
}

function describe({ file, found, known }: SchemaVersion): string {
  if (found === known) return `${file.padEnd(10)} schema ${found}, up to date`
  return found > known ? `${file.padEnd(10)} schema ${found}, newer than ${known}` : `${file.padEnd(10)} schema ${found}, to become ${known}`
}
