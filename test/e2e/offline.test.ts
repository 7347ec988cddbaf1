// With the collector gone the page works, and what happened meanwhile arrives when it is back, once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

test('keeps what happens while the collector is stopped, and delivers it once when it is back', async () => {
  const { page, context, errors } = await world.visit()
  await page.goto(`${world.demoUrl}/sign-in`)
  await page.click('[data-person=chloe]')
  await page.evaluate(async () => void (await window.foothold.flush()))
  await until(() => world.log().some(({ name }) => name === 'signed-in'), 'the first events')
  const before = world.log().length

  await world.stopCollector()
  await page.click('[data-guide=new-project]')
  await page.fill('[data-guide=project-name]', 'While nobody listens')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'While nobody listens' }).waitFor()
  await page.evaluate(async () => {
    for (let i = 0; i < 50; i++) await window.foothold.track('offline.click', { i })
  })
  // the tab goes away; only what is on the disk is left
  await page.close()

  await world.startCollector()
  const again = await context.newPage()
  await again.goto(`${world.demoUrl}/projects`)
  await until(() => world.log().filter(({ name }) => name === 'offline.click').length >= 50, 'the kept events')
  const clicks = world.log().filter(({ name }) => name === 'offline.click')
  expect(clicks.map(({ properties }) => properties['i'])).toEqual(Array.from({ length: 50 }, (_, i) => i))
  expect(world.log().filter(({ name }) => name === 'project.created')).toHaveLength(1)
  expect(world.log().length).toBeGreaterThan(before + 50)
  expect(new Set(world.log().map(({ messageId }) => messageId)).size).toBe(world.log().length)
  expect(errors).toEqual([])
})

test('shows a known guide from the last visit while the collector is stopped', async () => {
  const { page, context } = await world.visit()
  await page.goto(`${world.demoUrl}/sign-in`)
  await page.click('[data-person=ada]')
  await page.locator('[data-foothold=tour]').waitFor({ state: 'attached' })
  await until(() => page.evaluate(() => window.foothold.why('welcome-tour').show), 'the tour')
  await page.locator('[data-foothold=tour] [role=dialog]').getByRole('button', { name: 'Show me around' }).click()
  const script = await (await fetch(`${world.url}/sdk/foothold.js`)).text()
  const parts = new Map<string, string>()
  for (const name of ['guide', 'ui']) parts.set(name, await (await fetch(`${world.url}/sdk/foothold-${name}.js`)).text())
  await world.stopCollector()
  // a browser may have the three files in its cache; here they are handed over as a cache would
  await context.route('**/sdk/foothold.js', (route) => route.fulfill({ body: script, contentType: 'text/javascript' }))
  for (const [name, body] of parts)
    await context.route(`**/sdk/foothold-${name}.js`, (route) =>
      route.fulfill({ body, contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' } }),
    )
  await page.reload()
  await page.locator('[data-foothold=tour] [role=dialog]').getByText('2 of 5').waitFor()
  await world.startCollector()
})
