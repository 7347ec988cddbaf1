// Owns the stage of the end-to-end tests: the built command line serves a real collector, the demo product runs beside it,
// Chromium looks at it. Nothing here knows the insides of any package.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inflateRawSync } from 'node:zlib'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
// @ts-expect-error plain JavaScript: it has to run before anything is installed
import { createDemo, listen } from '../../examples/demo/server.mjs'

const ROOT = new URL('../..', import.meta.url).pathname
const CLI = join(ROOT, 'packages/cli/bin/foothold.mjs')
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** One stored event, as a test looks at it. */
export interface LoggedEvent {
  messageId: string
  type: string
  name: string
  userId: string | null
  properties: Record<string, unknown>
}

export interface World {
  /** Address of the collector; the same after a restart. */
  url: string
  demoUrl: string
  adminKey: string
  writeKey: string
  browser: Browser
  startCollector(): Promise<void>
  stopCollector(): Promise<void>
  /** A browser of its own, as on a device that was never here. */
  visit(options?: Parameters<Browser['newContext']>[0]): Promise<{ page: Page; context: BrowserContext; errors: string[] }>
  /** The log, read past the collector. */
  log(): LoggedEvent[]
  admin<T>(path: string): Promise<T>
  close(): Promise<void>
}

/** Runs one command of the built CLI. @returns what it printed. */
export async function foothold(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, NO_COLOR: '1', ...env } })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, output }
}

/** Opens the whole: collector with the demo's guides published, demo product, browser. */
export async function openWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'foothold-e2e-'))
  const data = join(directory, 'data')
  const port = await freePort()
  const url = `http://localhost:${port}`
  let server: ChildProcess | undefined

  const startCollector = async (): Promise<void> => {
    const child = spawn(process.execPath, [CLI, 'serve', '--data', data, '--port', String(port)], { env: { ...process.env, NO_COLOR: '1' } })
    server = child
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`the collector ended: ${said}`)
      // the greeting comes once the keys are in their file, which may be after the first answer
      return said.includes('Console ') && (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok
    }, 'the collector to be ready')
  }
  const stopCollector = async (): Promise<void> => {
    if (!server || server.exitCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }

  await startCollector()
  const { adminKey, writeKey } = (await import(join(directory, 'credentials.json'), { with: { type: 'json' } })).default as {
    adminKey: string
    writeKey: string
  }
  const published = await foothold(['publish', join(ROOT, 'examples/demo/foothold'), '--url', url, '--key', adminKey])
  if (published.code !== 0) throw new Error(`publish failed: ${published.output}`)
  const demo = (await listen(createDemo({ writeKey, endpoint: url }), 0)) as { port: number; close: () => Promise<void> }
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: CHROMIUM_FLAGS })

  return {
    url,
    demoUrl: `http://localhost:${demo.port}`,
    adminKey,
    writeKey,
    browser,
    startCollector,
    stopCollector,
    async visit(options) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      return { page, context, errors }
    },
    log() {
      const database = new DatabaseSync(join(data, 'events.db'), { readOnly: true })
      try {
        // as an operator would read them without the collector: a chunk is deflated lines, the first one lists ids and names
        const chunks = database.prepare('select body from chunk order by last').all() as { body: Uint8Array }[]
        return chunks.flatMap(({ body }) => toLogged(inflateRawSync(body).toString('utf8').split('\n')))
      } finally {
        database.close()
      }
    },
    async admin<T>(path: string): Promise<T> {
      const response = await fetch(`${url}/admin/v1/${path}`, { headers: { authorization: `Bearer ${adminKey}` } })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
    async close() {
      await browser.close()
      await demo.close()
      await stopCollector()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function toLogged([heads = '[]', ...records]: string[]): LoggedEvent[] {
  return (JSON.parse(heads) as (string | null)[][]).map(([messageId, type, name, , userId], index) => ({
    messageId: messageId!,
    type: type!,
    name: name ?? '',
    userId: userId ?? null,
    properties: JSON.parse(records[index * 3]!) as Record<string, unknown>,
  }))
}

/** Waits until something is so; asks again every 50 ms, at most so long. */
export async function until(ask: () => unknown, what: string, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
