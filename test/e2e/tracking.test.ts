// Events on their way in a real browser: tabs that crash, pages that end and come back.
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './world.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  world = await openWorld()
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
    // pages are kept for the way back, as for people
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

const logged = (name: string): unknown[] => world.log().flatMap((event) => (event.name === name ? [event.properties['i']] : []))
const track = (page: Page, name: string, i: number): Promise<void> =>
  page.evaluate(async ([event, n]) => void (await window.foothold.track(event as string, { i: n })), [name, i])

test('what is written down survives the crash of its tab, and another one sends it, once', async () => {
  const context = await browser.newContext()
  const [one, two] = [await context.newPage(), await context.newPage()]
  for (const page of [one, two]) await page.goto(`${world.demoUrl}/sign-in`)
  for (let i = 0; i < 5; i++) await track(one, 'crash.before', i)
  const session = await context.newCDPSession(one)
  session.send('Page.crash').catch(() => {})
  await one.waitForEvent('crash')
  await track(two, 'crash.after', 0)
  await until(() => logged('crash.after').length > 0 && logged('crash.before').length >= 5, 'all events')
  expect(logged('crash.before')).toEqual([0, 1, 2, 3, 4])
  expect(new Set(world.log().map(({ messageId }) => messageId)).size).toBe(world.log().length)
  await context.close()
})

test('what happens last on a page arrives, and the page comes back as it was and goes on', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${world.demoUrl}/sign-in`)
  await page.evaluate(() => {
    // only where the browser has kept the page is this still there
    Object.assign(window, { kept: 0 })
    addEventListener('pageshow', ({ persisted }) => persisted && Object.assign(window, { kept: 1 }))
    addEventListener('pagehide', () => void window.foothold.track('page.last', { i: 0 }))
  })
  // same host name, another site: nothing of ours runs there
  await page.goto(`${world.url}/health/live`)
  await until(() => logged('page.last').length > 0, 'the last event')
  await page.goBack({ waitUntil: 'commit' })
  await until(() => page.evaluate(() => (window as unknown as { kept?: number }).kept === 1), 'the page that was kept')
  await track(page, 'page.back', 1)
  await until(() => logged('page.back').length > 0, 'the next event')
  await page.evaluate(async () => void (await window.foothold.flush()))
  expect(logged('page.last')).toEqual([0])
  expect(new Set(world.log().map(({ messageId }) => messageId)).size).toBe(world.log().length)
  await context.close()
})
