// A page that asks to hear of news as it comes: what is published, and what becomes known of its person elsewhere, is there without
// a reload. The collector, the browser and its tabs are real.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './world.ts'

const tip = (key: string, more: object): object => ({ kind: 'announcement', key, goal: null, why: 'a test', when: { manual: true }, title: 'A tip', ...more })

let world: World
let server: Server
let address: string
let context: BrowserContext
const streams = new Set<Page>()

beforeAll(async () => {
  world = await openWorld()
  server = createServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<!doctype html><title>Live</title><body><script src="${world.url}/sdk/foothold.js" data-key="${world.writeKey}" data-live="on"></script><script>foothold.identify('ada')</script>`,
      ),
  ).listen(0)
  address = `http://localhost:${(server.address() as AddressInfo).port}/`
  await publish([tip('first', {})])
  const { page, context: own } = await world.visit()
  await page.close()
  context = own
})
afterAll(async () => {
  server?.close()
  await world?.close()
})

async function publish(guides: readonly object[]): Promise<void> {
  const model = { milestones: [{ key: 'activated', when: { event: 'project.created' } }] }
  const files = [model, ...guides].map((file, n) => ({ path: `${n ? `guide-${n}` : 'model'}.json`, text: JSON.stringify(file) }))
  const answer = await fetch(`${world.url}/admin/v1/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ files }),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

const open = async (): Promise<Page> => {
  const page = await context.newPage()
  page.on('request', (request) => request.url().endsWith('/v1/stream') && streams.add(page))
  page.on('requestfailed', (request) => request.url().endsWith('/v1/stream') && streams.delete(page))
  page.on('requestfinished', (request) => request.url().endsWith('/v1/stream') && streams.delete(page))
  page.on('close', () => streams.delete(page))
  await page.goto(address)
  return page
}
const reasonOf = (page: Page, guide: string): Promise<string> =>
  page.evaluate((key) => {
    const decision = window.foothold.why(key)
    return decision.show ? 'would be shown' : decision.reason
  }, guide)

test('hears of what is published, and of what its person did elsewhere', async () => {
  const page = await open()
  await until(async () => streams.size === 1, 'the stream')
  const before = await reasonOf(page, 'second')
  await publish([tip('first', {}), tip('second', { when: { page: '/*' }, audience: { milestone: 'activated', is: 'reached' } })])
  await until(async () => (await reasonOf(page, 'second')) !== before, 'the new guide')
  expect(await reasonOf(page, 'second')).toBe('audience')
  await fetch(`${world.url}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.writeKey}` },
    body: JSON.stringify({ userId: 'ada', event: 'project.created' }),
  })
  await until(async () => (await reasonOf(page, 'second')) !== 'audience', 'the milestone')
})

test('streams from one tab, another takes over, and both hear', async () => {
  const [first] = context.pages()
  const second = await open()
  await until(async () => (await reasonOf(second, 'first')) !== 'not-loaded', 'the second tab')
  const before = await reasonOf(second, 'third')
  await publish([tip('third', {})])
  await until(async () => (await reasonOf(second, 'third')) !== before, 'the news in the second tab')
  expect([...streams]).toEqual([first])
  await first!.close()
  await until(async () => streams.has(second), 'the second tab to take over')
})

test('lets go of the stream while the page cannot be seen', async () => {
  const page = context.pages().at(-1)!
  const become = (state: string): Promise<void> =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await become('hidden')
  await until(async () => !streams.size, 'the end of the stream')
  await publish([tip('unseen', {})])
  const before = await reasonOf(page, 'unseen')
  await become('visible')
  await until(async () => (await reasonOf(page, 'unseen')) !== before, 'what was published meanwhile')
})

test('comes back after the collector was away', async () => {
  const page = context.pages().at(-1)!
  await world.stopCollector()
  await until(async () => !streams.size, 'the end of the stream')
  await world.startCollector()
  const before = await reasonOf(page, 'fourth')
  await publish([tip('fourth', {})])
  await until(async () => (await reasonOf(page, 'fourth')) !== before, 'the news after the restart')
})
