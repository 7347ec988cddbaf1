// A page that allows nothing: its Content-Security-Policy has no exception for us, Trusted Types are required and none can be made.
// The collector is reached through the page's own address, as a product that wants no other does.
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './world.ts'

const POLICY = "default-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
const TARGET = { find: [{ css: '#go' }] }
const GUIDES = [
  {
    kind: 'tour',
    key: 'strict',
    goal: null,
    why: 'a test',
    steps: [
      { key: 'one', title: 'Here **it** is', body: '- one\n- [two](/two)\n\nand `three`', target: TARGET, interaction: 'block' },
      { key: 'two', title: 'In the middle' },
    ],
  },
  { kind: 'hint', key: 'tip', goal: null, why: 'a test', when: { manual: true }, title: 'A tip', target: TARGET, beacon: true },
  { kind: 'celebration', key: 'party', goal: null, why: 'a test', when: { manual: true }, title: 'Well done' },
  {
    kind: 'checklist',
    key: 'list',
    goal: null,
    why: 'a test',
    when: { manual: true },
    title: 'To do',
    tasks: [{ key: 'a', title: 'A task', completeWhen: { event: 'a.done' } }],
  },
  { kind: 'empty-state', key: 'empty', goal: null, why: 'a test', slot: 'here', title: 'Nothing yet' },
]

let world: World
let server: Server
let address: string
beforeAll(async () => {
  world = await openWorld()
  const published = await fetch(`${world.url}/admin/v1/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ files: GUIDES.map((guide) => ({ path: `${guide.key}.json`, text: JSON.stringify(guide) })) }),
  })
  expect(published.status).toBe(200)
  server = createServer((request, response) => {
    if (!/^\/(sdk|v1)\//.test(request.url!)) {
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY })
      return response.end(
        `<!doctype html><meta name="viewport" content="width=device-width"><title>Strict</title><body><button id="go">Go</button><main data-foothold-slot="here"></main><script async src="/sdk/foothold.js" data-key="${world.writeKey}"></script>`,
      )
    }
    const onward = ask(world.url + request.url, { method: request.method, headers: { ...request.headers, host: new URL(world.url).host } }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    return request.pipe(onward.on('error', () => response.destroy()))
  }).listen(0)
  address = `http://localhost:${(server.address() as AddressInfo).port}/`
})
afterAll(async () => {
  server?.closeAllConnections()
  server?.close()
  await world?.close()
})

/** Opens the page. @returns it, with what its policy has forbidden and what its console was told. */
async function open(options: Parameters<World['visit']>[0] = {}): Promise<{ page: Page; told: () => Promise<string[]>; close: () => Promise<void> }> {
  const { page, context, errors } = await world.visit(options)
  page.on('console', (message) => void (/error|warning/.test(message.type()) && errors.push(message.text())))
  await context.addInitScript(() => {
    const broken: string[] = []
    Object.assign(window, { broken })
    document.addEventListener('securitypolicyviolation', (event) => broken.push(`${event.violatedDirective}: ${event.sample || event.blockedURI}`))
  })
  await page.goto(address)
  const told = async (): Promise<string[]> => [...errors, ...(await page.evaluate(() => (window as unknown as { broken: string[] }).broken))]
  return { page, told, close: () => context.close() }
}
const start = (page: Page, key: string): Promise<unknown> =>
  page.evaluate((guide) => (window as unknown as { foothold: { start(key: string): unknown } }).foothold.start(guide), key)

test('shows every kind on a page whose policy has no exception, without breaking it once', async () => {
  const { page, told, close } = await open()
  const card = page.locator('[data-foothold=tour] [role=dialog]')
  await card.getByText('Here it is').waitFor()
  const look = await card.evaluate((element) => {
    const { width, top } = element.getBoundingClientRect()
    const { backgroundColor, borderRadius } = getComputedStyle(element)
    return {
      beside: top - document.querySelector('#go')!.getBoundingClientRect().bottom,
      styled: width > 100 && width < 500 && borderRadius !== '0px',
      backgroundColor,
    }
  })
  expect(look).toEqual({ beside: expect.closeTo(12, 0), styled: true, backgroundColor: 'rgb(255, 255, 255)' })
  await card.getByRole('button', { name: 'Next' }).click()
  await card.getByText('In the middle').waitFor()
  await card.getByRole('button', { name: 'Done' }).click()
  await page.locator('[data-foothold=empty-state]').getByText('Nothing yet').waitFor()
  await start(page, 'list')
  await page.locator('[data-foothold=checklist]').getByText('A task').waitFor()
  await start(page, 'tip')
  await page.locator('[data-foothold=hint] .dot').click()
  await page.locator('[data-foothold=hint]').getByRole('heading', { name: 'A tip' }).waitFor()
  await start(page, 'party')
  await page.locator('[data-foothold=celebration]').getByText('Well done').waitFor()
  expect(await told()).toEqual([])
  await close()
})

test('stays in the part of the screen that two fingers have zoomed to', async () => {
  const { page, told, close } = await open({ viewport: { width: 800, height: 900 }, isMobile: true, hasTouch: true })
  const card = page.locator('[data-foothold=tour] [role=dialog]')
  await card.getByText('Here it is').waitFor()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1.6 })
  const inView = (): Promise<boolean> =>
    card.evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect()
      const { scale, offsetLeft, offsetTop, width, height } = visualViewport!
      return scale > 1.5 && left >= offsetLeft && top >= offsetTop && right <= offsetLeft + width && bottom <= offsetTop + height
    })
  await expect.poll(inView).toBe(true)
  expect(await told()).toEqual([])
  await close()
})
