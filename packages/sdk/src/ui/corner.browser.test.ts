import { page as screen, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Ui } from '../guide/view.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { hosts, inside, stepView } from '../testing/fake-view.ts'
import { closePages, frames, openPage, setPage, type FakePage } from '../testing/fake-page.ts'
import { createUi } from './mount.tsx'

const PAGE =
  '<button id="first">First</button><input id="q" type="search"><button id="target" style="margin:200px 0 0 300px">Target</button><button id="last">Last</button>'
const SURVEY = { kind: 'survey', key: 'ask', questions: ['one', 'two', 'three'].map((key) => ({ key, ask: 'rating', title: key, required: false })) }
const HINT = { kind: 'hint', key: 'tip', title: 'Tip', target: { find: [{ css: '#target' }] } }
const SLIDE = { kind: 'announcement', key: 'news', form: 'slide-out', title: 'News', body: 'Of the week.' }
const TOUR = { kind: 'tour', key: 'tour', steps: [{ key: 'a', title: 'Welcome', body: 'Short.' }] }
const LIST = { kind: 'checklist', key: 'list', title: 'List', tasks: [{ key: 'one', title: 'One', completeWhen: { event: 'first' } }] }

let ui: Ui
/** Shows one guide as a page would: drawn again at whatever changes. */
async function show(guide: object): Promise<FakePage & { redraw(): Promise<void> }> {
  const page = await openPage([guide], { html: PAGE })
  ui = createUi(window, ALL_KINDS)
  const redraw = async (): Promise<void> => {
    ui.render('one', page.views()[0])
    await frames()
  }
  await redraw()
  return { ...page, redraw }
}
const element = <T extends HTMLElement = HTMLElement>(id: string): T => document.querySelector<T>(`#${id}`)!
const kinds = (page: FakePage): string[] => page.views().map(({ kind }) => kind)

beforeEach(() => screen.viewport(1000, 700))
afterEach(() => {
  ui.dispose()
  closePages()
})

test.each([SURVEY, SLIDE, HINT])('Escape in a field of the page is no business of what stands beside it: $kind', async (guide) => {
  const page = await show(guide)
  await userEvent.fill(element('q'), 'abc')
  await userEvent.keyboard('{Escape}')
  await frames()
  expect([element<HTMLInputElement>('q').value, kinds(page)]).toEqual(['', [guide.kind]])
  // nor at a button that the person has just used
  await userEvent.click(element('last'))
  await userEvent.keyboard('{Escape}')
  await frames()
  expect(kinds(page)).toEqual([guide.kind])
})

test.each([
  ['nowhere', SURVEY, () => {}],
  ['inside', SURVEY, () => inside('.icon').focus()],
  ['at its target', HINT, () => element('target').focus()],
] as const)('Escape pressed %s closes what stands beside', async (_, guide, go) => {
  const page = await show(guide)
  go()
  await userEvent.keyboard('{Escape}')
  await frames()
  expect(kinds(page)).toEqual([])
})

test('Escape empties a search first, and then frees the page of a tour', async () => {
  const page = await show(TOUR)
  await userEvent.fill(element('q'), 'abc')
  await userEvent.keyboard('{Escape}')
  await frames()
  expect([element<HTMLInputElement>('q').value, kinds(page)]).toEqual(['', ['tour']])
  await userEvent.keyboard('{Escape}')
  await frames()
  expect(kinds(page)).toEqual([])
})

test.each([SURVEY, SLIDE, TOUR, LIST])('Tab leads out of what blocks nothing: $kind', async (guide) => {
  await show(guide)
  inside('.icon').focus()
  const host = hosts()[0]!
  // the page comes again after the browser's own controls at the latest
  for (let i = 0; i < 30 && document.activeElement === host; i++) await userEvent.tab()
  expect(document.activeElement).not.toBe(host)
  inside('.icon').focus()
  for (let i = 0; i < 30 && document.activeElement === host; i++) await userEvent.tab({ shift: true })
  expect(document.activeElement).toBe(element('last'))
})

