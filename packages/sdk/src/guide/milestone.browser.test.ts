import { afterEach, expect, test } from 'vitest'
import { closePages, frames, milestoneEvents, openPage } from '../testing/fake-page.ts'

const tour = (more: object = {}): object => ({ kind: 'tour', key: 'intro', steps: [{ key: 'a', title: 'Intro' }], ...more })
const party = { kind: 'celebration', key: 'party', title: 'Well done' }
const activated = { milestones: [{ key: 'activated', when: { all: [{ event: 'first' }, { event: 'second' }] }, from: 'signup', celebrate: 'party' }] }

afterEach(closePages)

test('a milestone that an event completes is celebrated exactly once', async () => {
  const page = await openPage([party], { model: activated })
  await page.track('first')
  expect(page.views()).toEqual([])
  await page.track('second')
  expect(milestoneEvents(page)).toEqual(['activated'])
  page.view('celebration').seen()
  await page.press('celebration', 'Continue')
  await page.track('second')
  expect(page.views()).toEqual([])
  expect(milestoneEvents(page)).toEqual(['activated'])
  const next = await openPage([party], { model: activated, disk: await page.leave(), known: false })
  expect(next.views()).toEqual([])
})

test('two milestones that one event completes are each told once', async () => {
  const milestones = ['a', 'b'].map((key) => ({ key, when: { event: 'first' }, from: 'signup' }))
  const page = await openPage([party], { model: { milestones } })
  await page.track('first')
  expect(milestoneEvents(page)).toEqual(['a', 'b'])
})

test('an event that comes before the guides counts as the moment it was', async () => {
  const page = await openPage(undefined)
  await page.track('first')
  await page.track('second')
  await page.publish([party, tour({ key: 'after', priority: 1, when: { after: { event: 'second' } } })], activated)
  expect(milestoneEvents(page)).toEqual(['activated'])
  expect(page.view('celebration').title).toBe('Well done')
  expect(page.director.why('after')).toEqual({ show: false, reason: 'outranked', detail: 'party' })
})

test('a milestone reached long ago is no news', async () => {
  const page = await openPage([party], { model: activated, known: false })
  const day = { count: 1, first: 1, last: 1, days: { '1970-01-01': 1 }, recent: [1] }
  page.person.merge({
    at: '',
    version: '1',
    traits: {},
    account: {},
    tallies: { first: day, second: day },
    milestones: {},
    guides: {},
    arms: {},
    accountMilestones: {},
  })
  page.director.changed(['*'])
  await frames()
  expect(page.views()).toEqual([])
  expect(milestoneEvents(page)).toEqual([])
})
