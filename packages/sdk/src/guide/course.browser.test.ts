import { GUIDE_EVENTS } from '@foothold/protocol'
import { userEvent } from 'vitest/browser'
import { afterEach, expect, test } from 'vitest'
import { closePages, frames, openPage, setPage, type FakePage } from '../testing/fake-page.ts'

const css = (selector: string, more: object = {}): object => ({ find: [{ css: selector }], ...more })
const step = (key: string, more: object = {}): object => ({ key, title: `Step ${key}`, ...more })
const tour = (steps: object[], more: object = {}): object => ({ kind: 'tour', key: 'intro', steps, ...more })
const title = (page: FakePage): string | undefined => page.views()[0]?.title
const labels = (page: FakePage): string[] => page.view('tour').buttons.map(({ label }) => label)
const query = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector)!

afterEach(closePages)

test('what is typed leads on once the field is left, and no sooner', async () => {
  const page = await openPage([tour([step('a', { target: css('#name'), advance: { input: 'any' } }), step('b')])], {
    html: '<input id="name"><button id="out">Out</button>',
  })
  expect(labels(page)).toEqual([])
  await userEvent.type(query('#name'), 'Ada')
  expect(title(page)).toBe('Step a')
  await userEvent.click(query('#out'))
  expect(title(page)).toBe('Step b')
})

test('a field that is left empty does not lead on; text that can be edited anywhere does', async () => {
  const page = await openPage([tour([step('a', { target: css('#text'), advance: { input: 'any' } }), step('b')])], {
    html: '<div id="text" contenteditable></div><button id="out">Out</button>',
  })
  await userEvent.click(query('#text'))
  await userEvent.click(query('#out'))
  expect(title(page)).toBe('Step a')
  await userEvent.type(query('#text'), 'Hello')
  await userEvent.click(query('#out'))
  expect(title(page)).toBe('Step b')
})

test('a value that compares leads on while it is typed, also inside of the target', async () => {
  const page = await openPage([tour([step('a', { target: css('form'), advance: { input: { startsWith: 'PRO-' } } }), step('b')])], {
    html: '<form><input id="code"></form>',
  })
  await userEvent.type(query('#code'), 'PRO')
  expect(title(page)).toBe('Step a')
  await userEvent.type(query('#code'), '-')
  expect(title(page)).toBe('Step b')
})

test('a choice leads on', async () => {
  const page = await openPage([tour([step('a', { target: css('select'), advance: { input: { is: 'two' } } }), step('b')])], {
    html: '<select><option>one</option><option>two</option></select>',
  })
  await userEvent.selectOptions(query('select'), 'two')
  expect(title(page)).toBe('Step b')
})

test('an event leads on, with the properties that are asked for, also while the step is on another page', async () => {
  const advance = { event: 'project.created', where: { template: { is: 'blank' } } }
  const page = await openPage([tour([step('a', { advance, page: '/a' }), step('b')])], { path: '/a' })
  expect(labels(page)).toEqual([])
  await page.track('project.created', { template: 'other' })
  expect(title(page)).toBe('Step a')
  await page.go('/new')
  await page.track('project.created', { template: 'blank' })
  expect(title(page)).toBe('Step b')
})

test('an element that appears leads on; after Back only one that appears anew', async () => {
  const page = await openPage([tour([step('a'), step('b', { advance: { element: '#menu', is: 'visible' } }), step('c')])], { html: '' })
  await page.press('tour', 'Next')
  expect(title(page)).toBe('Step b')
  setPage('<p id="menu">menu</p>')
  await frames()
  expect(title(page)).toBe('Step c')
  await page.press('tour', 'Back')
  await frames()
  expect(title(page)).toBe('Step b')
  setPage('')
  await frames()
  setPage('<p id="menu">menu</p>')
  await frames()
  expect(title(page)).toBe('Step c')
})

