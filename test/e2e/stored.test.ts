// Holds the list of what is stored, in docs/tracking.md, against a real browser after a real session; and that nothing is
// there before consent.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './world.ts'
// @ts-expect-error plain JavaScript, shared with the torture
import { publish } from '../publish.mjs'

const LIST = {
  kind: 'checklist',
  key: 'first-steps',
  goal: null,
  why: 'a test',
  title: 'First steps',
  tasks: [{ key: 'go', title: 'Go', completeWhen: { event: 'gone' }, actions: [{ label: 'Take me', do: [{ navigate: '/next' }, { start: 'welcome' }] }] }],
}
const PARTY = { kind: 'celebration', key: 'welcome', goal: null, why: 'a test', title: 'You are here', when: { manual: true } }
const MODEL = { features: [{ key: 'export', name: 'Export', usedWhen: [{ click: '[data-feature=export]', page: '/next' }] }] }

let world: World
let server: Server
let origin: string
beforeAll(async () => {
  world = await openWorld()
  expect(await publish(world, [LIST, PARTY, MODEL])).toMatchObject({ ok: true })
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
    const script = `<script async src="${world.url}/sdk/foothold.js" data-key="${world.writeKey}" data-consent="${searchParams.get('consent') ?? 'granted'}" data-live="on"></script>`
    const body = `<main><h1>${pathname}</h1><button data-feature="export"><span>Export</span></button></main>`
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Stored</title><body>${body}${script}`)
  }).listen(0)
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server?.close()
  await world?.close()
})

/** Everything that a page can leave behind, by its place. */
const stored = (page: Page): Promise<{ local: Record<string, string>; databases: string[]; records: string[]; others: unknown[] }> =>
  page.evaluate(async () => {
    const records: string[] = []
    const names = (await indexedDB.databases()).map(({ name }) => name!)
    for (const name of names) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error!))
      })
      for (const store of database.objectStoreNames) {
        const keys = await new Promise<string[]>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAllKeys()
          request.addEventListener('success', () => resolve(request.result as string[]))
          request.addEventListener('error', () => reject(request.error!))
        })
        records.push(...keys.map((key) => `${name}/${key}`))
      }
      database.close()
    }
    return {
      local: Object.fromEntries(Object.entries(localStorage)),
      databases: names,
      records,
      others: [document.cookie, sessionStorage.length, await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length],
    }
  })

const NOTHING = ['', 0, [], 0]
const started = (page: Page): Promise<unknown> => page.waitForFunction(() => typeof window.foothold?.dispose === 'function')

test('what a session leaves in the browser is what the page says, name by name', async () => {
  const { page, context, errors } = await world.visit()
  // some names are there for the way to the next page only
  await page.addInitScript(() => {
    const { setItem } = Storage.prototype
    Storage.prototype.setItem = function (name, value) {
      if (this === localStorage) window.name += ` ${name}`
      setItem.call(this, name, value)
    }
  })
  expect(await publish(world, [{ features: [] }])).toMatchObject({ ok: true })
  await page.goto(`${origin}/`)
  await until(() => page.evaluate(() => Object.keys(localStorage).some((name) => name.endsWith('.quiet'))), 'the note that nothing is published')
  expect(await publish(world, [LIST, PARTY, MODEL])).toMatchObject({ ok: true })
  await page.reload()
  await started(page)
  await page.evaluate(async () => {
    await window.foothold.consent({ tracking: true })
    await window.foothold.identify('u_1', { role: 'admin' })
    await window.foothold.group('acme', { plan: 'pro' })
    void window.foothold.track('left')
    window.dispatchEvent(new Event('pagehide'))
  })
  const list = page.locator('[data-foothold=checklist]')
  await list.getByText('First steps').waitFor()
  // only what was looked at for half a second is noted
  await until(() => page.evaluate(() => Object.keys(localStorage).some((name) => name.endsWith('.guides'))), 'the note of the guide')
  await until(() => page.evaluate(() => Object.keys(localStorage).some((name) => name.endsWith('.live'))), 'news without a reload')
  await list.locator('[aria-expanded=true]').click()
  await list.locator('[aria-expanded=false]').click()
  await list.getByRole('button', { name: 'Take me' }).click()
  await page.waitForURL('**/next')
  await started(page)
  await page.locator('[data-foothold=celebration]').getByText('You are here').waitFor()

  const prefix = `foothold.${world.writeKey.slice(-12)}.`
  const { local, databases, records, others } = await stored(page)
  const rows = readFileSync(new URL('../../docs/tracking.md', import.meta.url), 'utf8')
    .split('\n## What is stored\n')[1]!
    .split('\n')
    .filter((line) => /^\| (localStorage|IndexedDB) \|/.test(line))
  const listed = (where: string): string[] =>
    rows
      .filter((line) => line.startsWith(`| ${where} |`))
      .flatMap((line) => [...line.split(' | ')[1]!.matchAll(/`….([^`]+)`/g)].map(([, name]) => prefix + name!))
  const written = (await page.evaluate(() => window.name)).trim().split(' ')
  const names = written.map((name) => name.replace('.first-steps', '.<guide>').replace(/spill\..*/, 'spill.<tab>'))
  expect([...new Set(names)].toSorted()).toEqual(listed('localStorage').toSorted())
  expect(Object.keys(local).filter((name) => /spill|rest$/.test(name))).toEqual([])
  await until(() => world.log().some(({ name }) => name === 'left'), 'the last event of the page before')
  expect(databases.toSorted()).toEqual(listed('IndexedDB').toSorted())
  expect(
    records
      .filter((name) => name.startsWith(`${prefix}state`))
      .map((name) => name.replace(/:.*/, ':<id>'))
      .filter((name, i, all) => all.indexOf(name) === i),
  ).toEqual([`${prefix}state/bundle`, `${prefix}state/person:<id>`])
  expect(others).toEqual(NOTHING)

  await page.evaluate(async () => void (await window.foothold.consent({ tracking: false, guidance: false })))
  const after = await stored(page)
  expect(after.records).toEqual([])
  expect(
    Object.entries(after.local)
      .filter(([name, value]) => value && !name.includes('.collapsed.'))
      .map(([name]) => name),
  ).toEqual([`${prefix}consent`])
  expect(errors).toEqual([])
  await context.close()
})

