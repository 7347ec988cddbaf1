// What becomes of decisions while knowledge of the person, the account and the device comes and goes.
import { EXPERIMENT_EXPOSED, type PersonState } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { page as browser } from 'vitest/browser'
import { closePages, openPage } from '../testing/fake-page.ts'
import { createDisk, turns } from '../testing/fake-platform.ts'
import { NEWCOMER, openClient, closeClients } from '../testing/open-client.ts'
import { toBundle } from '../testing/publish.ts'

afterEach(async () => {
  closePages()
  closeClients()
  await browser.viewport(1000, 700)
})

const DAY_MS = 86_400_000
const tour = (more: object = {}): object => ({
  kind: 'tour',
  key: 'intro',
  steps: [
    { key: 'a', title: 'A' },
    { key: 'b', title: 'B' },
  ],
  ...more,
})
const often = { frequency: { max: 9, after: { dismissed: '1s' } } }
const state = (more: Partial<PersonState>): PersonState => ({ ...NEWCOMER, ...more })

test('who signs in on a new device sees nothing that may be over for them, until the collector has answered', async () => {
  const page = await openClient({ state: null })
  await turns()
  await page.foothold.identify('user-1', { role: 'admin' })
  await turns()
  expect(page.foothold.why('intro')).toMatchObject({ show: false, reason: 'unknown', detail: 'frequency' })
  expect(page.views).toEqual([])
})

test('a guide that asks for what was never counted waits for the collector', async () => {
  const disk = createDisk()
  const before = await openClient({ disk })
  await before.foothold.identify('u')
  await turns()
  before.foothold.dispose()
  const bundle = toBundle([tour({ audience: { event: 'report.created', absent: '14d' } })], {}, '2')
  const page = await openClient({ disk, bundle, state: null })
  await turns()
  expect(page.foothold.why('intro')).toMatchObject({ show: false, reason: 'unknown', detail: 'audience' })
  const answered = await openClient({ disk, bundle })
  await turns()
  expect(answered.foothold.why('intro')).toEqual({ show: true })
})

test('a tour goes on after the word of the collector too, within its time and for who is not held out', async () => {
  const after = async (ms: number, more: object = {}, model: object = {}): Promise<unknown> => {
    const page = await openPage(undefined, { model })
    page.person.merge(state({ guides: { intro: { seen: 1, lastSeenAt: page.platform.now() - ms, state: 'seen', step: 'b' } } }))
    await page.publish([tour({ session: { ttl: '3d' }, ...more })])
    return page.director.why('intro')
  }
  expect(await after(2 * DAY_MS)).toEqual({ show: true })
  expect(await after(4 * DAY_MS)).toMatchObject({ show: false, reason: 'frequency' })
  expect(await after(1, { experiment: { holdout: 1 } })).toMatchObject({ show: false, reason: 'frequency' })
  expect(await after(1, {}, { holdout: { share: 1, unit: 'user', seed: 'all' } })).toMatchObject({ show: false, reason: 'frequency' })
})

test('the arm of one account says nothing about another', async () => {
  const variants = {
    unit: 'account',
    variants: [
      { key: 'x', weight: 1 },
      { key: 'y', weight: 0 },
    ],
  }
  const page = await openPage(undefined, {})
  page.person.setAccount('acme', {})
  await page.publish([tour({ ...often, experiment: variants })])
  page.view('tour').seen()
  page.view('tour').dismiss()
  await page.platform.advance(60_000)
  page.director.clear()
  page.person.setAccount('beta', {})
  await page.publish([tour({ ...often, experiment: { ...variants, holdout: 1 } })])
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'holdout', detail: 'own' })
  page.person.setAccount('acme', {})
  await page.publish([
    tour({
      ...often,
      experiment: {
        ...variants,
        variants: [
          { key: 'x', weight: 0 },
          { key: 'y', weight: 1 },
        ],
      },
    }),
  ])
  page.view('tour').seen()
  expect(page.named(EXPERIMENT_EXPOSED).map(({ arm }) => arm)).toEqual(['x', 'holdout'])
})

test('who leaves the holdout of all guides is noted once in an arm, whatever pages come', async () => {
  const guide = tour({ ...often, experiment: { variants: [{ key: 'x' }, { key: 'y' }] } })
  const held = await openPage([guide], { model: { holdout: { share: 1, unit: 'user', seed: 'h' } } })
  expect(held.named(EXPERIMENT_EXPOSED)).toMatchObject([{ arm: 'holdout-all' }])
  const disk = await held.leave()
  const noted: unknown[] = []
  for (let i = 1; i <= 3; i++) {
    const page = await openPage([guide], { disk, startAt: held.platform.now() + i * 100_000, known: false })
    page.person.merge(state({}))
    page.director.changed(['*'])
    await turns()
    page.view('tour').seen()
    page.view('tour').dismiss()
    noted.push(...page.named(EXPERIMENT_EXPOSED))
    await page.leave()
  }
  expect(noted).toHaveLength(1)
})

test('a page that has become narrow is asked again, once it stays so', async () => {
  await browser.viewport(1000, 700)
  const page = await openPage([tour({ audience: { device: 'viewport', is: 'narrow' } })])
  expect(page.director.why('intro')).toMatchObject({ show: false, reason: 'audience' })
  const resized = new Promise((resolve) => void window.addEventListener('resize', resolve, { once: true }))
  await browser.viewport(400, 700)
  await resized
  await page.platform.advance(1_000)
  expect(page.director.why('intro')).toEqual({ show: true })
  page.director.dispose()
  window.dispatchEvent(new Event('resize'))
  expect(page.platform.pending).toBe(0)
})

test('a guide goes from the page when the time of its audience is over', async () => {
  const page = await openPage([tour({ audience: { time: 'hour', timezone: 'UTC', lt: 13 } })])
  expect(page.views()).toHaveLength(1)
  await page.platform.advance(61 * 60_000)
  expect(page.views()).toEqual([])
  expect(page.director.why('intro')).toMatchObject({ show: false, reason: 'audience' })
})
