// What axe cannot see, for every kind in every form: sizes for fingers, larger texts, colours that the system forces, no motion.
import { cdp, page } from 'vitest/browser'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { EVERY_FORM } from '../testing/every-form.ts'
import { frames, setPage } from '../testing/fake-page.ts'
import { hosts } from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'

const ui = createUi(window, ALL_KINDS)
const devtools = cdp() as unknown as { send(method: string, params: object): Promise<unknown> }
const emulate = (features: Record<string, string>): Promise<unknown> =>
  devtools.send('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) })
const root = (): ShadowRoot => hosts()[0]!.shadowRoot!
const drawn = (selector: string): HTMLElement[] => [...root().querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility())
const name = (one: Element): string => `${one.localName}.${one.className} ${one.textContent.slice(0, 30)}`
/** A beacon takes fingers farther than its dot is drawn. */
const CONTROLS = 'button:not(.dot), summary, a.entry, label, .field'

/** Draws every form in turn. @returns what was found, each with the form that it was found in. */
async function everyForm(find: () => string[], size?: string): Promise<string[]> {
  const found: string[] = []
  for (const [form, view] of Object.entries(EVERY_FORM)) {
    setPage('<main><h1>A page</h1><button id="target" style="margin:200px 0 0 40px">Target</button></main>')
    ui.render('s', { ...view(), ...(size ? { theme: { tokens: { size } } } : {}) })
    await frames()
    found.push(...find().map((one) => `${form}: ${one}`))
    ui.render('s', undefined)
  }
  return found
}

beforeEach(() => page.viewport(1000, 700))
afterEach(async () => {
  await emulate({})
  ui.dispose()
  document.body.replaceChildren()
  document.documentElement.removeAttribute('dir')
})

test('on a narrow screen everything that is pressed has 44 px', async () => {
  await page.viewport(390, 760)
  const found = await everyForm(() =>
    drawn(CONTROLS)
      .map((one) => [one, one.getBoundingClientRect()] as const)
      .filter(([, { width, height }]) => Math.min(width, height) < 43.9)
      .map(([one, { width, height }]) => `${name(one)} ${width} × ${height}`),
  )
  expect(found).toEqual([])
})

test.each([
  [1000, 'ltr'],
  [390, 'ltr'],
  [390, 'rtl'],
])('texts of twice the size stay whole and on a screen of %i px, %s', async (width, direction) => {
  await page.viewport(width, 760)
  document.documentElement.dir = direction
  const found = await everyForm(() => {
    const off = drawn('.card, .banner, .inset, .empty, .panel')
      .map((one) => [one, one.getBoundingClientRect()] as const)
      .filter(([, { left, right }]) => left < -0.5 || right > width + 0.5)
      .map(([one]) => `off the screen: ${name(one)}`)
    const cut = drawn(`${CONTROLS}, h2, h3, p, li, small`)
      .filter((one) => !one.closest('.say, .hear') && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
      .map((one) => `cut: ${name(one)} ${one.scrollWidth} > ${one.clientWidth}`)
    return [...off, ...cut]
  }, '28px')
  expect(found).toEqual([])
})

test('where the system forces its colours, what is pressed has an edge, and what is chosen is marked', async () => {
  await emulate({ 'forced-colors': 'active' })
  expect(matchMedia('(forced-colors: active)').matches).toBe(true)
  const found = await everyForm(() => {
    const edgeless = drawn('.button, .field, .launcher, .scale:not(.stars) label span, .options label')
      .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) === 0)
      .map(name)
    const looks = (checked: string): string => {
      const one = root().querySelector(`fieldset:not(.stars) label:has(input${checked})`)
      if (!one) return checked
      return [one, one.lastElementChild!].map((each) => ((style) => style.outlineStyle + style.outlineWidth)(getComputedStyle(each))).join()
    }
    return [...edgeless, ...(looks(':checked') === looks(':not(:checked)') ? ['what is chosen looks like the rest'] : [])]
  })
  expect(found).toEqual([])
})

test('who wants less motion gets none', async () => {
  await emulate({ 'prefers-reduced-motion': 'reduce' })
  expect(
    await everyForm(() =>
      root()
        .getAnimations()
        .map((one) => (one as CSSAnimation).animationName)
        // moves nothing: it keeps the second press of a double click off a question that has just come
        .filter((name) => name !== 'still'),
    ),
  ).toEqual([])
})
