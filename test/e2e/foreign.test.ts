// Every kind of guide on three applications that nobody here wrote: it is there, whole on the screen, on top where it would be
// pressed, in letters that can be read, and the page has no error from it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type Server } from '@foothold/cli/server'
import { guideSchema } from '@foothold/protocol/schema'
// @ts-expect-error plain JavaScript, shared with the benchmark
import { launch } from '../bench/browser.mjs'
// @ts-expect-error plain JavaScript, shared with the benchmark
import { close, listen } from '../bench/server.mjs'
// @ts-expect-error plain JavaScript, shared with the torture
import { APPS, createForeign, guidesFor, textOf } from '../torture/foreign.mjs'
// @ts-expect-error plain JavaScript, shared with the torture
import { publish } from '../publish.mjs'

interface App {
  title: string
  slot: string
  up: string
}
const apps = APPS as Record<string, App>
const kindsOf = (name: string): string[] => (guidesFor(name) as { kind: string }[]).map(({ kind }) => kind)
/** A folder for screenshots, for people who look at them. */
const shots = process.env['FOOTHOLD_SHOTS']

let folder: string
let server: Server
let pages: ReturnType<typeof createForeign>
let url: string
let browser: Browser

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foothold-foreign-'))
  server = await startServer({ data: join(folder, 'data'), port: 0, hostname: '127.0.0.1' })
  const guides = Object.keys(apps).flatMap((name) => guidesFor(name) as object[])
  expect(await publish({ url: server.url, adminKey: server.credentials!.adminKey }, guides)).toMatchObject({ ok: true, body: { changed: true } })
  pages = createForeign({ collector: server.url, writeKey: server.credentials!.writeKey })
  url = (await listen(pages)) as string
  browser = (await launch()) as Browser
})
afterAll(async () => {
  await browser?.close()
  if (pages) await close(pages)
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a person sees of ours: whether the words can be read and pressed where they are, whole on the screen. */
const seen = (page: Page, kind: string, words: string): Promise<string> =>
  page.evaluate(
    ([kind, words]) => {
      const hosts = [...document.querySelectorAll('[data-foothold]')].filter(({ shadowRoot }) => shadowRoot)
      const all = hosts.flatMap(({ shadowRoot }) => [...shadowRoot!.querySelectorAll('*')])
      const one = all.findLast(
        (element) => element.textContent.includes(words!) && element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
      )
      if (!one) return `no ${kind}`
      // what lies in the page is scrolled to, as a person would
      if (kind === 'empty-state' || kind === 'leaderboard') one.scrollIntoView({ block: 'center', behavior: 'instant' })
      const { left, right, top, bottom } = one.getBoundingClientRect()
      if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight)
        return `not whole on the screen: ${[left, top, right, bottom].map(Math.round).join(' ')}`
      const host = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
      if (!host?.closest('[data-foothold]')) return `under ${host?.tagName} ${host?.className}`
      const size = parseFloat(getComputedStyle(one).fontSize)
      return size > 10 && size < 34 ? 'seen' : `letters of ${size} px`
    },
    [kind, words],
  )

const CASES = Object.keys(apps).flatMap((name) => kindsOf(name).map((kind) => [name, kind] as const))

test.concurrent.for(CASES)('%s: %s', async ([name, kind], { expect }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${url}/${name}/`)
  await page.locator(apps[name]!.up).first().waitFor()
  await page.evaluate(
    ([slot, kind]) => document.querySelector(slot!)!.setAttribute('data-foothold-slot', kind === 'leaderboard' ? 'board' : 'here'),
    [apps[name]!.slot, kind],
  )
  const start = (key: string): unknown => (window as unknown as { foothold: { start(key: string): unknown } }).foothold.start(key)
  await page.evaluate(start, `${name}-${kind}`)
  await expect.poll(() => seen(page, kind, textOf(kind) as string), { timeout: 8_000 }).toBe('seen')
  if (shots) {
    mkdirSync(shots, { recursive: true })
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 720 })
      await page.screenshot({ path: join(shots, `${name}-${kind}-${width}.png`), animations: 'disabled' })
    }
  }
  expect(errors).toEqual([])
  await context.close()
})

test('every kind has its turn', () => {
  for (const name of Object.keys(apps)) expect(kindsOf(name).toSorted()).toEqual(guideSchema.options.map(({ shape }) => shape.kind.value).toSorted())
})
