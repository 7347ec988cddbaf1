import { GUIDE_EVENTS, SESSION_STARTED } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { closePages, frames, openPage, setPage, type FakePage } from '../testing/fake-page.ts'

const HOUR_MS = 3_600_000
const tour = (more: object = {}): object => ({ kind: 'tour', key: 'intro', steps: [{ key: 'a', title: 'Intro' }], ...more })
const second = tour({ key: 'second', steps: [{ key: 'a', title: 'Second' }], when: { after: { event: 'go' } } })
const hint = { kind: 'hint', key: 'tip', title: 'Tip', target: { find: [{ css: '#here' }] } }
const list = { kind: 'checklist', key: 'list', title: 'List', tasks: [{ key: 'one', title: 'One', completeWhen: { event: 'first' } }] }
const HERE = '<button id="here" style="position:absolute;left:300px;top:200px;width:50px;height:20px">x</button>'
const attention = (perSession: unknown, perWeek: unknown = 'unlimited'): object => ({ attention: { perSession, perWeek } })
const kinds = (page: FakePage): string[] => page.views().map(({ kind }) => kind)
const busy = (detail: string): object => ({ show: false, reason: 'busy', detail })

afterEach(closePages)

test('what the page claims the attention for makes a guide go, and it comes back where it was', async () => {
  const page = await openPage([tour({ steps: [{ key: 'a' }, { key: 'b', title: 'Second step' }] }), list])
  await page.press('tour', 'Next')
  const release = await page.claim('whats-new', 50)
  expect(kinds(page)).toEqual(['checklist'])
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'outranked', detail: 'surface:whats-new' })
  await release()
  expect(page.view('tour').title).toBe('Second step')
  expect([page.named(GUIDE_EVENTS.rendered).filter((one) => one['kind'] === 'tour').length, page.named(GUIDE_EVENTS.ended)]).toEqual([1, []])
})

test('a guide of a higher priority than the claim stays, and comes', async () => {
  const page = await openPage([tour({ priority: 60 })])
  await page.claim('news', 59)
  expect(page.view('tour').title).toBe('Intro')
})

test('a claim that was there before holds a guide back until it is given up; each by itself', async () => {
  const page = await openPage([second])
  const one = await page.claim('consent', 100)
  const other = await page.claim('modal', 100)
  await page.track('go')
  await one()
  expect([kinds(page), page.director.why('second')]).toEqual([[], { show: false, reason: 'outranked', detail: 'surface:modal' }])
  await other()
  expect(page.view('tour').title).toBe('Second')
})

test('a hint makes room for a tour and comes back after it', async () => {
  const page = await openPage([hint, second], { html: HERE })
  await page.track('go')
  expect([kinds(page), page.director.why('tip')]).toEqual([['tour'], { show: false, reason: 'outranked', detail: 'second' }])
  await page.press('tour', 'Done')
  expect(page.view('hint').title).toBe('Tip')
})

test('nothing interrupts more often in a session than the model allows; the next session does', async () => {
  const page = await openPage([tour(), second], { model: attention(1) })
  page.platform.local.write('session', `${page.platform.createId(page.platform.now())} ${page.platform.now()}`)
  await page.platform.advance(500)
  page.view('tour').seen()
  expect(page.named(GUIDE_EVENTS.seen)).toMatchObject([{ guide: 'intro', interruption: true }])
  await page.press('tour', 'Done')
  await page.track('go')
  expect([kinds(page), page.director.why('second')]).toEqual([[], { show: false, reason: 'attention', detail: 'session' }])
  await page.platform.advance(HOUR_MS)
  page.platform.local.write('session', `${page.platform.createId(page.platform.now())} ${page.platform.now()}`)
  await page.track(SESSION_STARTED)
  await page.track('go')
  expect(page.view('tour').title).toBe('Second')
})

