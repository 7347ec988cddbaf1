import { page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createUi } from './mount.tsx'
import { frames, setPage } from '../testing/fake-page.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { hintView, hosts, inside, press, stepView } from '../testing/fake-view.ts'

const BOX = 'position:absolute;left:300px;top:200px;width:80px;height:30px'
const TARGET = `<button id="target" style="${BOX}">Target</button>`
let ui = createUi(window, ALL_KINDS)
const target = (): HTMLElement => document.querySelector<HTMLElement>('#target')!
const rect = (element: Element): DOMRect => element.getBoundingClientRect()
/** How far the ring is from lying around the target, in px. */
const ringGap = (): number => {
  const [ring, box] = [rect(inside('.ring')), rect(target())]
  return Math.max(...(['left', 'top', 'right', 'bottom'] as const).map((side) => Math.abs(ring[side] - box[side])))
}
const inViewport = ({ left, top, right, bottom }: DOMRect): boolean =>
  left >= 0 && top >= 0 && right <= document.documentElement.clientWidth && bottom <= innerHeight

beforeEach(async () => {
  await page.viewport(1000, 700)
  ui = createUi(window, ALL_KINDS)
})
afterEach(() => {
  ui.dispose()
  document.body.replaceChildren()
})

test('a card stands below its target, with a ring around it', async () => {
  setPage(TARGET)
  ui.render('s', stepView(target()))
  await frames()
  const card = rect(inside('.card'))
  expect(card.top - rect(target()).bottom).toBeGreaterThanOrEqual(8)
  expect(card.top - rect(target()).bottom).toBeLessThan(24)
  expect(ringGap()).toBeLessThanOrEqual(6)
  expect(inViewport(card)).toBe(true)
})

test.each([
  ['left:0;top:0', 'left'],
  ['right:0;top:0', 'right'],
  ['left:0;bottom:0', 'bottom'],
  ['right:0;bottom:0', 'top'],
] as const)('a card never leaves the screen: target at %s', async (place, placement) => {
  setPage(`<button id="target" style="position:fixed;${place};width:60px;height:20px">x</button>`)
  ui.render('s', stepView(target(), { placement }))
  await frames()
  expect(inViewport(rect(inside('.card')))).toBe(true)
})

test('follows the scrolling of a container inside the page, and goes when the target is scrolled away', async () => {
  setPage(
    `<div id="box" style="position:absolute;left:200px;top:100px;width:300px;height:200px;overflow:auto"><div style="height:2000px;padding-top:100px"><button id="target">x</button></div></div>`,
  )
  ui.render('s', stepView(target()))
  await frames()
  const before = rect(inside('.ring')).top
  document.querySelector('#box')!.scrollTop = 60
  await vi.waitFor(() => expect(Math.round(before - rect(inside('.ring')).top)).toBe(60))
  expect(ringGap()).toBeLessThanOrEqual(6)
  document.querySelector('#box')!.scrollTop = 800
  await vi.waitFor(() => expect(getComputedStyle(inside('.card')).visibility).toBe('hidden'))
})

test('follows a layout shift that nobody announces', async () => {
  setPage(`<div id="above" style="height:50px"></div><button id="target">x</button>`)
  ui.render('s', stepView(target()))
  await frames()
  document.querySelector<HTMLElement>('#above')!.style.height = '180px'
  await vi.waitFor(() => expect(ringGap()).toBeLessThanOrEqual(6))
  document.querySelector<HTMLElement>('#above')!.style.height = '20px'
  await vi.waitFor(() => expect(ringGap()).toBeLessThanOrEqual(6))
})

test('scrolls to a target that is out of view, and not where it is in view', async () => {
  setPage(`<div style="height:3000px">${TARGET}</div>`)
  ui.render('s', stepView(target()))
  await frames()
  expect(scrollY).toBe(0)
  ui.render('s', undefined)
  target().style.top = '2500px'
  ui.render('s', stepView(target()))
  await vi.waitFor(() => expect(rect(target()).bottom).toBeLessThan(innerHeight), 3_000)
  scrollTo(0, 0)
})

