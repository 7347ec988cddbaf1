// Owns `foothold move`: people, keys and versions from the data folder into PostgreSQL.
import { moveState } from '@foothold/collector'
import { say } from '../terminal.ts'

/** Moves. @throws {CollectorError} as `moveState`; then nothing was moved. */
export async function moveStateTo({ data, to }: { data: string; to: string }): Promise<void> {
  const { rows, to: name, kept } = await moveState(data, to)
  for (const [table, count] of rows) if (count) say(`${count.toLocaleString('en-US').padStart(12)}  ${table}`)
  say(`Moved to ${name}. The former file is ${kept}; remove it when all is well.`)
  say('Start the collector with this address in FOOTHOLD_STATE_URL.')
}
