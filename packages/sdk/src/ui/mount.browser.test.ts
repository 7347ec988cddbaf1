import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { frames, setPage } from '../testing/fake-page.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { celebrationView, checklistView, emptyStateView, hintView, hosts, inside, press, resourceCenterView, stepView, taskView } from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'
import { isDark } from './theme.ts'

let ui = createUi(window, ALL_KINDS)
const html = document.documentElement

beforeEach(async () => {
  await page.viewport(1000, 700)
  ui = createUi(window, ALL_KINDS)
})
afterEach(() => {
  ui.dispose()
  document.body.replaceChildren()
  document.body.removeAttribute('style')
  html.removeAttribute('style')
})

test.each([
  ['white', false],
  ['#111', true],
  ['rgb(30 30 60)', true],
  ['oklch(0.985 0.002 247.839)', false],
  ['oklch(0.21 0.034 264.665)', true],
  ['color(display-p3 1 1 1)', false],
  ['lab(10 0 0)', true],
  ['hsl(60 100% 90%)', false],
])('a page with the background %s: dark is %s', (background, dark) => {
  document.body.style.background = background
  expect(isDark()).toBe(dark)
})

test('without a background the scheme of the page says', () => {
  expect(isDark()).toBe(false)
  html.style.colorScheme = 'dark'
  expect(isDark()).toBe(true)
  html.style.colorScheme = 'light dark'
  expect(isDark()).toBe(matchMedia('(prefers-color-scheme: dark)').matches)
})

test.each([
  ['', /^system-ui$/],
  ['Georgia, serif', /^Georgia, serif$/],
])('on a page in the font "%s" the text is in one that was chosen', (font, text) => {
  document.body.style.fontFamily = font
  ui.render('s', stepView(undefined))
  expect(getComputedStyle(inside('h2')).fontFamily).toMatch(text)
})

test('what is on the page turns dark with it', async () => {
  setPage('<p>x</p>')
  ui.render('s', stepView(undefined))
  expect(hosts()[0]!.dataset['scheme']).toBe('light')
  document.body.style.background = '#111'
  await vi.waitFor(() => expect(hosts()[0]!.dataset['scheme']).toBe('dark'))
})

test('an empty state is part of the page, in its slot', async () => {
  const calls: string[] = []
  setPage('<main data-foothold-slot="x"></main>')
  const slot = document.querySelector('main')!
  ui.render('e', emptyStateView(slot, calls))
  expect(hosts()[0]!.parentNode).toBe(slot)
  expect(slot.getBoundingClientRect().height).toBeGreaterThan(60)
  const [next, later] = hosts()[0]!.shadowRoot!.querySelectorAll('button')
  next!.click()
  later!.click()
  expect(calls).toEqual(['Next', 'dismiss'])
  slot.replaceChildren()
  ui.render('e', emptyStateView(slot, calls))
  expect(hosts()[0]!.parentNode).toBe(slot)
})

test('a checklist shows its progress, one open task, and what is locked', async () => {
  ui.render('c', checklistView([taskView('a', { done: true }), taskView('b'), taskView('c', { locked: true })]))
  expect(inside<HTMLProgressElement>('progress').value).toBe(1)
  expect(inside('.count').textContent).toBe('1 of 3 done')
  expect([...hosts()[0]!.shadowRoot!.querySelectorAll('details')].map(({ open }) => open)).toEqual([false, true, false])
  expect([...hosts()[0]!.shadowRoot!.querySelectorAll('.tick')].map((tick) => tick.getAttribute('aria-label'))).toEqual(['Done', 'To do', 'To do'])
  expect(hosts()[0]!.shadowRoot!.querySelectorAll('li .button')).toHaveLength(1)
})

test('a checklist folds with its button and with Escape inside it, and unfolds', () => {
  const calls: string[] = []
  ui.render('c', checklistView([taskView('a')], {}, calls))
  inside('[aria-label="Minimise"]').click()
  press('Escape', inside('summary'))
  press('Escape', document.body)
  ui.render('c', checklistView([taskView('a')], { collapsed: true }, calls))
  expect(inside('.pill').textContent).toContain('0/1')
  inside('.pill').click()
  expect(calls).toEqual(['toggle', 'toggle', 'toggle'])
})

