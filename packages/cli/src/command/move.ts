// Owns `foothold move`: people, keys and versions from the data folder into PostgreSQL.
import { moveState } from '@foothold/collector'
import { loadSettings } from '../setting/load.ts'
import { say } from '../terminal.ts'

/** Moves. @throws {CollectorError} as `moveState`; then nothing was moved. */
export async function moveStateTo({ to, ...place }: { config?: string; data?: string; to: string }): Promise<void> {
  const { settings } = await loadSettings(place)
  const { rows, to: name, kept } = await moveState(settings.data, to)
  for (const [table, count] of rows) if (count) say(`${count.toLocaleString('en-US').padStart(12)}  ${table}`)
  say(`Moved to ${name}. The former file is ${kept}; remove it when all is well.`)
  say('Start the collector with this address in FOOTHOLD_STATE_URL.')
}
