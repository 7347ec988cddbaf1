// A blocker lets nothing through for a day. The clock is the browser's own, turned by hand, so that the day takes seconds.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
// @ts-expect-error plain JavaScript, shared with the benchmarks
import { launch, newContext } from '../bench/browser.mjs'
// @ts-expect-error as above
import { SHIPPED } from '../bench/contestant.mjs'
// @ts-expect-error as above
import { openStage } from '../contract/stage.mjs'

const MINUTES = 24 * 60
const EVENTS_A_MINUTE = 9
const STORE_EVENTS = 10_000
/** One in five minutes, and those of the first minutes, while the waits are growing. */
const MOST_REQUESTS = MINUTES / 5 + 20

interface Logged {
  name: string
  properties: { counts?: Record<string, number> }
}
interface Stage {
  addressOf(contestant: unknown): string
  collector: { log(): Logged[] }
  close(): Promise<void>
}

let stage: Stage
let browser: Browser
beforeAll(async () => {
  stage = (await openStage([SHIPPED])) as Stage
  browser = (await launch()) as Browser
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** Records in all databases of the page. */
const countStored = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error))
      })
    let records = 0
    for (const { name } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name!))
      for (const store of database.objectStoreNames) records += await answer(database.transaction(store).objectStore(store).count())
      database.close()
    }
    return records
  })

test('costs few requests, keeps the store within its bounds, and says how much was dropped', async () => {
  const context = await newContext(browser)
  const page = (await context.newPage()) as Page
  const batches: string[] = []
  await page.clock.install()
  // not by a route of Playwright's: what that holds back goes out after all when it is taken away
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.setBlockedURLs', { urls: ['*/v1/*'] })
  page.on('request', (request) => void (request.url().includes('/v1/batch') && batches.push(request.url())))
  await page.goto(stage.addressOf(SHIPPED))
  await page.evaluate(() => {
    const page = window as unknown as { recorded: number; foothold: { on(event: string, listener: (event: { name: string }) => void): void } }
    page.recorded = 0
    page.foothold.on('*', ({ name }) => void (page.recorded += name === 'sdk.dropped' ? 0 : 1))
  })
  for (let minute = 0; minute < MINUTES; minute++) {
    await page.evaluate(
      async ({ from, count }) => {
        const { bench } = window as unknown as { bench: { track(n: number): PromiseLike<void> } }
        await Promise.all(Array.from({ length: count }, (_, i) => bench.track(from + i)))
      },
      { from: minute * EVENTS_A_MINUTE, count: EVENTS_A_MINUTE },
    )
    await page.clock.runFor(60_000)
  }
  expect.soft(batches.length).toBeGreaterThan(10)
  expect.soft(batches.length).toBeLessThanOrEqual(MOST_REQUESTS)
  // state and guides have a few records of their own
  expect.soft(await countStored(page)).toBeLessThanOrEqual(STORE_EVENTS + 50)

  await network.send('Network.setBlockedURLs', { urls: [] })
  const arrived = (): Logged[] => stage.collector.log().filter(({ name }) => name !== 'sdk.dropped')
  const dropped = (): number =>
    stage.collector
      .log()
      .filter(({ name }) => name === 'sdk.dropped')
      .flatMap(({ properties }) => Object.values(properties.counts ?? {}))
      .reduce((sum, count) => sum + count, 0)
  const recorded = await page.evaluate(() => (window as unknown as { recorded: number }).recorded)
  // the last wait may be five minutes, and what was dropped is told after what was not
  const told = async (): Promise<number> => {
    await page.clock.runFor(60_000)
    return arrived().length + dropped()
  }
  await expect.poll(told, { timeout: 30_000, interval: 100 }).toBe(recorded)
  expect(arrived().length).toBeLessThanOrEqual(STORE_EVENTS)
  expect(arrived().length).toBeGreaterThan(STORE_EVENTS * 0.9)
  await context.close()
})
