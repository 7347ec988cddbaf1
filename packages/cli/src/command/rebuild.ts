// Owns `foothold rebuild`: the projection of a data folder made anew from its log, and how far it is.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { holdFolder, openStores } from '@foothold/collector'
import { CliError } from '../fail.ts'
import { loadSettings } from '../setting/load.ts'
import { say } from '../terminal.ts'

/** Time between two lines, in ms. */
const TOLD_MS = 1000

/** Rebuilds. @throws {CollectorError} `store_in_use` where a collector runs on the folder. @throws {CliError} `not_found` */
export async function rebuild(place: { config?: string; data?: string }): Promise<void> {
  const { data, stateUrl } = (await loadSettings({ ...place })).settings
  if (!existsSync(join(data, 'events.db')))
    throw new CliError(`There is no event log in ${data}. Name the data folder of a collector with --data.`, { code: 'not_found' })
  const letGo = holdFolder(data)
  const stores = await openStores(data, undefined, { stateUrl }).catch((error: unknown) => {
    letGo()
    throw error
  })
  try {
    const begun = performance.now()
    let told = begun
    await stores.query.rebuild(({ position, end, eventsPerSecond }) => {
      if (performance.now() - told < TOLD_MS) return
      told = performance.now()
      const secondsLeft = Math.ceil((end - position) / Math.max(eventsPerSecond, 1))
      process.stderr.write(
        `${Math.floor((position / end) * 100)} %  ${count(position)} of ${count(end)} events, ${count(eventsPerSecond)} a second, ${secondsLeft} s left\n`,
      )
    })
    say(`Rebuilt from ${count(await stores.log.lastPosition())} events in ${((performance.now() - begun) / 1000).toFixed(1)} s.`)
  } finally {
    await stores.close()
    letGo()
  }
}

const count = (number: number): string => number.toLocaleString('en-US')