test('a step whose end is there already is passed by, and not on the way back', async () => {
  const page = await openPage([tour([step('a'), step('b', { advance: { element: '#menu', is: 'present' } }), step('c')])], { html: '<p id="menu">m</p>' })
  await page.press('tour', 'Next')
  expect(title(page)).toBe('Step c')
})

test('where the target of an input is missing the step has its button', async () => {
  const page = await openPage([tour([step('a', { target: css('#none', { waitFor: '1s' }), advance: { input: 'any' } }), step('b')])], { html: '' })
  await page.platform.advance(1_000)
  expect(labels(page)).toEqual(['Next'])
})

test('what would be skipped does not count, and the last that can be reached says so', async () => {
  const missing = css('#never', { onMissing: 'skip', waitFor: '1s' })
  const page = await openPage([tour([step('a'), step('b', { target: missing }), step('c'), step('d', { target: missing })])], { html: '' })
  expect(page.view('tour')).toMatchObject({ number: 1, of: 2 })
  await page.press('tour', 'Next')
  await page.platform.advance(1_000)
  expect(page.view('tour')).toMatchObject({ title: 'Step c', number: 2, of: 2 })
  page.view('tour').seen()
  await page.press('tour', 'Done')
  await page.platform.advance(1_000)
  expect(page.named(GUIDE_EVENTS.completed)).toHaveLength(1)
})

test('Back leads over pages to where the step was', async () => {
  const page = await openPage([tour([step('a', { page: '/a/:id' }), step('b', { page: '/b' })])], { path: '/a/7' })
  await page.press('tour', 'Next')
  await page.go('/b')
  await page.press('tour', 'Back')
  expect([page.navigated, title(page)]).toEqual([['/a/7'], undefined])
  await page.go('/a/7')
  expect(page.view('tour')).toMatchObject({ title: 'Step a', number: 1 })
})

test('there is no Back to a page that nobody knows the way to', async () => {
  const guide = tour([step('a', { page: '/a/:id' }), step('b', { page: '/b' })])
  const page = await openPage([guide], { path: '/a/7' })
  page.view('tour').seen()
  await page.press('tour', 'Next')
  const next = await openPage([guide], { disk: await page.leave(), known: false, path: '/b' })
  expect([title(next), labels(next)]).toEqual(['Step b', ['Done']])
})

test('progress goes on after a load where it was', async () => {
  const guide = tour([step('a', { next: [{ else: 'c' }] }), step('b'), step('c'), step('d')])
  const page = await openPage([guide])
  page.view('tour').seen()
  await page.press('tour', 'Next')
  const next = await openPage([guide], { disk: await page.leave(), known: false })
  expect(next.view('tour')).toMatchObject({ title: 'Step c', number: 2, of: 3 })
  await next.press('tour', 'Back')
  expect(title(next)).toBe('Step a')
})

test('a tour that goes on does not tell again that it was seen', async () => {
  const guide = tour([step('a'), step('b')])
  const page = await openPage([guide])
  page.view('tour').seen()
  await page.press('tour', 'Next')
  const next = await openPage([guide], { disk: await page.leave(), known: false })
  next.view('tour').seen()
  await next.press('tour', 'Done')
  expect([next.named(GUIDE_EVENTS.seen), next.named(GUIDE_EVENTS.stepSeen).length, next.named(GUIDE_EVENTS.completed).length]).toEqual([[], 1, 1])
})

test('a tour that was left before anybody saw any of it is seen when it goes on', async () => {
  const guide = tour([step('a'), step('b')])
  const page = await openPage([guide])
  await page.press('tour', 'Next')
  const next = await openPage([guide], { disk: await page.leave(), known: false })
  next.view('tour').seen()
  expect([next.named(GUIDE_EVENTS.seen).length, next.person.progress('intro')]).toMatchObject([1, { seen: 1, step: 'b' }])
})

const actions = (...list: object[]): object => ({ actions: [{ label: 'Go', do: list }] })