test('Escape in a checklist does not also dismiss the step of a tour', async () => {
  const [list, step]: [string[], string[]] = [[], []]
  ui.render('c', checklistView([taskView('a')], {}, list))
  const summary = inside('summary')
  ui.render('s', stepView(undefined, {}, step))
  press('Escape', summary)
  expect([list, step]).toEqual([['toggle'], []])
})

test('a celebration is modal and closes by Escape, by its backdrop and by its buttons', async () => {
  const calls: string[] = []
  ui.render('p', celebrationView(calls))
  const dialog = inside<HTMLDialogElement>('dialog')
  expect(dialog.matches(':modal')).toBe(true)
  expect(hosts()[0]!.shadowRoot!.activeElement?.textContent).toBe('Next')
  dialog.dispatchEvent(new Event('cancel', { cancelable: true }))
  dialog.click()
  inside('[aria-label="Close"]').click()
  inside('.primary').click()
  inside('h2').click()
  expect(calls).toEqual(['dismiss', 'dismiss', 'dismiss', 'Next'])
})

test('a celebration that the browser closes without asking is closed', async () => {
  const calls: string[] = []
  ui.render('p', celebrationView(calls))
  inside<HTMLDialogElement>('dialog').close()
  await vi.waitFor(() => expect(calls).toEqual(['dismiss']))
})

test('confetti flies only where motion is welcome', () => {
  const original = window.matchMedia
  const canvas = (reduce: boolean): number => {
    window.matchMedia = (query) => Object.defineProperty(original.call(window, query), 'matches', { value: reduce && query.includes('reduce') })
    ui.render('p', celebrationView())
    const { width } = inside<HTMLCanvasElement>('canvas')
    ui.render('p', undefined)
    return width
  }
  try {
    expect(canvas(true)).toBe(300)
    expect(canvas(false)).toBe(innerWidth)
  } finally {
    window.matchMedia = original
  }
})

test('fifty showings of every kind leave nothing behind: no element, no listener', async () => {
  setPage('<button id="target">x</button><main data-foothold-slot="x"></main>')
  const [target, slot] = [document.querySelector('#target')!, document.querySelector('main')!]
  let listeners = 0
  const targets = [window, document, target, slot] as EventTarget[]
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype
  EventTarget.prototype.addEventListener = function (...args) {
    if (targets.includes(this ?? window)) listeners++
    return add.apply(this ?? window, args)
  }
  EventTarget.prototype.removeEventListener = function (...args) {
    if (targets.includes(this ?? window)) listeners--
    return remove.apply(this ?? window, args)
  }
  try {
    for (let i = 0; i < 50; i++) {
      ui.render('s', stepView(target))
      ui.render('h', hintView(target, { closed: i % 2 === 0 }))
      ui.render('e', emptyStateView(slot))
      ui.render('c', checklistView([taskView('a')]))
      ui.render('p', celebrationView())
      if (i % 10 === 0) await frames()
      for (const showing of ['s', 'h', 'e', 'c', 'p']) ui.render(showing, undefined)
    }
  } finally {
    EventTarget.prototype.addEventListener = add
    EventTarget.prototype.removeEventListener = remove
  }
  expect(hosts()).toEqual([])
  expect(slot.childElementCount).toBe(0)
  expect(listeners).toBe(0)
})

test('the style sheet of the page reaches nothing inside, nor ours the page', async () => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('button { background: red; font-size: 40px } h2, p { display: none } * { color: lime }')
  document.adoptedStyleSheets.push(sheet)
  setPage('<button id="target">x</button>')
  const target = document.querySelector<HTMLElement>('#target')!
  const { width, height } = target.getBoundingClientRect()
  ui.render('s', stepView(target))
  await frames()
  expect(getComputedStyle(inside('h2')).display).toBe('block')
  expect(getComputedStyle(inside('.button')).fontSize).not.toBe('40px')
  expect(target.getBoundingClientRect()).toMatchObject({ width, height })
  document.adoptedStyleSheets.pop()
})

