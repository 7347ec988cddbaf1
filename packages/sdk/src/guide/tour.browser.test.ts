import { GUIDE_EVENTS } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, frames, openPage, setPage } from '../testing/fake-page.ts'

const HOUR_MS = 3_600_000
const css = (selector: string, more: object = {}): object => ({ find: [{ css: selector }], ...more })
const step = (key: string, more: object = {}): object => ({ key, title: `Step ${key}`, ...more })
const tour = (more: object = {}): object => ({ kind: 'tour', key: 'intro', steps: [step('a'), step('b'), step('c')], ...more })
const steps = (...list: object[]): object => tour({ steps: list })

afterEach(closePages)

test('walks from the first step to the end, and back', async () => {
  const page = await openPage([tour()])
  expect(page.view('tour')).toMatchObject({ title: 'Step a', number: 1, of: 3, buttons: [{ label: 'Next', look: 'primary' }] })
  await page.press('tour', 'Next')
  expect(page.view('tour')).toMatchObject({ title: 'Step b', number: 2 })
  await page.press('tour', 'Back')
  expect(page.view('tour').title).toBe('Step a')
  await page.press('tour', 'Next')
  await page.press('tour', 'Next')
  expect(page.view('tour').buttons.map(({ label }) => label)).toEqual(['Done', 'Back'])
  await page.press('tour', 'Done')
  expect(page.views()).toEqual([])
  expect(page.person.progress('intro')).toMatchObject({ state: 'completed' })
  expect(page.named(GUIDE_EVENTS.completed)).toHaveLength(1)
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'frequency', detail: 'completed' })
})

test('a step that the person leads on makes going back no more than a way out', async () => {
  setPage('<button id="here">x</button>')
  const page = await openPage([steps(step('a'), step('b', { target: css('#here'), interaction: 'advance' }), step('c', { advance: { event: 'done' } }))])
  await page.press('tour', 'Next')
  expect(page.view('tour').buttons).toMatchObject([{ label: 'Back', look: 'secondary' }])
  document.querySelector('button')!.click()
  await frames()
  expect(page.view('tour')).toMatchObject({ title: 'Step c', buttons: [{ label: 'Back', look: 'secondary' }] })
})

test('counts as shown only what was seen; each step once', async () => {
  const page = await openPage([tour()])
  expect(page.named(GUIDE_EVENTS.rendered)).toHaveLength(1)
  expect(page.person.progress('intro')).toBeUndefined()
  page.view('tour').seen()
  page.view('tour').seen()
  await page.press('tour', 'Next')
  page.view('tour').seen()
  expect(page.named(GUIDE_EVENTS.seen)).toHaveLength(1)
  expect(page.named(GUIDE_EVENTS.stepSeen).map((one) => one['step'])).toEqual(['a', 'b'])
  expect(page.person.progress('intro')).toMatchObject({ seen: 1, step: 'b' })
})

test('an interrupted tour goes on after a page load, without counting again', async () => {
  const first = await openPage([tour()])
  first.view('tour').seen()
  await first.press('tour', 'Next')
  const disk = await first.leave()
  const next = await openPage([tour()], { disk, known: false })
  expect(next.view('tour').title).toBe('Step b')
  next.view('tour').seen()
  expect(next.person.progress('intro')?.seen).toBe(1)
})

test.each([
  ['restart', 'Step a'],
  ['end', undefined],
])('onLeave "%s" decides where it goes on', async (onLeave, title) => {
  const guide = tour({ session: { onLeave } })
  const first = await openPage([guide])
  first.view('tour').seen()
  await first.press('tour', 'Next')
  const disk = await first.leave()
  const next = await openPage([guide], { disk, known: false })
  expect(next.views()[0]?.title).toBe(title)
})

test('what was interrupted longer ago than its time to live does not come back', async () => {
  const first = await openPage([tour()])
  first.view('tour').seen()
  const disk = await first.leave()
  const next = await openPage([tour()], { disk, known: false, startAt: first.platform.now() + 80 * HOUR_MS })
  expect(next.views()).toEqual([])
})

test('a step waits for its page, and leaves with it', async () => {
  const page = await openPage([steps(step('a', { page: '/a' }), step('b', { page: '/b' }))], { path: '/a' })
  await page.press('tour', 'Next')
  expect(page.views()).toEqual([])
  await page.go('/b')
  expect(page.view('tour').title).toBe('Step b')
  await page.go('/c')
  expect(page.views()).toEqual([])
})

test('dismissing is remembered', async () => {
  const page = await openPage([tour()])
  page.view('tour').dismiss()
  expect(page.views()).toEqual([])
  expect(page.named(GUIDE_EVENTS.dismissed)).toMatchObject([{ step: 'a', guide: 'intro', kind: 'tour', version: '1' }])
  const disk = await page.leave()
  const next = await openPage([tour()], { disk, known: false })
  expect(next.views()).toEqual([])
})

test('a snoozed tour comes back after its time', async () => {
  const guide = steps(step('a', { actions: [{ label: 'Later', do: [{ snooze: '2h' }] }] }))
  const page = await openPage([guide])
  await page.press('tour', 'Later')
  expect(page.person.progress('intro')).toMatchObject({ state: 'snoozed', until: page.platform.now() + 2 * HOUR_MS })
  await page.platform.advance(2 * HOUR_MS - 1)
  await page.go('/x')
  expect(page.views()).toEqual([])
  await page.platform.advance(1)
  await page.go('/y')
  expect(page.view('tour').title).toBe('Step a')
})

