import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, frames, openPage, setPage } from '../testing/fake-page.ts'
import { createDisk } from '../testing/fake-platform.ts'

const DAY_MS = 86_400_000
const tour = (more: object = {}): object => ({ kind: 'tour', key: 'intro', steps: [{ key: 'a', title: 'Intro' }], ...more })
const hint = (more: object = {}): object => ({ kind: 'hint', key: 'tip', title: 'Tip', target: { find: [{ css: '#here' }] }, ...more })
const task = (key: string, event: string, more: object = {}): object => ({ key, title: key, completeWhen: { event }, ...more })
const list = (more: object = {}): object => ({ kind: 'checklist', key: 'list', title: 'List', tasks: [task('one', 'first'), task('two', 'second')], ...more })
const party = { kind: 'celebration', key: 'party', title: 'Well done' }
const activated = { milestones: [{ key: 'activated', when: { all: [{ event: 'first' }, { event: 'second' }] }, from: 'signup', celebrate: 'party' }] }
const HERE = '<button id="here" style="position:absolute;left:300px;top:200px;width:50px;height:20px">x</button>'

afterEach(closePages)

test('a celebration waits while a tour has the attention, and says so', async () => {
  const page = await openPage([tour(), party], { model: activated })
  expect(page.view('tour').title).toBe('Intro')
  page.director.start('party')
  await frames()
  expect(page.views().map(({ kind }) => kind)).toEqual(['tour'])
  expect(page.director.why('party')).toEqual({ show: false, reason: 'outranked', detail: 'intro' })
})

test('a hint waits until the pointer comes near', async () => {
  const page = await openPage([hint({ when: { near: 40 } })], { html: HERE })
  expect(page.director.why('tip')).toEqual({ show: false, reason: 'moment' })
  const move = (x: number): void => void document.body.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: 210, bubbles: true }))
  move(100)
  await frames()
  expect(page.views()).toEqual([])
  move(270)
  await frames()
  expect(page.view('hint')).toMatchObject({ title: 'Tip', closed: false })
})

test('a hint opens for the keyboard too', async () => {
  const page = await openPage([hint({ when: { near: 0 } })], { html: HERE })
  document.querySelector<HTMLElement>('#here')!.focus()
  await frames()
  expect(page.view('hint').title).toBe('Tip')
})

test('a hint without its target comes when the target does, and tells of the failure once', async () => {
  const page = await openPage([hint()], { html: '' })
  await page.platform.advance(60_000)
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.targetMissing)).toHaveLength(1)
  setPage(HERE)
  await frames()
  expect(page.view('hint').title).toBe('Tip')
})

test('why a target is not found is told, as it is now', async () => {
  const page = await openPage([hint()], { html: HERE + HERE })
  const why = (detail: string): void => expect(page.director.why('tip')).toEqual({ show: false, reason: 'element', detail })
  why('ambiguous')
  setPage('')
  why('absent')
  // also of what was given up here
  await page.platform.advance(60_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toHaveLength(1)
  setPage(HERE + HERE)
  why('ambiguous')
  setPage('<button id="here" hidden>x</button>')
  why('hidden')
})

test('a beacon is closed until it is pressed', async () => {
  const page = await openPage([hint({ beacon: true })], { html: HERE })
  expect(page.view('hint').closed).toBe(true)
  page.view('hint').open()
  expect(page.view('hint').closed).toBe(false)
})

test('a tour takes the place of an open hint', async () => {
  const page = await openPage([hint(), tour({ when: { after: { event: 'go' } } })], { html: HERE })
  expect(page.view('hint').title).toBe('Tip')
  await page.track('go')
  expect(page.views().map(({ kind }) => kind)).toEqual(['tour'])
})

test('another person sees at once nothing of the one before', async () => {
  const page = await openPage([tour(), list()])
  expect(page.views()).toHaveLength(2)
  page.director.clear()
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.ended)).toEqual([])
  await page.person.load('u_2', { fresh: true, keepHistory: false })
  page.director.changed(['*'])
  await frames()
  expect(page.views()).toHaveLength(2)
})

test('a guide ends when its audience does', async () => {
  const page = await openPage([tour({ audience: { trait: 'role', is: 'admin' } })], { traits: { role: 'admin' } })
  page.view('tour').seen()
  page.person.setTraits({ role: 'rep' })
  page.director.changed(['trait:role'])
  await frames()
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.ended)).toMatchObject([{ reason: 'audience' }])
})

test('a guide about an event keeps what the event said for as long as it is open', async () => {
  const page = await openPage([tour({ audience: { property: 'size', gte: 3 }, when: { after: { event: 'saved' } } })])
  await page.track('saved', { size: 1 })
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'audience' })
  await page.track('saved', { size: 4 })
  page.view('tour').seen()
  await page.go('/elsewhere')
  expect(page.view('tour').title).toBe('Intro')
})