/** What holds today against a page that resets everything, by force; more is a later matter (docs: hostile pages). */
test('under `* { all: unset !important }` the card still stands in the top layer and can be pressed', async () => {
  const calls: string[] = []
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { all: unset !important }')
  document.adoptedStyleSheets.push(sheet)
  try {
    ui.render('s', stepView(undefined, {}, calls))
    await frames()
    const box = inside('.button').getBoundingClientRect()
    expect(box.width).toBeGreaterThan(20)
    expect(document.elementFromPoint(box.left + 3, box.top + 3)).toBe(hosts()[0])
    inside('.button').click()
    expect(calls).toContain('Next')
  } finally {
    document.adoptedStyleSheets.pop()
  }
})

test('a page that hides its empty elements hides nothing of ours', async () => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('div:empty { display: none }')
  document.adoptedStyleSheets.push(sheet)
  try {
    ui.render('s', stepView(undefined))
    await frames()
    expect(inside('.card').getBoundingClientRect().width).toBeGreaterThan(100)
  } finally {
    document.adoptedStyleSheets.pop()
  }
})

test('what floats over the page is not printed', async () => {
  const devtools = cdp() as unknown as { send(method: string, params: object): Promise<void> }
  ui.render('s', stepView(undefined))
  ui.render('p', celebrationView())
  await devtools.send('Emulation.setEmulatedMedia', { media: 'print' })
  try {
    expect(matchMedia('print').matches).toBe(true)
    const shown = hosts().map((host) => host.shadowRoot!.querySelector('.card')!.getBoundingClientRect().width)
    expect(shown).toEqual([0, 0])
  } finally {
    await devtools.send('Emulation.setEmulatedMedia', { media: '' })
  }
})

test('a beacon pulses for less than five seconds', () => {
  setPage('<button id="target">x</button>')
  ui.render('h', hintView(document.querySelector('#target')!, { closed: true }))
  const pulses = inside('.dot').getAnimations({ subtree: true })
  expect(pulses.map((pulse) => Number(pulse.effect!.getComputedTiming().endTime))).toEqual([expect.toSatisfy((ms: number) => ms < 5_000)])
})

test('the scheme is read from a canvas that is made for reading, or the browser warns in the console of the page', () => {
  document.body.style.background = 'oklch(0.2 0 0)'
  const asked = vi.spyOn(OffscreenCanvas.prototype, 'getContext')
  expect(isDark()).toBe(true)
  expect(asked.mock.calls).toEqual([['2d', { willReadFrequently: true }]])
  asked.mockRestore()
})

test('who folds and unfolds a checklist by keyboard keeps the focus', () => {
  let collapsed = false
  const draw = (): void => ui.render('c', checklistView([taskView('a')], { collapsed, toggle: () => ((collapsed = !collapsed), draw()) }))
  draw()
  const focused = (): string | null | undefined => hosts()[0]!.shadowRoot!.activeElement?.getAttribute('aria-expanded')
  inside('summary').focus()
  press('Escape', inside('summary'))
  expect(focused()).toBe('false')
  inside('.pill').click()
  expect(focused()).toBe('true')
  inside('[aria-label="Minimise"]').click()
  expect(focused()).toBe('false')
})

test('the button of a resource center is not over a sheet on a phone, nor over what takes the page, whichever came first', async () => {
  const shown = (): boolean =>
    document.querySelector<HTMLElement>('[data-foothold=resource-center]')!.shadowRoot!.querySelector('.launch')!.checkVisibility({ visibilityProperty: true })
  setPage('<button id="target">x</button>')
  const closed = resourceCenterView({ open: false })
  ui.render('tour', stepView(undefined))
  ui.render('help', closed)
  expect(shown()).toBe(true)
  await page.viewport(390, 700)
  expect(shown()).toBe(false)
  ui.render('tour', undefined)
  expect(shown()).toBe(true)
  await page.viewport(1000, 700)
  ui.render('party', celebrationView())
  expect(shown()).toBe(false)
  ui.render('party', undefined)
  expect(shown()).toBe(true)
})
