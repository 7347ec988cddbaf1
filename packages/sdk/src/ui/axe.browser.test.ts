import axe from 'axe-core'
import { page } from 'vitest/browser'
import { afterEach, expect, test } from 'vitest'
import type { View } from '../guide/view.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { frames, setPage } from '../testing/fake-page.ts'
import { EVERY_FORM } from '../testing/every-form.ts'
import { hosts } from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'

const ui = createUi(window, ALL_KINDS)
const html = document.documentElement
afterEach(() => {
  ui.dispose()
  document.body.replaceChildren()
  for (const element of [html, document.body]) element.removeAttribute('style')
  html.removeAttribute('dir')
})

const THEMES: [string, View['theme']][] = [
  ['the default look', undefined],
  ['a small look', { tokens: { size: '13px', space: '3px', radius: '8px' } }],
  ['a look that is always dark', { scheme: 'dark', tokens: {} }],
  ['a look that is always light', { scheme: 'light', tokens: {} }],
  [
    'a brand',
    { tokens: { surface: '#4f46e5', text: '#ffffff', muted: '#ffffff', line: '#847dee', soft: '#443cc5', accent: '#ffffff', 'on-accent': '#4f46e5' } },
  ],
  [
    'black and white',
    {
      tokens: {
        surface: 'light-dark(#ffffff, #000000)',
        text: 'light-dark(#000000, #ffffff)',
        muted: 'light-dark(#1f1f1f, #ececec)',
        accent: 'light-dark(#0000b8, #ffe34d)',
        'on-accent': 'light-dark(#ffffff, #000000)',
        soft: 'light-dark(#e6e6e6, #333333)',
      },
    },
  ],
]

test.each(THEMES.flatMap(([look, theme]) => ['light', 'dark', 'rtl', 'narrow'].map((form) => [look, form, theme] as const)))(
  'in %s, %s, axe finds nothing on any kind',
  async (_, form, theme) => {
    await page.viewport(form === 'narrow' ? 390 : 1000, 700)
    if (form === 'rtl') html.dir = 'rtl'
    document.body.style.background = form === 'dark' ? '#111' : '#fff'
    for (const [kind, view] of Object.entries(EVERY_FORM)) {
      setPage('<main><h1>A page</h1><button id="target" style="margin:200px">Target</button></main>')
      ui.render('s', { ...view(), theme })
      await frames()
      // what moves in has not all of its colour yet
      for (const animation of hosts()[0]!.shadowRoot!.getAnimations()) animation.finish()
      const { violations } = await axe.run(hosts()[0])
      expect(
        violations.flatMap(({ id, nodes }) => nodes.map(({ html: at, failureSummary }) => `${kind}: ${id} ${at.slice(0, 100)} ${failureSummary}`)),
      ).toEqual([])
      ui.render('s', undefined)
    }
  },
)
