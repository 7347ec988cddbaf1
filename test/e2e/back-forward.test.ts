// A page that the browser has kept whole while another one was shown, and brings back as it was: playwright knows no such pages, so
// Chromium is spoken to directly.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the torture
import { publish } from '../publish.mjs'
import { openWorld, type World } from './world.ts'

const TOUR = {
  kind: 'tour',
  key: 'two-pages',
  goal: null,
  why: 'a test',
  when: { page: '/' },
  steps: [
    { key: 'first', title: 'First page', target: { find: [{ css: '#go' }] }, interaction: 'advance' },
    { key: 'second', page: '/second', title: 'Second page', target: { find: [{ css: '#here' }] } },
  ],
}

/** Reads of the page, run in it. */
const KEPT = 'window.kept === true'
const CARD = `document.querySelector('[data-foothold=tour]')?.shadowRoot.querySelector('[role=dialog]')`
const SHOWN = `(${CARD})?.checkVisibility() ? ${CARD}.querySelector('.count').textContent : 'none'`

/** Lets the page note which steps were seen. */
const LISTEN = `<script>told = []; foothold = { q: [['on', ['guide.step-seen', ({ properties }) => told.push(properties.step)]]] }</script>`

let world: World
let server: Server
let home: string
let folder: string
let chromium: ChildProcess
/** Why the browser has not kept a page. */
const refused: string[] = []
let page: { run(expression: string): Promise<unknown>; go(address: string): Promise<void>; forget(): Promise<void> }

beforeAll(async () => {
  world = await openWorld()
  expect(await publish(world, [TOUR])).toMatchObject({ ok: true })
  const script = `${LISTEN}<script async src="${world.url}/sdk/foothold.js" data-key="${world.writeKey}"></script><script>addEventListener('pageshow', ({ persisted }) => (window.kept = persisted))</script>`
  server = createServer((request, response) => {
    const body = request.url === '/second' ? '<h1 id="here">Second</h1>' : '<a id="go" href="/second">Go on</a>'
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Pages</title><body>${body}${script}`)
  }).listen(0)
  home = `http://localhost:${(server.address() as AddressInfo).port}/`
  folder = await mkdtemp(join(tmpdir(), 'foothold-back-'))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--remote-debugging-port=0']
  chromium = spawn(process.env['CHROMIUM'] ?? '/usr/bin/chromium', [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  page = await openPage(await addressOf(chromium))
})
afterAll(async () => {
  if (chromium && chromium.exitCode === null) {
    const ended = once(chromium, 'exit')
    chromium.kill()
    await ended
  }
  server?.close()
  await world?.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Where the browser says that it listens. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of stderr!) {
    said += String(chunk)
    const address = /ws:\/\/\S+/.exec(said)?.[0]
    if (address) return address
  }
  throw new Error(`Chromium ended: ${said}`)
}

async function openPage(address: string): Promise<typeof page> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  const waiting = new Map<number, (answer: { result: Record<string, never>; error?: { message: string } }) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as { id: number; result: Record<string, never>; method?: string; params?: object }
    if (answer.method === 'Page.backForwardCacheNotUsed') refused.push(JSON.stringify(answer.params))
    waiting.get(answer.id)?.(answer)
  })
  let last = 0
  const send = async (method: string, params: object, sessionId?: string): Promise<Record<string, never>> => {
    const id = ++last
    const answer = await new Promise<{ result: Record<string, never>; error?: { message: string } }>((resolve) => {
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }))
    })
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result
  }
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
  await send('Page.enable', {}, sessionId)
  return {
    async run(expression) {
      const { result } = (await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true }, sessionId)) as {
        result?: { value?: unknown }
      }
      return result?.value
    },
    forget: async () => void (await send('Storage.clearDataForOrigin', { origin: new URL(home).origin, storageTypes: 'all' }, sessionId)),
    go: async (to) => void (await send('Page.navigate', { url: to }, sessionId)),
  }
}
const shows = (what: string): Promise<void> => expect.poll(() => page.run(SHOWN).catch(() => ''), { timeout: 10_000 }).toBe(what)
/** Goes back or forward. @returns whether the browser had kept the page: it need not. */
async function turn(way: 'back' | 'forward'): Promise<boolean> {
  const before = refused.length
  await page.run(`window.kept = undefined, history.${way}()`)
  await expect.poll(async () => refused.length > before || (await page.run(KEPT).catch(() => false)), { timeout: 10_000 }).toBe(true)
  return refused.length === before
}

/** A page that has something on its way when it is left is not kept: everything is told, and sent. */
async function rest(step: string): Promise<void> {
  await expect.poll(() => page.run(`told.includes('${step}')`)).toBe(true)
  await expect.poll(() => page.run(`foothold.flush().then(() => navigator.locks.query()).then(({ held, pending }) => held.length + pending.length)`)).toBe(0)
}

/** @returns whether the browser has kept every page on the way. */
async function goThrough(): Promise<boolean> {
  await page.forget()
  await page.go(home)
  await shows('1 of 2')
  await rest('first')
  await page.go(`${home}elsewhere`)
  await expect.poll(() => page.run('location.pathname')).toBe('/elsewhere')
  if (!(await turn('back'))) return false
  await shows('1 of 2')
  expect(await page.run(`${CARD}.getBoundingClientRect().top - document.querySelector('#go').getBoundingClientRect().bottom`)).toBeCloseTo(12, 0)
  await page.run(`document.querySelector('#go').click()`)
  await shows('2 of 2')
  await rest('second')
  if (!(await turn('back'))) return false
  await shows('none')
  if (!(await turn('forward'))) return false
  await shows('2 of 2')
  return true
}

test('a tour stands at its step again, at its target, and goes on from there; where it has gone on meanwhile it is no more', async () => {
  let kept = false
  for (let i = 0; i < 8 && !kept; i++) kept = await goThrough()
  expect(kept || refused).toBe(true)
})