test('a double click answers one question', async () => {
  const page = await show(SURVEY)
  page.view('survey').seen()
  await vi.waitFor(() => expect(getComputedStyle(inside('form')).pointerEvents).toBe('auto'))
  page.view('survey').buttons.at(-1)!.act()
  await page.redraw()
  const skip = inside('[type=submit]').getBoundingClientRect()
  const under = (): Element | null => hosts()[0]!.shadowRoot!.elementFromPoint(skip.left + 5, skip.top + 5)
  expect([inside('h2').textContent, under()?.closest('form')]).toEqual(['two', null])
  await vi.waitFor(() => expect(under()?.closest('form')).toBe(inside('form')))
})

const BANNER = { kind: 'announcement', key: 'strip', form: 'banner', place: 'bottom', title: 'Read-only' }
const HELP = {
  kind: 'resource-center',
  key: 'help',
  launcher: { label: 'Help', place: 'bottom-end' },
  title: 'Help',
  sections: [{ key: 's', title: 'S', entries: [{ key: 'e', title: 'E', link: '/e' }] }],
}
test.each([SURVEY, SLIDE, BANNER, HELP])('nothing at the edge of the screen lies over what the page marks as critical: $kind', async (guide) => {
  await show(guide)
  expect(getComputedStyle(inside('[part=card], [part=launcher]')).visibility).toBe('visible')
  const bar = document.createElement('div')
  bar.dataset['footholdCritical'] = ''
  bar.style.cssText = 'position:fixed;bottom:0;left:0;right:0;height:60px'
  document.body.append(bar)
  await vi.waitFor(() => expect(getComputedStyle(inside('[part=card], [part=launcher]')).visibility).toBe('hidden'))
  bar.remove()
  await vi.waitFor(() => expect(getComputedStyle(inside('[part=card], [part=launcher]')).visibility).toBe('visible'))
})

test.each([
  ['ltr', 'rtl', 'right'],
  ['rtl', 'ltr', 'left'],
  ['rtl', undefined, 'right'],
] as const)('on a page from %s a text from %s begins at the %s', async (page, direction, side) => {
  document.documentElement.dir = page
  setPage('')
  ui = createUi(window, ALL_KINDS)
  ui.render('one', stepView(undefined, { direction }))
  await frames()
  const title = inside('h2').getBoundingClientRect()
  const close = inside('.icon').getBoundingClientRect()
  document.documentElement.dir = ''
  expect(title.left > close.left ? 'right' : 'left').toBe(side)
})

const LONG = Array.from({ length: 30 }, (_, i) => `Line ${i}`).join('\n\n')
test.each([
  { kind: 'announcement', key: 'news', form: 'modal', title: 'News', body: LONG, actions: [{ label: 'Go', do: [{ go: 'end' }] }] },
  { ...SURVEY, form: 'modal', questions: [{ key: 'q', ask: 'single', title: 'Q', options: 'abcdefghij'.split('').map((key) => ({ key, label: key })) }] },
  { kind: 'celebration', key: 'party', title: 'Well done', body: LONG },
])('of a dialog that is taller than the window everything can be reached: $kind', async (guide) => {
  await screen.viewport(320, 256)
  await show(guide)
  const card = inside('dialog > .card')
  const box = card.getBoundingClientRect()
  expect([box.top >= 0, box.bottom <= 256]).toEqual([true, true])
  inside('.primary').scrollIntoView({ block: 'nearest' })
  const button = inside('.primary').getBoundingClientRect()
  const under = (): Element | null => hosts()[0]!.shadowRoot!.elementFromPoint(button.left + button.width / 2, button.top + button.height / 2)
  await vi.waitFor(() => expect(under()?.closest('.primary')).toBe(inside('.primary')))
})
