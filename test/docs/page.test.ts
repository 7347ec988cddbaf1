// Opens in Chromium what the pages tell people to put into theirs, against a collector that `foothold serve` started: no
// error, nothing that the page's own policy refuses, a guide on the page, and the events in the collector.
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { EventEntry, Page as List } from '@foothold/protocol'
import { build } from 'esbuild'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { blocksOf, placeOf, ROOT } from './markdown.ts'
import { openSession, type Session } from './session.ts'

/** Floats, asks nothing, and so shows on any page that runs the SDK, also to whom it was shown on the page before. */
const PROBE = {
  kind: 'hint',
  key: 'probe',
  goal: null,
  why: 'a test',
  target: { find: [{ css: 'main' }] },
  frequency: { cooldown: '0s' },
  title: 'Here **we** are',
}

let session: Session
let browser: Browser
beforeAll(async () => {
  session = await openSession()
  expect((await session.shell('npx foothold serve')).code).toBe(0)
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await session[Symbol.asyncDispose]()
})

async function publish(folder: string): Promise<void> {
  const { code, stdout, stderr } = await session.shell(`npx foothold publish ${folder}`)
  expect(code, stdout + stderr).toBe(0)
}

/** Serves texts by path; everything else is not there. */
async function serve(files: Record<string, string>): Promise<string> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.writeHead(files[path] === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(files[path])
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void server.close())
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

const bundle = async (contents: string, resolveDir: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@foothold/source', 'module'],
  })
  return outputFiles[0]!.text
}

/** Opens an address in a browser of its own. @returns the page, everything that went wrong on it so far, and its first delivery. */
async function open(address: string): Promise<{ page: Page; faults: string[]; delivered: Promise<number> }> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && !message.location().url.endsWith('favicon.ico') && faults.push(message.text()))
  // one that sends at once has done so before the page has loaded
  const delivered = delivery(page)
  delivered.catch(() => {})
  await page.goto(address)
  return { page, faults, delivered }
}

/** Resolves when the collector has taken events from this page. */
const delivery = async (page: Page): Promise<number> => {
  const answer = await page.waitForResponse(
    (one) => one.request().method() === 'POST' && one.url().startsWith(session.collector().url) && !one.url().endsWith('/state'),
  )
  expect(answer.status()).toBe(200)
  return ((await answer.json()) as { accepted: number }).accepted
}

async function newestEvents(): Promise<EventEntry[]> {
  const { url, adminKey } = session.collector()
  const answer = await fetch(`${url}/admin/v1/events?limit=50`, { headers: { authorization: `Bearer ${adminKey}` } })
  return ((await answer.json()) as List<EventEntry>).items
}

const PAGE = (head: string): string => `<!doctype html><html lang="en"><head>${head}</head><body><main>A page</main></body></html>`

describe('snippets', () => {
  beforeAll(async () => {
    await session.shell('mkdir -p probe')
    await session.write('probe/probe.json', JSON.stringify(PROBE))
    await publish('probe')
  })

  test.each(blocksOf('html page').map((block) => [placeOf(block), block] as const))(
    'of %s shows a guide and delivers',
    async (_, block) => {
      const { page, faults, delivered } = await open(await serve({ '/': PAGE(session.fill(block.text)) }))
      await page.locator('[data-foothold="hint"] [role="dialog"]').waitFor()
      expect(await delivered).toBeGreaterThan(0)
      expect(faults).toEqual([])
    },
    30_000,
  )

  test.each(blocksOf('ts browser').map((block) => [placeOf(block), block] as const))(
    'of %s delivers',
    async (_, block) => {
      const app = await bundle(session.fill(block.text), join(ROOT, 'test'))
      const { page, faults, delivered } = await open(await serve({ '/': PAGE('<script type="module" src="/app.js"></script>'), '/app.js': app }))
      if (block.text.includes('createFoothold')) await page.locator('[data-foothold="hint"] [role="dialog"]').waitFor()
      expect(await delivered).toBeGreaterThan(0)
      expect(faults).toEqual([])
    },
    30_000,
  )
})

describe('the npm example', () => {
  test('shows the empty state of the demo until a project is created', async () => {
    await publish(join(ROOT, 'examples/demo/foothold'))
    const example = join(ROOT, 'examples/npm')
    const files = {
      '/': await readFile(join(example, 'public/index.html'), 'utf8'),
      '/app.js': await bundle(await readFile(join(example, 'src/main.ts'), 'utf8'), join(example, 'src')),
    }
    const { url, writeKey } = session.collector()
    const { page, faults } = await open(`${await serve(files)}/?key=${writeKey}&endpoint=${encodeURIComponent(url)}`)

    const told = (...names: string[]): Promise<void> =>
      expect
        .poll(async () => (await newestEvents()).filter(({ person }) => person.id === 'sam').map(({ name, type }) => name || type), { timeout: 10_000 })
        .toEqual(expect.arrayContaining(names))

    const guide = page.locator('[data-foothold-slot] [data-foothold="empty-state"]')
    await guide.getByText('Your first project, Sam').waitFor()
    // only what was looked at for half a second counts as shown
    await told('guide.seen')
    await guide.getByRole('button', { name: 'Create a project' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('create')
    await page.locator('#create').click()
    await page.locator('#said').getByText('One project').waitFor()
    expect(await page.locator('[data-foothold]').count()).toBe(0)
    await told('identify', 'group', 'project.created')
    expect(faults).toEqual([])
  }, 30_000)
})