test('where consent is required a visit leaves nothing at all, and asks for nothing', async () => {
  const { page, context, errors } = await world.visit()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`${origin}/next?consent=required`)
  await started(page)
  await page.evaluate(async () => {
    await window.foothold.identify('u_2')
    await window.foothold.track('quiet')
    await window.foothold.flush()
  })
  await page.click('[data-feature=export]')
  expect(await stored(page)).toEqual({ local: {}, databases: [], records: [], others: NOTHING })
  expect(asked.filter((path) => path.startsWith('/v1/'))).toEqual([])
  await page.evaluate(async () => void (await window.foothold.consent({ tracking: true, guidance: true })))
  await page.evaluate(async () => void (await window.foothold.flush()))
  await until(() => world.log().some(({ name, userId }) => name === 'quiet' && userId === 'u_2'), 'what was said before')
  expect(errors).toEqual([])
  await context.close()
})

test('a click on a declared element raises the level of its feature, by no code of the page', async () => {
  const { page, context, errors } = await world.visit()
  await page.goto(`${origin}/`)
  await started(page)
  await page.evaluate(async () => void (await window.foothold.identify('u_3')))
  const levelOf = async (): Promise<unknown> => {
    const answer = await fetch(`${world.url}/admin/v1/people/u_3`, { headers: { authorization: `Bearer ${world.adminKey}` } })
    return answer.ok ? ((await answer.json()) as { features: { level: string; uses: number }[] }).features[0] : undefined
  }
  await page.locator('[data-foothold=checklist]').waitFor({ state: 'attached' })
  // not on this page
  await page.click('text=Export')
  await page.goto(`${origin}/next`)
  await page.locator('[data-foothold=checklist]').waitFor({ state: 'attached' })
  for (let i = 0; i < 3; i++) await page.click('text=Export')
  await page.evaluate(async () => void (await window.foothold.flush()))
  await until(async () => (await levelOf()) !== undefined && ((await levelOf()) as { uses: number }).uses === 3, 'three uses')
  expect(await levelOf()).toMatchObject({ level: 'adopted', uses: 3 })
  expect(
    world
      .log()
      .filter(({ name }) => name === 'feature.used')
      .map(({ properties }) => properties),
  ).toEqual(Array.from({ length: 3 }, () => ({ feature: 'export' })))
  expect(errors).toEqual([])
  await context.close()
})
