import { EXPERIMENT_EXPOSED, GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, frames, openPage } from '../testing/fake-page.ts'

afterEach(closePages)

/** So few that nobody of these tests is among them. */
const FEW = 1e-9

const tour = (more: object): object => ({
  kind: 'tour',
  key: 'intro',
  steps: [
    { key: 'a', title: 'A' },
    { key: 'b', title: 'B' },
    { key: 'c', title: 'C' },
  ],
  ...more,
})

test('who is held out sees nothing, and is noted once as one who would have', async () => {
  const page = await openPage([tour({ experiment: { holdout: 1 } })])
  expect(page.director.why('intro')).toMatchObject({ show: false, reason: 'holdout', detail: 'own' })
  await page.go('/other')
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([{ guide: 'intro', arm: 'holdout' }])
})

test('who is in the holdout of all guides sees none, unless asking for it', async () => {
  const page = await openPage([tour({})], { model: { holdout: { share: 1, unit: 'user', seed: 'all' } } })
  expect(page.director.why('intro')).toMatchObject({ show: false, reason: 'holdout', detail: 'all' })
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([{ guide: 'intro', arm: 'holdout-all' }])
  expect(page.director.start('intro')).toEqual({ show: true })
})

test('one who is not in the audience is not noted', async () => {
  const page = await openPage([tour({ experiment: { holdout: 1 }, audience: { trait: 'role', is: 'rep' } })], { traits: { role: 'admin' } })
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([])
})

test('a variant shows its own steps, and is noted when it may show, as the held out are', async () => {
  const experiment = {
    variants: [
      { key: 'short', steps: ['c', 'a'] },
      { key: 'long', weight: 0 },
    ],
  }
  const page = await openPage([tour({ experiment })])
  const view = page.view('tour')
  expect([view.title, view.of]).toEqual(['C', 2])
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([{ guide: 'intro', arm: 'short' }])
  view.seen()
  expect(page.named(EXPERIMENT_EXPOSED)).toHaveLength(1)
  expect(page.named(GUIDE_EVENTS.seen)).toMatchObject([{ guide: 'intro', arm: 'short' }])
})

test('who sees the guide as it is written is noted too, once, and where it was not drawn in the end', async () => {
  const page = await openPage([tour({ experiment: { holdout: FEW }, steps: [{ key: 'a', title: 'A', target: { find: [{ css: '#nowhere' }] } }] })])
  expect(page.views()).toEqual([])
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([{ guide: 'intro', arm: 'none' }])
  await page.go('/other')
  expect(page.named(EXPERIMENT_EXPOSED)).toHaveLength(1)
})

test('where everybody sees the same, nobody is noted', async () => {
  const page = await openPage([tour({ experiment: { holdout: 0 } })])
  page.view('tour').seen()
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([])
})

test('a start by hand asks no lot, and is noted on neither side', async () => {
  const page = await openPage([tour({ experiment: { holdout: 1 }, when: { manual: true } })])
  expect(page.director.start('intro')).toEqual({ show: true })
  await frames()
  page.view('tour').seen()
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([])
})

test('who was shown it stays so where the holdout grows', async () => {
  const before = await openPage([tour({ experiment: { holdout: FEW } })])
  const disk = await before.leave()
  const after = await openPage([tour({ experiment: { holdout: 1 } })], { disk, known: false })
  expect(after.director.why('intro')).toEqual({ show: true })
})

test('who took no part comes to, where more are taken in', async () => {
  const experiment = (coverage: number): object => ({
    holdout: 0,
    coverage,
    variants: [
      { key: 'x', steps: ['b'] },
      { key: 'y', steps: ['b'] },
    ],
  })
  const before = await openPage([tour({ experiment: experiment(0) })])
  expect(before.named(EXPERIMENT_EXPOSED)).toEqual([{ guide: 'intro', arm: 'none' }])
  const disk = await before.leave()
  const after = await openPage([tour({ experiment: experiment(1) })], { disk })
  expect(after.view('tour').title).toBe('B')
})

test('an arm stays through a change of weights', async () => {
  const experiment = (weight: number): object => ({
    variants: [
      { key: 'short', weight, steps: ['c'] },
      { key: 'long', weight: 1 - weight },
    ],
  })
  const before = await openPage([tour({ experiment: experiment(1) })])
  before.view('tour').seen()
  const disk = await before.leave()
  const after = await openPage([tour({ experiment: experiment(0), frequency: { max: 2 } })], { disk })
  expect(after.view('tour').title).toBe('C')
})

test('with the account as unit nothing shows until the account is known', async () => {
  const page = await openPage([tour({ experiment: { unit: 'account', variants: [{ key: 'x' }, { key: 'y' }] } })])
  expect(page.director.why('intro')).toMatchObject({ show: false, reason: 'unknown', detail: 'holdout' })
  page.person.setAccount('acme', {})
  page.director.changed(['*'])
  expect(page.director.why('intro')).toEqual({ show: true })
})

test('a snooze that is over brings the guide back without anything else happening', async () => {
  const page = await openPage([
    {
      kind: 'checklist',
      key: 'list',
      title: 'List',
      tasks: [{ key: 'a', title: 'A', completeWhen: { event: 'x' } }],
      frequency: { after: { dismissed: '1h' } },
    },
  ])
  page.view('checklist').dismiss()
  await page.platform.advance(59 * 60_000)
  expect(page.views()).toEqual([])
  await page.platform.advance(61_000)
  expect(page.view('checklist').title).toBe('List')
})

test('a guide of the same group waits for the cooldown after the other', async () => {
  const hint = (key: string): object => ({
    kind: 'checklist',
    key,
    title: key,
    tasks: [{ key: 'a', title: 'A', completeWhen: { event: 'x' } }],
    frequency: { cooldown: '1d', group: 'lists' },
  })
  const page = await openPage([hint('one'), hint('two')])
  const view = page.view('checklist')
  view.seen()
  view.dismiss()
  await page.go('/b')
  expect(page.director.why('two')).toMatchObject({ show: false, reason: 'frequency', detail: 'group' })
})
