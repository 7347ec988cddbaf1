// A few random schedules of faults against the real collector with its SQLite; `npm run fault` plays many.
import { expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the command
import { playCampaign } from './campaign.mjs'

interface Totals {
  schedules: number
  resolved: number
  lost: number[]
  twice: number[]
  uncaught: string[]
}

test('what was written down is in the log once, whatever happens to tabs, browser, line and clock', async () => {
  const totals = (await playCampaign({ seed: 4_711, seconds: 60, schedules: 4, events: 800, workers: 2 })) as Totals
  expect(totals).toMatchObject({ schedules: 4, lost: [], twice: [], uncaught: [] })
  expect(totals.resolved).toBeGreaterThan(2_000)
})