test('on a narrow screen the card is a sheet at the bottom, or at the top where it would cover its target', async () => {
  await page.viewport(375, 700)
  setPage(TARGET.replace('left:300px', 'left:50px'))
  ui.render('s', stepView(target()))
  await frames()
  const card = rect(inside('.card'))
  expect([card.left, card.width, card.bottom]).toEqual([0, 375, 700])
  expect(ringGap()).toBeLessThanOrEqual(6)
  ui.render('s', undefined)
  setPage(`<button id="target" style="position:fixed;bottom:0;height:40px">x</button>`)
  ui.render('s', stepView(target()))
  await frames()
  expect(rect(inside('.card')).top).toBe(0)
  for (const button of hosts()[0]!.shadowRoot!.querySelectorAll('button')) expect(rect(button).height).toBeGreaterThanOrEqual(44)
})

test('without a target the card stands in the middle', async () => {
  setPage('')
  ui.render('s', stepView(undefined))
  await vi.waitFor(() => expect(Math.abs(rect(inside('.card')).left + rect(inside('.card')).width / 2 - 500)).toBeLessThan(2))
})

test('Escape dismisses, unless the page has used the key', async () => {
  const calls: string[] = []
  setPage(TARGET)
  ui.render('s', stepView(target(), {}, calls))
  await frames()
  const used = (event: Event): void => event.preventDefault()
  target().addEventListener('keydown', used)
  press('Escape', target())
  expect(calls).toEqual([])
  target().removeEventListener('keydown', used)
  expect(press('Escape', target())).toBe(false)
  expect(calls).toEqual(['dismiss'])
})

test('Escape frees the page also where the page keeps every key to itself', async () => {
  const calls: string[] = []
  setPage(TARGET)
  ui.render('s', stepView(target(), { block: true }, calls))
  await frames()
  const keep = (event: Event): void => event.stopImmediatePropagation()
  document.addEventListener('keydown', keep, true)
  press('Escape', target())
  document.removeEventListener('keydown', keep, true)
  await vi.waitFor(() => expect(calls).toEqual(['dismiss']))
})

test('takes the focus and gives it back', async () => {
  setPage(`${TARGET}<button id="before">b</button>`)
  document.querySelector<HTMLElement>('#before')!.focus()
  ui.render('s', stepView(target()))
  await frames()
  expect(document.activeElement).toBe(hosts()[0])
  expect(hosts()[0]!.shadowRoot!.activeElement).toBe(inside('.card'))
  ui.render('s', stepView(target(), { part: 'b', title: 'Second' }))
  await frames()
  expect(hosts()[0]!.shadowRoot!.activeElement).toBe(inside('.card'))
  ui.render('s', undefined)
  expect(document.activeElement?.id).toBe('before')
})

test('does not take the focus out of a field, and a hint takes it from nobody', async () => {
  setPage(`${TARGET}<input id="field">`)
  document.querySelector<HTMLElement>('#field')!.focus()
  ui.render('s', stepView(target()))
  await frames()
  expect(document.activeElement?.id).toBe('field')
  ui.render('s', undefined)
  target().focus()
  ui.render('h', hintView(target()))
  await frames()
  expect(document.activeElement?.id).toBe('target')
})

test('stands above whatever the page has raised', async () => {
  setPage(`${TARGET}<div style="position:fixed;inset:0;z-index:2147483647;background:red"></div>`)
  ui.render('s', stepView(target()))
  await frames()
  const { left, top } = rect(inside('.button'))
  expect(document.elementFromPoint(left + 3, top + 3)).toBe(hosts()[0])
})

test('a target inside a modal dialog of the page has its card there, and the card can be pressed', async () => {
  const calls: string[] = []
  setPage('<dialog style="width:400px;height:300px"><button id="target">x</button></dialog>')
  const dialog = document.querySelector('dialog')!
  ui.render('s', stepView(target(), {}, calls))
  dialog.showModal()
  ui.render('s', stepView(target(), {}, calls))
  await frames()
  expect(hosts()[0]!.parentNode).toBe(dialog)
  const { left, top } = rect(inside('.button'))
  expect(document.elementFromPoint(left + 3, top + 3)).toBe(hosts()[0])
  await userEvent.click(inside('.button'))
  expect(calls).toContain('Next')
})

test('a target inside a popover of the page has its card there, and a press on it does not shut it', async () => {
  const calls: string[] = []
  setPage('<div id="menu" popover style="margin:0"><button id="target">x</button></div>')
  const menu = document.querySelector<HTMLElement>('#menu')!
  menu.showPopover()
  ui.render('s', stepView(target(), {}, calls))
  await frames()
  expect(hosts()[0]!.parentNode).toBe(menu)
  await userEvent.click(inside('.button'))
  expect([calls.includes('Next'), menu.matches(':popover-open')]).toEqual([true, true])
})

