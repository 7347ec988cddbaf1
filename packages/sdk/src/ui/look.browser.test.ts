// What makes guides look as one, and finished: for every kind in every form, in Chromium.
import { cdp, page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { EVERY_FORM } from '../testing/every-form.ts'
import { frames, setPage } from '../testing/fake-page.ts'
import { announcementView, celebrationView, hintView, hosts, inside, questionView, resourceCenterView, stepView, surveyView } from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'

const PAGE = '<main><h1>A page</h1><button id="target" style="position:absolute;left:300px;top:200px;width:120px;height:40px">Target</button></main>'
const ui = createUi(window, ALL_KINDS)
const devtools = cdp() as unknown as { send(method: string, params: object): Promise<unknown> }
const target = (): HTMLElement => document.querySelector<HTMLElement>('#target')!
const root = (): ShadowRoot => hosts()[0]!.shadowRoot!
const all = (selector: string): HTMLElement[] => [...root().querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility())
const box = (selector: string): DOMRect => inside(selector).getBoundingClientRect()

beforeEach(async () => {
  await page.viewport(1000, 700)
  setPage(PAGE)
})
afterEach(async () => {
  await devtools.send('Emulation.setEmulatedMedia', { media: '' })
  ui.dispose()
  document.body.replaceChildren()
})

test.each(['ltr', 'rtl'])('the button that leads on is the last of its row, in every kind, %s', async (direction) => {
  document.documentElement.dir = direction
  const wrong: string[] = []
  let rows = 0
  for (const [form, view] of Object.entries(EVERY_FORM)) {
    setPage(PAGE)
    ui.render('s', view())
    await frames()
    for (const primary of all('.buttons > .primary')) {
      rows++
      const { left, right, top } = primary.getBoundingClientRect()
      const beside = [...primary.parentElement!.children].map((one) => one.getBoundingClientRect()).filter((one) => Math.abs(one.top - top) < 4)
      if (beside.some((one) => (direction === 'rtl' ? one.left < left : one.right > right))) wrong.push(form)
    }
    ui.render('s', undefined)
  }
  document.documentElement.removeAttribute('dir')
  expect([wrong, rows > 9]).toEqual([[], true])
})

test.each([
  ['a step', () => stepView(target(), { title: 'Go', body: 'Look.' })],
  ['a step without a target', () => stepView(undefined, { title: 'Go', body: '' })],
  ['a hint', () => hintView(target(), { title: 'Tip', body: '' })],
])('%s with few words is no narrower than one with some', async (_, view) => {
  ui.render('s', view())
  await frames()
  expect(box('.card').width).toBeGreaterThanOrEqual(250)
})

test.each([
  ['bottom-end', { x: 420 - 12, y: 240 }],
  ['top-start', { x: 300 + 12, y: 200 }],
  [undefined, { x: 420, y: 220 }],
] as const)('a beacon at %s lies on the edge of its target', async (placement, at) => {
  ui.render('s', hintView(target(), { closed: true, placement }))
  await frames()
  const { left, top, width, height } = box('.dot')
  expect({ x: left + width / 2, y: top + height / 2 }).toEqual(at)
})

test('on a phone, where a hint stands apart from what it is about, that has a ring; beside it none is needed', async () => {
  const rings = (): string[] => all('.ring').map((ring) => getComputedStyle(ring).visibility)
  ui.render('s', hintView(target()))
  await frames()
  expect(rings()).toEqual([])
  await page.viewport(390, 700)
  target().style.left = '40px'
  await vi.waitFor(() => expect(rings()).toEqual(['visible']))
  await vi.waitFor(() => {
    const { left, top, width, height } = box('.ring')
    expect([left, top, width, height]).toEqual([36, 196, 128, 48])
  })
})

test.each([
  ['an announcement', () => announcementView('modal'), '.primary'],
  ['a celebration', () => celebrationView(), '.primary'],
  ['a survey', () => surveyView(questionView(), { form: 'modal' }), ':checked'],
])('%s over the page begins without a ring for who came by pointer; the first key shows where the focus is', async (_, view, selector) => {
  const outlined = (): boolean => {
    const one = inside(selector)
    const ring = one.matches('input') ? one.nextElementSibling! : one
    return getComputedStyle(ring).outlineStyle === 'solid'
  }
  await userEvent.click(target())
  target().blur()
  ui.render('s', view())
  await frames()
  expect([root().activeElement, outlined()]).toEqual([inside(selector), false])
  await userEvent.keyboard('{Shift}')
  await vi.waitFor(() => expect(outlined()).toBe(true))
  ui.render('s', undefined)
  // whoever works by keyboard sees it from the start
  await userEvent.keyboard('{Tab}')
  target().focus()
  ui.render('s', view())
  await frames()
  expect(outlined()).toBe(true)
})

test.each([1000, 390])(
  'a checklist stands above the button of a resource center in the same corner, at %i px, and comes down when that goes',
  async (width) => {
    await page.viewport(width, 700)
    const boxOf = (kind: string, selector: string): DOMRect =>
      document.querySelector(`[data-foothold=${kind}]`)!.shadowRoot!.querySelector(selector)!.getBoundingClientRect()
    const list = (): DOMRect => boxOf('checklist', '.list > *')
    ui.render('list', EVERY_FORM['checklist']!())
    const rests = (): Promise<void> => vi.waitFor(() => expect(Math.round(list().bottom)).toBe(680))
    await rests()
    ui.render('help', resourceCenterView({ open: false }))
    await frames()
    expect(list().bottom).toBeLessThanOrEqual(boxOf('resource-center', '.launcher').top)
    expect(list().top).toBeGreaterThanOrEqual(0)
    ui.render('list', undefined)
    ui.render('list', EVERY_FORM['folded checklist']!())
    await frames()
    expect(list().bottom).toBeLessThanOrEqual(boxOf('resource-center', '.launcher').top)
    ui.render('help', undefined)
    await rests()
  },
)

test('confetti flies behind the card', async () => {
  ui.render('s', { ...celebrationView(), buttons: [{ label: 'Next', look: 'primary', act: () => {} }] })
  await frames()
  const { left, top, width, height } = box('.primary')
  expect(
    root()
      .elementsFromPoint(left + width / 2, top + height / 2)
      .map((one) => one.localName),
  ).not.toContain('canvas')
  expect(inside('canvas').compareDocumentPosition(inside('.card')) & 4).toBeTruthy()
})

test('on a phone eleven points are two whole rows, between the words of their ends', async () => {
  await page.viewport(390, 700)
  ui.render('s', surveyView(questionView()))
  await frames()
  const points = all('.scale label').map((one) => one.getBoundingClientRect())
  const rows = [points.filter(({ top }) => top === points[0]!.top), points.filter(({ top }) => top === points[10]!.top)]
  expect(rows.map((row) => row.length)).toEqual([6, 5])
  expect(rows[1]![0]!.left).toBeCloseTo(rows[0]![0]!.left)
  expect(Math.abs(rows[0]!.at(-1)!.right - rows[1]!.at(-1)!.right)).toBeLessThan(1)
  const [low, high] = all('.ends span').map((one) => one.getBoundingClientRect())
  expect(low!.bottom).toBeLessThanOrEqual(points[0]!.top)
  expect(high!.top).toBeGreaterThanOrEqual(points[10]!.bottom)
  expect(Math.abs(high!.right - points[10]!.right)).toBeLessThan(4)
})

test('a picture of a card in a corner has the whole width', async () => {
  ui.render('s', announcementView('slide-out', { media: '![A chart](/none.png)' }))
  await frames()
  const [card, media] = [box('.corner'), box('#media')]
  expect([Math.round(media.left - card.left), Math.round(card.right - media.right)]).toEqual([19, 19])
})

test('of all that lies over the page nothing is printed, in any kind; what is part of the page is', async () => {
  await devtools.send('Emulation.setEmulatedMedia', { media: 'print' })
  const printed: string[] = []
  for (const [form, view] of Object.entries(EVERY_FORM)) {
    setPage(PAGE)
    ui.render('s', view())
    await frames()
    if (all('.card, .banner, .inset, .empty, .dot, .ring, .launcher, canvas').length) printed.push(form)
    ui.render('s', undefined)
  }
  expect(printed).toEqual(['empty state', 'banner in the page', 'launcher in the page', 'leaderboard', 'board without standings'])
})
