import { afterEach, expect, test } from 'vitest'
import { setPage } from '../testing/fake-page.ts'
import { createBusy } from './busy.ts'

afterEach(() => document.body.replaceChildren())

test.each([
  ['', 'dialog'],
  ['opacity:0', 'dialog'],
  ['visibility:hidden', undefined],
  ['display:none', undefined],
])('a modal of the page with the style "%s" makes it %s', (style, reason) => {
  setPage(`<div role="dialog" aria-modal="true" style="${style}">Menu</div>`)
  const busy = createBusy(
    window,
    () => 0,
    () => () => {},
    () => {},
  )
  expect(busy.reason()).toBe(reason)
  busy.dispose()
})