test('a target in a shadow root inside a modal dialog has its card in the dialog', async () => {
  setPage('<dialog><x-part></x-part></dialog>')
  const dialog = document.querySelector('dialog')!
  const button = document.createElement('button')
  document.querySelector('x-part')!.attachShadow({ mode: 'open' }).append(button)
  dialog.showModal()
  ui.render('s', stepView(button))
  await frames()
  expect(hosts()[0]!.parentNode).toBe(dialog)
})

test('a card that the page has thrown out comes back whole', async () => {
  setPage(TARGET)
  const view = stepView(target())
  ui.render('s', view)
  hosts()[0]!.remove()
  ui.render('s', view)
  await frames()
  expect(inside('.card').matches(':popover-open')).toBe(true)
  expect(ringGap()).toBeLessThanOrEqual(6)
})

test('the ring lets the pointer through, unless the step keeps it off', async () => {
  setPage(TARGET)
  ui.render('s', stepView(target()))
  await frames()
  expect(document.elementFromPoint(340, 215)).toBe(target())
  ui.render('s', stepView(target(), { block: true }))
  await frames()
  expect(document.elementFromPoint(340, 215)).toBe(hosts()[0])
})

test('counts as seen after half a second in view, once', async () => {
  const calls: string[] = []
  setPage(TARGET)
  const start = performance.now()
  ui.render('s', stepView(target(), {}, calls))
  await vi.waitFor(() => expect(calls).toEqual(['seen']), 2_000)
  expect(performance.now() - start).toBeGreaterThanOrEqual(490)
})

test('what is taken away before half a second was not seen', async () => {
  const calls: string[] = []
  setPage(TARGET)
  ui.render('s', stepView(target(), {}, calls))
  await frames()
  ui.render('s', undefined)
  // another one that was there for the whole time proves that enough of it has passed
  const other: string[] = []
  ui.render('t', stepView(target(), {}, other))
  await vi.waitFor(() => expect(other).toEqual(['seen']), 2_000)
  expect(calls).toEqual([])
})

test('a beacon is a dot with the name of the hint, that opens it', async () => {
  const calls: string[] = []
  setPage(TARGET)
  ui.render('h', hintView(target(), { closed: true, title: String.raw`Try **this** u\_1` }, calls))
  await frames()
  expect(inside('.dot').getAttribute('aria-label')).toBe('Try this u_1')
  inside('.dot').click()
  expect(calls).toContain('open')
})

test('the card is named and described by its text', async () => {
  setPage(TARGET)
  ui.render('s', stepView(target()))
  await frames()
  await expect.element(page.getByRole('dialog', { name: 'A title' })).toBeVisible()
  expect(inside('#text').textContent).toBe('Some body')
})

test.each([['html'], ['body']])('stands at its target where %s has a zoom', async (element) => {
  setPage(TARGET)
  const zoomed = document.querySelector<HTMLElement>(element)!
  zoomed.style.zoom = '1.5'
  ui.render('s', stepView(target()))
  await frames()
  expect(ringGap()).toBeLessThanOrEqual(6)
  expect(rect(inside('.card')).top - rect(target()).bottom).toBeLessThan(24)
  zoomed.style.zoom = ''
})

test('goes with a target that was put into a scroller while the card was open', async () => {
  setPage(`${TARGET}<div id="box" style="height:100px;overflow:auto"><div style="height:600px"></div></div>`)
  ui.render('s', stepView(target()))
  await frames()
  target().removeAttribute('style')
  const box = document.querySelector('#box')!
  box.firstElementChild!.append(target())
  box.scrollTop = 0
  await frames()
  box.scrollTop = 80
  await vi.waitFor(() => expect(getComputedStyle(inside('.card')).visibility).toBe('hidden'))
})

test('a long text scrolls inside the card: the buttons stay on the screen', async () => {
  setPage(TARGET)
  for (const at of [target(), undefined]) {
    ui.render('s', stepView(at, { body: 'word '.repeat(2_000) }))
    await frames()
    expect(inViewport(rect(inside('.card')))).toBe(true)
  }
})