test('a week has its limit too, over sessions, and tells when it is over', async () => {
  const page = await openPage([tour(), second], { model: attention('unlimited', 1) })
  page.view('tour').seen()
  await page.press('tour', 'Done')
  await page.track('go')
  const until = page.platform.now() + 168 * HOUR_MS + 1
  expect(page.director.why('second')).toEqual({ show: false, reason: 'attention', detail: 'week', until })
  await page.platform.advance(168 * HOUR_MS + 1_000)
  await page.track('go')
  expect(page.view('tour').title).toBe('Second')
})

test('what somebody asked for is no interruption: it comes beyond the limit and does not count', async () => {
  const page = await openPage([tour({ when: { manual: true } }), second], { model: attention(1) })
  page.director.start('intro')
  await frames()
  page.view('tour').seen()
  expect(page.named(GUIDE_EVENTS.seen)[0]).not.toHaveProperty('interruption')
  await page.press('tour', 'Done')
  await page.track('go')
  page.view('tour').seen()
  await page.press('tour', 'Done')
  page.director.start('intro')
  await frames()
  expect(page.view('tour').title).toBe('Intro')
})

test('a limit of none lets nothing interrupt; hints and checklists come', async () => {
  const page = await openPage([tour(), hint, list], { model: attention(0), html: HERE })
  expect(kinds(page).sort()).toEqual(['checklist', 'hint'])
})

test('a tour that was begun goes on beyond the limit', async () => {
  const guide = tour({ steps: [{ key: 'a' }, { key: 'b', title: 'Second step' }] })
  const page = await openPage([guide], { model: attention(1) })
  page.view('tour').seen()
  await page.press('tour', 'Next')
  const next = await openPage([guide], { model: attention(1), disk: await page.leave(), known: false, startAt: page.platform.now() })
  expect(next.view('tour').title).toBe('Second step')
})

test('a tour that waits for its target without end leaves the attention to others, and has it again when the target is there', async () => {
  const waits = tour({ steps: [{ key: 'a', title: 'Intro', target: { find: [{ css: '#late' }], waitFor: '1s', onMissing: 'wait' } }], priority: 90 })
  const page = await openPage([waits, { ...hint, key: 'tip' }], { html: HERE })
  expect([kinds(page), page.director.why('intro')]).toEqual([[], { show: false, reason: 'element', detail: 'absent' }])
  await page.platform.advance(1_000)
  expect(kinds(page)).toEqual(['hint'])
  setPage(`${HERE}<p id="late">late</p>`)
  await frames()
  expect(kinds(page)).toEqual(['tour'])
})

test('nothing begins in a tab that nobody sees; it begins when the tab is turned to', async () => {
  const page = await openPage(undefined)
  Object.defineProperty(document, 'hidden', { value: true, configurable: true })
  await page.publish([tour()])
  const hidden = [kinds(page), page.director.why('intro')]
  Reflect.deleteProperty(document, 'hidden')
  expect(hidden).toEqual([[], busy('hidden')])
  document.dispatchEvent(new Event('visibilitychange'))
  await frames()
  expect(page.view('tour').title).toBe('Intro')
})

test('a schedule that is over ends what is shown, by the clock alone', async () => {
  // the clock of the tests begins at noon
  const page = await openPage([tour({ schedule: { hours: ['09:00', '13:00'], timezone: 'UTC' } })])
  page.view('tour').seen()
  await page.platform.advance(HOUR_MS - 1)
  expect(page.view('tour').title).toBe('Intro')
  await page.platform.advance(1_000)
  expect([kinds(page), page.named(GUIDE_EVENTS.ended)]).toMatchObject([[], [{ reason: 'schedule' }]])
})

test('what somebody asked for outside the schedule stays', async () => {
  const page = await openPage([tour({ schedule: { hours: ['09:00', '11:00'], timezone: 'UTC' } })])
  page.director.start('intro')
  await frames()
  page.view('tour').seen()
  await page.go('/elsewhere')
  expect(page.view('tour').title).toBe('Intro')
})

