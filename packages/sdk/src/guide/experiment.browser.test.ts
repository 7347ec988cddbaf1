import { EXPERIMENT_EXPOSED, GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, openPage } from '../testing/fake-page.ts'

afterEach(closePages)

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

test('a variant shows its own steps, and is noted when it is seen', async () => {
  const experiment = {
    variants: [
      { key: 'short', steps: ['c', 'a'] },
      { key: 'long', weight: 0 },
    ],
  }
  const page = await openPage([tour({ experiment })])
  const view = page.view('tour')
  expect([view.title, view.of]).toEqual(['C', 2])
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([])
  view.seen()
  expect(page.named(EXPERIMENT_EXPOSED)).toEqual([{ guide: 'intro', arm: 'short' }])
  expect(page.named(GUIDE_EVENTS.seen)).toMatchObject([{ guide: 'intro', arm: 'short' }])
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
