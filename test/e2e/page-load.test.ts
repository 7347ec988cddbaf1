// A product without a router of its own: every link loads a page. A tour must not lose its place on the way.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './world.ts'
// @ts-expect-error plain JavaScript, shared with the torture
import { publish } from '../publish.mjs'

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

let world: World
let server: Server
beforeAll(async () => {
  world = await openWorld()
  expect(await publish(world, [TOUR])).toMatchObject({ ok: true })
  const script = `<script async src="${world.url}/sdk/foothold.js" data-key="${world.writeKey}"></script>`
  server = createServer((request, response) => {
    const body = request.url === '/second' ? '<h1 id="here">Second</h1>' : '<a id="go" href="/second">Go on</a>'
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Two pages</title><body>${body}${script}`)
  }).listen(0)
})
afterAll(async () => {
  server?.close()
  await world?.close()
})

test('goes on where it was after a link that leaves the page in the same moment, every time', async () => {
  for (let visit = 0; visit < 8; visit++) {
    const { page, context } = await world.visit()
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    const card = page.locator('[data-foothold=tour] [role=dialog]')
    await card.getByText('1 of 2').waitFor()
    await page.click('#go')
    await card.getByText('2 of 2').waitFor({ timeout: 5_000 })
    await context.close()
  }
})