test('actions run in their order; what follows a navigation runs on the new page, in its order, of this guide too', async () => {
  const guide = tour([step('a', actions({ track: 'one' }, { navigate: '/b' }, { track: 'two' }, { go: 'c' }, { track: 'three' })), step('b'), step('c')])
  const page = await openPage([guide], { path: '/a' })
  page.view('tour').seen()
  await page.press('tour', 'Go')
  expect([page.named('one').length, page.named('two').length, title(page)]).toEqual([1, 0, 'Step a'])
  const loaded = await openPage([guide], { disk: await page.leave(), known: false, path: '/b' })
  expect([loaded.named('two').length, loaded.named('three').length, title(loaded)]).toEqual([1, 1, 'Step c'])
  expect(loaded.events.map(({ event }) => event).filter((name) => ['two', 'three'].includes(name))).toEqual(['two', 'three'])
})

test('what is put off or closed after a navigation is so on the new page, once', async () => {
  const hint = { kind: 'hint', key: 'tip', title: 'Tip', target: css('#here'), ...actions({ navigate: '/b' }, { snooze: '2h' }) }
  const page = await openPage([hint], { path: '/a', html: '<p id="here">x</p>' })
  page.view('hint').seen()
  await page.press('hint', 'Go')
  expect(page.person.progress('tip')?.state).toBe('seen')
  await page.go('/b')
  expect([page.person.progress('tip')?.state, page.named(GUIDE_EVENTS.snoozed).length, page.named(GUIDE_EVENTS.completed)]).toEqual(['snoozed', 1, []])
})

test('what follows a navigation that never came is dropped', async () => {
  const guide = tour([step('a', actions({ navigate: '/b' }, { track: 'late' })), step('b')])
  const page = await openPage([guide], { path: '/a' })
  await page.press('tour', 'Go')
  await page.platform.advance(60_001)
  await page.go('/b')
  expect(page.named('late')).toEqual([])
})

test('a router that tells when it is done is waited for, also where the address stays', async () => {
  let arrive = (): void => {}
  const page = await openPage([tour([step('a', actions({ navigate: '/a' }, { track: 'after' })), step('b')])], {
    path: '/a',
    navigate: () => new Promise<void>((resolve) => (arrive = resolve)),
  })
  await page.press('tour', 'Go')
  expect(page.named('after')).toEqual([])
  arrive()
  await frames()
  expect(page.named('after')).toHaveLength(1)
})

test('a guide that is published unchanged stays as it is; a changed one goes on in its new words', async () => {
  const hint = { kind: 'hint', key: 'tip', title: 'Tip', beacon: true, target: css('#here') }
  const page = await openPage([hint, { kind: 'checklist', key: 'list', title: 'List', tasks: [] }], { html: '<p id="here">x</p>' })
  page.view('hint').open()
  page.view('hint').seen()
  await page.publish([hint, { kind: 'checklist', key: 'list', title: 'New list', tasks: [] }])
  expect([page.view('hint'), page.view('checklist').title]).toMatchObject([{ title: 'Tip', closed: false }, 'New list'])
  await page.publish([{ ...hint, title: 'New tip' }])
  expect(page.views()).toMatchObject([{ kind: 'hint', title: 'New tip', closed: false }])
  page.view('hint').seen()
  expect(page.named(GUIDE_EVENTS.seen)).toHaveLength(1)
  expect(page.named(GUIDE_EVENTS.ended)).toEqual([])
})

test('a celebration outlives a new bundle', async () => {
  const party = { kind: 'celebration', key: 'party', title: 'Well done', when: { after: { event: 'done' } } }
  const page = await openPage([party])
  await page.track('done')
  page.view('celebration').seen()
  await page.publish([party, tour([step('a')])])
  expect(page.views()).toMatchObject([{ kind: 'celebration' }])
})

