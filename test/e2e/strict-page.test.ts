// A page that allows nothing: its Content-Security-Policy has no exception for us, Trusted Types are required and none can be made.
// The collector is reached through the page's own address, as a product that wants no other does.
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Guide } from '@foothold/protocol'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './world.ts'
// @ts-expect-error plain JavaScript, shared with the torture
import { publish } from '../publish.mjs'

const POLICY = "default-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
/** One pixel. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
const TARGET = { find: [{ css: '#go' }] }
const why = { goal: null, why: 'a test' }
const asked = { ...why, when: { manual: true } }
/** One of every kind: a tenth without one here is no type. */
const GUIDES: { [K in Guide['kind']]: { kind: K; key: string } & Record<string, unknown> } = {
  tour: {
    kind: 'tour',
    key: 'strict',
    ...why,
    steps: [
      {
        key: 'one',
        title: 'Here **it** is',
        body: '- one\n- [two](/two)\n\nand `three`',
        // what reads roles is in a file of its own
        target: { find: [{ role: 'button', name: 'Go' }, { css: 'body' }] },
        interaction: 'block',
      },
      { key: 'two', title: 'In the middle' },
    ],
  },
  'empty-state': { kind: 'empty-state', key: 'empty', ...why, slot: 'here', title: 'Nothing yet' },
  leaderboard: { kind: 'leaderboard', key: 'board', ...why, slot: 'board', title: 'This week', standings: { of: { event: 'a.done' } } },
  hint: { kind: 'hint', key: 'tip', ...asked, title: 'A tip', target: TARGET, beacon: true },
  checklist: { kind: 'checklist', key: 'list', ...asked, title: 'To do', tasks: [{ key: 'a', title: 'A task', completeWhen: { event: 'a.done' } }] },
  celebration: { kind: 'celebration', key: 'party', ...asked, title: 'Well done' },
  announcement: {
    kind: 'announcement',
    key: 'news',
    ...asked,
    title: 'News',
    media: { image: '/picture.png', alt: 'A picture' },
    actions: [{ label: 'Good', do: [{ go: 'end' }] }],
  },
  survey: { kind: 'survey', key: 'ask', ...asked, owner: 'tests', reviewBy: '2100-01-01', questions: [{ key: 'q', ask: 'nps', title: 'How likely?' }] },
  'resource-center': {
    kind: 'resource-center',
    key: 'help',
    ...why,
    title: 'Everything',
    launcher: { label: 'Help' },
    sections: [{ key: 'all', title: 'All', entries: [{ key: 'a', title: 'Handbook', link: '/handbook' }] }],
  },
}

let world: World
let server: Server
let address: string
beforeAll(async () => {
  world = await openWorld()
  expect(await publish(world, Object.values(GUIDES))).toMatchObject({ ok: true })
  server = createServer((request, response) => {
    if (!/^\/(sdk|v1)\//.test(request.url!)) {
      if (request.url === '/picture.png') return response.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE)
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': POLICY })
      return response.end(
        `<!doctype html><meta name="viewport" content="width=device-width"><title>Strict</title><body><button id="go">Go</button><main data-foothold-slot="here"></main><section data-foothold-slot="board"></section><script async src="/sdk/foothold.js" data-key="${world.writeKey}"></script>`,
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
  const of = (kind: Guide['kind']): Locator => page.locator(`[data-foothold=${kind}]`)
  /** How each of the others is seen, and used once. */
  const uses: { [K in Exclude<Guide['kind'], 'tour'>]: () => Promise<void> } = {
    'empty-state': () => of('empty-state').getByText('Nothing yet').waitFor(),
    leaderboard: () => of('leaderboard').getByText('This week').waitFor(),
    async checklist() {
      await start(page, 'list')
      await of('checklist').getByText('A task').waitFor()
    },
    async hint() {
      await start(page, 'tip')
      await of('hint').locator('.dot').click()
      await of('hint').getByRole('heading', { name: 'A tip' }).waitFor()
      await of('hint').getByRole('button', { name: 'Got it' }).click()
    },
    async celebration() {
      await start(page, 'party')
      await of('celebration').getByText('Well done').waitFor()
      await page.keyboard.press('Escape')
      await of('celebration').waitFor({ state: 'detached' })
    },
    async announcement() {
      await start(page, 'news')
      await of('announcement').getByRole('img', { name: 'A picture' }).waitFor()
      await of('announcement').getByRole('button', { name: 'Good' }).click()
    },
    async survey() {
      await start(page, 'ask')
      await of('survey').getByRole('radio', { name: '9' }).click()
      await of('survey').waitFor({ state: 'detached' })
    },
    async 'resource-center'() {
      await of('resource-center').getByRole('button', { name: 'Help' }).click()
      await of('resource-center').getByText('Handbook').waitFor()
    },
  }
  for (const use of Object.values(uses)) await use()
  expect(await told()).toEqual([])
  await close()
})

test('lets the page draw by itself, also what is on the page already', async () => {
  const { page, told, close } = await open()
  await page.locator('[data-foothold=tour] [role=dialog]').getByText('Here it is').waitFor()
  await page.evaluate(() => {
    const { foothold } = window as unknown as { foothold: { component(kind: string, draw: (view: { title: string }, element: Element) => void): void } }
    for (const kind of ['tour', 'celebration']) foothold.component(kind, ({ title }, element) => void (element.textContent = `Own: ${title}`))
    document.body.append('changed')
  })
  await page.locator('[data-foothold=tour][data-component]').getByText('Own: Here **it** is').waitFor()
  expect(await page.locator('[data-foothold=tour]').count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.locator('[data-foothold=tour]').waitFor({ state: 'detached' })
  await start(page, 'party')
  await page.locator('[data-foothold=celebration][data-component]').getByText('Own: Well done').waitFor()
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