test('a delay is waited for, and everything is asked again at its end', async () => {
  const guide = tour({ audience: { trait: 'role', is: 'admin' }, when: { delay: '3s' } })
  const page = await openPage([guide], { traits: { role: 'admin' } })
  await page.platform.advance(2_999)
  expect(page.views()).toEqual([])
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'moment' })
  page.person.setTraits({ role: 'rep' })
  await page.platform.advance(1)
  expect(page.views()).toEqual([])
  page.person.setTraits({ role: 'admin' })
  page.director.changed(['trait:role'])
  await page.platform.advance(3_000)
  expect(page.view('tour').title).toBe('Intro')
})

test('a delay may be longer than the moment of an event lasts', async () => {
  const page = await openPage([tour({ when: { after: { event: 'saved' }, delay: '2m' } })])
  await page.track('saved')
  await page.platform.advance(120_000)
  expect(page.view('tour').title).toBe('Intro')
})

test('the moment of an event is over after half a minute', async () => {
  const page = await openPage([tour({ when: { page: '/a', after: { event: 'saved' } } })])
  await page.track('saved')
  await page.platform.advance(31_000)
  await page.go('/a')
  expect(page.views()).toEqual([])
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'moment' })
})

test('a start by hand passes moment and frequency, not audience and page', async () => {
  const page = await openPage([tour({ when: { manual: true } }), tour({ key: 'other', audience: { trait: 'role', is: 'x' } })])
  expect(page.director.start('nothing')).toEqual({ show: false, reason: 'no-such-guide' })
  expect(page.director.start('other')).toEqual({ show: false, reason: 'unknown', detail: 'audience' })
  for (let i = 0; i < 2; i++) {
    expect(page.director.start('intro')).toEqual({ show: true })
    await frames()
    await page.press('tour', 'Done')
  }
})

test('what an action starts after a navigation comes on the new page, routed or loaded', async () => {
  const guides = [
    tour({
      steps: [{ key: 'a', title: 'Intro', actions: [{ label: 'Go', do: [{ navigate: '/b' }, { track: 'went' }, { start: 'second' }, { go: 'end' }] }] }],
    }),
    tour({ key: 'second', when: { manual: true, page: '/b' }, steps: [{ key: 'a', title: 'Second' }] }),
  ]
  const page = await openPage(guides, { path: '/a' })
  await page.press('tour', 'Go')
  expect(page.navigated).toEqual(['/b'])
  await page.platform.advance(5_000)
  // the page has not come yet
  expect([page.named('went'), page.view('tour').title]).toEqual([[], 'Intro'])
  const disk = { ...createDisk(), ...page.platform.disk, local: new Map(page.platform.disk.local) }
  await page.go('/b')
  expect([page.named('went').length, page.view('tour').title]).toEqual([1, 'Second'])
  await page.leave()
  const loaded = await openPage(guides, { disk, path: '/b', startAt: page.platform.now() })
  expect([loaded.named('went').length, loaded.view('tour').title]).toEqual([1, 'Second'])
  expect(loaded.person.progress('intro')).toMatchObject({ state: 'completed' })
})

test('an empty state lives and ends with its slot', async () => {
  const guide = {
    kind: 'empty-state',
    key: 'none',
    slot: 'projects',
    title: 'Nothing yet',
    audience: { event: 'first', count: { is: 0 } },
    actions: [{ label: 'Create', do: [{ track: 'first' }] }],
  }
  const page = await openPage([guide], { html: '<main></main>' })
  expect(page.views()).toEqual([])
  setPage('<main data-foothold-slot="projects"></main>')
  await frames()
  expect(page.view('empty-state').slot).toBe(document.querySelector('main'))
  page.view('empty-state').seen()
  await page.press('empty-state', 'Create')
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.completed)).toHaveLength(1)
})

test('a withdrawn guide goes, a changed tour goes on', async () => {
  const page = await openPage([
    tour({
      steps: [
        { key: 'a', title: 'A' },
        { key: 'b', title: 'B' },
      ],
    }),
    list(),
  ])
  await page.press('tour', 'Next')
  await page.publish([
    tour({
      steps: [
        { key: 'a', title: 'A' },
        { key: 'b', title: 'New B' },
      ],
    }),
  ])
  expect(page.views().map(({ title }) => title)).toEqual(['New B'])
})

test('of a person whose history is unknown nothing is shown that was perhaps seen', async () => {
  const page = await openPage([tour()], { known: false })
  expect(page.views()).toEqual([])
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'unknown', detail: 'frequency' })
  page.person.merge({ at: '', version: '1', traits: {}, account: {}, tallies: {}, milestones: {}, guides: {}, arms: {}, accountMilestones: {} })
  page.director.changed(['*'])
  await page.platform.advance(DAY_MS)
  expect(page.view('tour').title).toBe('Intro')
})
