import type { Context } from '@foothold/targeting'
import { afterEach, expect, test } from 'vitest'
import { setPage } from '../testing/fake-page.ts'
import { compileClicks } from './click.ts'

afterEach(() => document.body.replaceChildren())

/** Clicks on an element. @returns the features that it uses. */
function click(clicks: Parameters<typeof compileClicks>[0], target: Element, path = '/'): string[] {
  const featuresOf = compileClicks(clicks)
  let features: string[] = []
  const listener = (event: Event): void => void (features = [...featuresOf(event, { place: { path, query: {} } } as unknown as Context)])
  document.addEventListener('click', listener, { capture: true, once: true })
  target.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }))
  return features
}
const query = (selector: string): Element => document.querySelector(selector)!

test('a click counts for the element and for everything inside it, and for nobody else', () => {
  setPage('<main><button data-feature="export"><svg><path/></svg></button><button id="other">Other</button></main>')
  const clicks = [{ feature: 'export', selector: '[data-feature=export]' }]
  expect(click(clicks, query('button'))).toEqual(['export'])
  expect(click(clicks, query('path'))).toEqual(['export'])
  expect(click(clicks, query('#other'))).toEqual([])
  expect(click(clicks, query('main'))).toEqual([])
})

test('a click is one use of a feature, however many of its selectors match, and of every feature that matches', () => {
  setPage('<div class="menu"><button id="a">A</button></div>')
  const clicks = [
    { feature: 'one', selector: '#a' },
    { feature: 'one', selector: '.menu' },
    { feature: 'two', selector: '.menu > button' },
  ]
  expect(click(clicks, query('#a'))).toEqual(['one', 'two'])
})

test('a page pattern decides by the path', () => {
  setPage('<button id="a">A</button>')
  const clicks = [{ feature: 'one', selector: '#a', onPage: { of: ['path'], path: '/reports/:id' } as const }]
  expect([click(clicks, query('#a'), '/reports/7'), click(clicks, query('#a'), '/reports')]).toEqual([['one'], []])
})

test('open shadow trees are looked into', () => {
  setPage('<x-menu class="menu"></x-menu>')
  const root = query('x-menu').attachShadow({ mode: 'open' })
  const button = root.appendChild(Object.assign(document.createElement('button'), { id: 'inside' }))
  expect(click([{ feature: 'one', selector: '#inside' }], button)).toEqual(['one'])
  expect(click([{ feature: 'one', selector: '.menu' }], button)).toEqual(['one'])
})

test('a selector that the browser cannot read matches nothing and hinders no other', () => {
  setPage('<button id="a">A</button>')
  const clicks = [
    { feature: 'bad', selector: ':no-such-thing(' },
    { feature: 'good', selector: '#a' },
  ]
  expect(click(clicks, query('#a'))).toEqual(['good'])
  expect(click(undefined, query('#a'))).toEqual([])
})