test('a guide that an event brought up ends when its audience does', async () => {
  const page = await openPage([tour({ when: { after: { event: 'go' } }, audience: { trait: 'role', is: 'admin' } })], { traits: { role: 'admin' } })
  await page.track('go')
  page.view('tour').seen()
  page.person.setTraits({ role: 'rep' })
  page.director.changed(['trait:role'])
  await frames()
  expect([kinds(page), page.named(GUIDE_EVENTS.ended)]).toMatchObject([[], [{ reason: 'audience' }]])
})

test('what cannot be told any more hides the guide until it can', async () => {
  const page = await openPage([tour({ audience: { event: 'first', count: { is: 0 } } })])
  page.view('tour').seen()
  const version = String(page.events.length + 2)
  await page.publish([tour({ audience: { event: 'other', count: { is: 0 } } })])
  expect([kinds(page), page.director.why('intro')]).toMatchObject([[], { reason: 'unknown', detail: 'audience' }])
  page.person.merge({ at: '', version, traits: {}, account: {}, tallies: {}, milestones: {}, guides: {}, arms: {}, accountMilestones: {} })
  page.director.changed(['*'])
  await frames()
  expect(page.view('tour').title).toBe('Intro')
})

test.each([
  ['a menu', '<button aria-haspopup="menu" aria-expanded="true">File</button>', 'menu'],
  ['a list of choices', '<input role="combobox" aria-expanded="true">', 'menu'],
  ['an alert', '<div role="alertdialog">Sure?</div>', 'dialog'],
])('an open tour hides under %s, and comes back', async (_, html, detail) => {
  const page = await openPage([tour()])
  setPage(html)
  await frames()
  expect([kinds(page), page.director.why('intro')]).toEqual([[], busy(detail)])
  setPage('')
  await frames()
  expect(page.view('tour').title).toBe('Intro')
})

test('a popover that the page opens is a menu; a toast that it keeps open is none', async () => {
  const page = await openPage([tour()], { html: '<div id="menu" popover>menu</div><div id="toast" popover="manual">toast</div>' })
  document.querySelector<HTMLElement>('#toast')!.showPopover()
  await frames()
  expect(kinds(page)).toEqual(['tour'])
  document.querySelector<HTMLElement>('#menu')!.showPopover()
  // of a popover the browser tells in its own time
  await expect.poll(() => page.views().length).toBe(0)
  document.querySelector<HTMLElement>('#menu')!.hidePopover()
  await expect.poll(() => kinds(page)).toEqual(['tour'])
})

test('a step about something in the menu stands while the menu is open', async () => {
  const step = { key: 'a', title: 'Intro', target: { find: [{ css: '#item' }] } }
  const page = await openPage([tour({ steps: [step] })], {
    html: '<button aria-haspopup="menu" aria-expanded="true">File</button><div role="menu"><button id="item" role="menuitem">Open</button></div>',
  })
  expect(page.view('tour').target?.id).toBe('item')
})

test('a wrong field that somebody is at is let alone first', async () => {
  const page = await openPage([second], { html: '<form><input aria-invalid="true"><button type="button">Save</button></form>' })
  document.querySelector('button')!.focus()
  await page.track('go')
  expect([kinds(page), page.director.why('second')]).toEqual([[], busy('form-error')])
  document.querySelector('input')!.setAttribute('aria-invalid', 'false')
  await frames()
  expect(page.view('tour').title).toBe('Second')
})

test('what may never come again tells no time, also where its audience has one', async () => {
  const startAt = Date.parse('2026-03-10T12:00:00Z')
  const page = await openPage([tour({ audience: { trait: 'createdAt', within: '30d' } })], { traits: { createdAt: '2026-03-09' }, startAt })
  page.view('tour').seen()
  await page.press('tour', 'Done')
  expect(page.director.why('intro')).toEqual({ show: false, reason: 'frequency', detail: 'completed' })
})