test('branches lead and are counted as things are now', async () => {
  const guide = steps(step('a', { next: [{ if: { trait: 'role', is: 'admin' }, to: 'c' }, { else: 'b' }] }), step('b', { next: [{ else: 'end' }] }), step('c'))
  const page = await openPage([guide], { traits: { role: 'admin' } })
  expect(page.view('tour').of).toBe(2)
  await page.press('tour', 'Next')
  expect(page.view('tour')).toMatchObject({ title: 'Step c', number: 2, of: 2 })
})

test('a click on the target is "next" where the step says so', async () => {
  const page = await openPage([steps(step('a', { target: css('#go'), interaction: 'advance' }), step('b'))], { html: '<button id="go">Go</button>' })
  expect(page.view('tour').buttons).toEqual([])
  document.querySelector<HTMLElement>('#go')!.click()
  await frames()
  expect(page.view('tour').title).toBe('Step b')
  document.querySelector<HTMLElement>('#go')!.click()
  await frames()
  expect(page.view('tour').title).toBe('Step b')
})

test('waits for a target that mounts late', async () => {
  const page = await openPage([steps(step('a', { target: css('#late') }))], { html: '' })
  expect(page.views()).toEqual([])
  setPage('<p id="late">here</p>')
  await frames()
  expect(page.view('tour').target).toBe(document.querySelector('#late'))
  expect(page.named(GUIDE_EVENTS.targetMissing)).toEqual([])
})

test.each<[string, string | undefined]>([
  ['float', 'Step a'],
  ['skip', 'Step b'],
  ['go:c', 'Step c'],
  ['end', undefined],
  ['wait', undefined],
])('a target that never comes: %s', async (onMissing, title) => {
  const page = await openPage([steps(step('a', { target: css('#never', { onMissing, waitFor: '3s' }) }), step('b'), step('c'))], { html: '' })
  await page.platform.advance(2_999)
  expect(page.views()).toEqual([])
  await page.platform.advance(1)
  expect(page.views()[0]?.title).toBe(title)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toMatchObject([{ step: 'a', reason: 'absent' }])
  // it is not tried again and again
  await page.platform.advance(60_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toHaveLength(1)
})

test('a step that was skipped is not on the way back, and no tour that nobody saw was completed', async () => {
  const missing = css('#never', { onMissing: 'skip', waitFor: '1s' })
  const page = await openPage([steps(step('a'), step('b', { target: missing }), step('c'))], { html: '' })
  await page.press('tour', 'Next')
  await page.platform.advance(1_000)
  expect(page.view('tour').title).toBe('Step c')
  await page.press('tour', 'Back')
  expect(page.view('tour').title).toBe('Step a')
  const alone = await openPage([tour({ key: 'alone', steps: [step('a', { target: missing })] })], { html: '' })
  await alone.platform.advance(1_000)
  expect(alone.named(GUIDE_EVENTS.completed)).toEqual([])
  expect(alone.director.why('alone')).toEqual({ show: false, reason: 'element', detail: 'absent' })
})

test('a step that would be skipped as the page is now is not counted, and is as soon as its target has come', async () => {
  const here = '<p id="a">a</p>'
  const page = await openPage([steps(step('a', { target: css('#a') }), step('b', { target: css('#late', { onMissing: 'skip' }) }))], { html: here })
  expect(page.view('tour')).toMatchObject({ number: 1, of: 1, buttons: [{ label: 'Done' }] })
  setPage(`${here}<p id="late">b</p>`)
  await frames()
  expect(page.view('tour')).toMatchObject({ number: 1, of: 2, buttons: [{ label: 'Next' }] })
})

test.each([
  ['hidden', '<p id="x" style="display:none">x</p>'],
  ['ambiguous', '<p class="x">x</p><p class="x">x</p>'],
])('says why a target cannot be used: %s', async (reason, html) => {
  const page = await openPage([steps(step('a', { target: css('#x, .x') }))], { html })
  await page.platform.advance(5_000)
  expect(page.named(GUIDE_EVENTS.targetMissing)).toMatchObject([{ reason }])
})

test('a dialog of the page hides the tour, and gives it back', async () => {
  const page = await openPage([tour()], { html: '<dialog>host</dialog>' })
  const dialog = document.querySelector('dialog')!
  dialog.showModal()
  await frames()
  expect(page.views()).toEqual([])
  dialog.close()
  await frames()
  expect(page.view('tour').title).toBe('Step a')
})

test('a target inside the dialog is reached there', async () => {
  const page = await openPage([steps(step('a', { target: css('#in') }))], { html: '<dialog><button id="in">x</button></dialog>' })
  document.querySelector('dialog')!.showModal()
  await frames()
  expect(page.view('tour').target).toBe(document.querySelector('#in'))
})

test('while somebody types nothing comes; it comes afterwards', async () => {
  setPage('<input>')
  const typing = await openPage([
    tour({ when: { after: { event: 'saved' } } }),
    { kind: 'checklist', key: 'list', title: 'l', tasks: [{ key: 't', title: 't', completeWhen: { event: 'x' } }] },
  ])
  document.querySelector('input')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true }))
  await typing.track('saved')
  expect(typing.views().map(({ kind }) => kind)).toEqual(['checklist'])
  expect(typing.director.why('intro')).toEqual({ show: false, reason: 'busy', detail: 'typing' })
  await typing.platform.advance(1_500)
  expect(typing.view('tour').title).toBe('Step a')
})

test('the text speaks of the person', async () => {
  const page = await openPage([steps(step('a', { title: 'Hi {{user.firstName|there}}' }))], { traits: { firstName: 'Ada' } })
  expect(page.view('tour').title).toBe('Hi Ada')
})