const abc = [step('a'), step('b'), step('c')]
test.each<[string, object, object[], string | undefined]>([
  ['a step before it is gone', {}, [step('b'), step('c')], 'Step b'],
  ['its step is gone', {}, [step('a'), step('c')], 'Step c'],
  ['its step and all after it are gone', {}, [step('a'), step('x')], undefined],
  ['it begins again', { migrate: 'restart' }, [...abc, step('d')], 'Step a'],
  ['it ends', { migrate: 'end' }, [...abc, step('d')], undefined],
  ['only its words are new', { migrate: 'end' }, abc.map((step) => ({ ...step, body: 'In other words.' })), 'Step b'],
])('a new version on the way, open or after a load: %s', async (_, more, steps, expected) => {
  const next = tour(steps, { ...more, title: 'changed', priority: 51 })
  const page = await openPage([tour(abc)])
  page.view('tour').seen()
  await page.press('tour', 'Next')
  const other = await openPage([tour(abc)])
  other.view('tour').seen()
  await other.press('tour', 'Next')
  const loaded = await openPage([next], { disk: await other.leave(), known: false })
  await page.publish([next])
  expect([title(page), title(loaded)]).toEqual([expected, expected])
  expect(page.named(GUIDE_EVENTS.ended)).toMatchObject(expected ? [] : [{ reason: 'migrated', step: 'b' }])
})

test('of two tabs one shows the tour: the one that was turned to last, at the step where it stands', async () => {
  const guide = tour(abc)
  const one = await openPage([guide])
  one.view('tour').seen()
  await one.press('tour', 'Next')
  await one.platform.advance(1_000)
  const other = await openPage([guide], { disk: one.platform.disk, known: false })
  expect([title(other), one.views(), one.director.why('intro')]).toEqual(['Step b', [], { show: false, reason: 'busy', detail: 'other-tab' }])
  await other.platform.advance(1_000)
  await other.press('tour', 'Next')
  window.dispatchEvent(new Event('focus'))
  await frames()
  // both pages of this test hear of the focus; the first is the one that takes it
  const [shown] = [one, other].filter((page) => page.views().length)
  expect([one.views().length + other.views().length, shown && title(shown)]).toEqual([1, 'Step c'])
  expect([...one.named(GUIDE_EVENTS.seen), ...other.named(GUIDE_EVENTS.seen)]).toHaveLength(1)
  expect([...one.named(GUIDE_EVENTS.ended), ...other.named(GUIDE_EVENTS.ended)]).toEqual([])
})

test('of two tabs that begin in the same moment one shows the tour, and keeps it', async () => {
  const one = await openPage([tour(abc)])
  const other = await openPage([tour(abc)], { disk: one.platform.disk, known: false })
  await frames()
  expect([one.views().length, other.views(), other.director.why('intro')]).toEqual([1, [], { show: false, reason: 'busy', detail: 'other-tab' }])
})

test('what is closed in one tab goes in the others, without being told twice', async () => {
  const hint = { kind: 'hint', key: 'tip', title: 'Tip', target: css('#here') }
  const one = await openPage([hint], { html: '<p id="here">x</p>' })
  const other = await openPage([hint], { disk: one.platform.disk })
  expect([title(one), title(other)]).toEqual(['Tip', 'Tip'])
  await one.platform.advance(1_000)
  await other.platform.advance(1_000)
  one.view('hint').dismiss()
  await frames()
  expect([one.views(), other.views()]).toEqual([[], []])
  expect([...one.named(GUIDE_EVENTS.dismissed), ...other.named(GUIDE_EVENTS.dismissed), ...other.named(GUIDE_EVENTS.ended)]).toHaveLength(1)
})

test.each([
  ['the page changes', (page: FakePage) => page.go('/c')],
  ['the target goes', () => (setPage(''), frames())],
  ['the target is hidden', () => ((query('#x').style.display = 'none'), frames())],
])('nothing of a step is left when %s', async (_, change) => {
  const page = await openPage([tour([step('a', { page: '/a', target: css('#x'), interaction: 'block' })])], { path: '/a', html: '<p id="x">x</p>' })
  expect(page.views()).toHaveLength(1)
  await change(page)
  expect(page.views()).toEqual([])
})
