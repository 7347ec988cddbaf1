import { userEvent } from 'vitest/browser'
import { afterEach, expect, test } from 'vitest'
import { setPage } from '../testing/fake-page.ts'
import { createBusy, type Busy } from './busy.ts'

const open: Busy[] = []
function watch(): Busy & { changes: () => number; wait: () => void } {
  let changes = 0
  const waiting = new Set<() => void>()
  const busy = createBusy(
    window,
    () => 0,
    (_, run) => (waiting.add(run), () => void waiting.delete(run)),
    () => void changes++,
  )
  open.push(busy)
  return { ...busy, changes: () => changes, wait: () => waiting.forEach((run) => (waiting.delete(run), run())) }
}
const query = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector)!

afterEach(() => {
  for (const busy of open.splice(0)) busy.dispose()
  document.body.replaceChildren()
})

test.each([
  ['', 'dialog'],
  ['opacity:0', 'dialog'],
  ['visibility:hidden', undefined],
  ['display:none', undefined],
])('a modal of the page with the style "%s" makes it %s', (style, reason) => {
  setPage(`<div role="dialog" aria-modal="true" style="${style}">Menu</div>`)
  expect(watch().reason()).toBe(reason)
})

test.each([
  ['a panel at the side', '<div role="dialog">Chat</div>', undefined],
  ['an alert', '<div role="alertdialog">Sure?</div>', 'dialog'],
  ['a menu that is open', '<button aria-haspopup="true" aria-expanded="true">File</button>', 'menu'],
  ['a menu that is closed', '<button aria-haspopup="true" aria-expanded="false">File</button>', undefined],
  ['a section that is folded out', '<button aria-expanded="true">More</button>', undefined],
  ['a group in a bar at the side', '<div role="menuitem" aria-haspopup="true" aria-expanded="true">Reports</div>', undefined],
  ['something of ours', '<div data-foothold="tour"><div role="dialog" aria-modal="true">Ours</div></div>', undefined],
])('%s', (_, html, cover) => {
  setPage(html)
  expect(watch().cover()).toBe(cover)
})

test('a panel counts while somebody is in it', () => {
  setPage('<div role="dialog"><button>Send</button></div><button id="out">Out</button>')
  const busy = watch()
  query('[role=dialog] button').focus()
  expect([busy.cover(), busy.cover(query('[role=dialog] button'))]).toEqual(['dialog', undefined])
  query('#out').focus()
  expect(busy.cover()).toBeUndefined()
  expect(busy.changes()).toBeGreaterThan(0)
})

test('focus in something of ours is no panel of the page', () => {
  setPage('<div data-foothold="tour"></div>')
  const card = query('[data-foothold]').attachShadow({ mode: 'open' }).appendChild(document.createElement('div'))
  card.setAttribute('role', 'dialog')
  card.tabIndex = -1
  card.focus()
  expect(watch().cover()).toBeUndefined()
})

test.each(['open', 'closed'] as const)('typing in an %s shadow tree is typing', async (mode) => {
  setPage('<x-field></x-field>')
  const busy = watch()
  const input = query('x-field').attachShadow({ mode }).appendChild(document.createElement('input'))
  input.focus()
  expect(busy.reason()).toBeUndefined()
  await userEvent.keyboard('a')
  expect(busy.reason()).toBe('typing')
})

test('a field that the browser finds wrong after it was used is a bad moment while somebody is in its form', async () => {
  setPage('<form><input type="email"><button type="button">Save</button></form><button id="out">Out</button>')
  const busy = watch()
  await userEvent.type(query('input'), 'nonsense')
  query('button').focus()
  const other = watch()
  expect(other.reason()).toBe('form-error')
  query('#out').focus()
  expect(other.reason()).toBeUndefined()
  expect(busy.reason()).toBe('typing')
})

test('a part of the page on the whole screen is let alone, but for what is in it', async () => {
  setPage('<div id="video"><button id="in">Play</button></div><button id="out">Out</button>')
  const busy = watch()
  // only what a person does may ask for the whole screen
  query('#in').addEventListener('click', () => void query('#video').requestFullscreen())
  await userEvent.click(query('#in'))
  await expect.poll(() => document.fullscreenElement).not.toBeNull()
  expect([busy.cover(), busy.cover(query('#in')), busy.cover(query('#out'))]).toEqual(['fullscreen', undefined, 'fullscreen'])
  await document.exitFullscreen()
  expect(busy.cover()).toBeUndefined()
})

test('focus that goes into something of ours is told of later, not in the turn that draws it; other focus at once', () => {
  setPage('<div data-foothold="tour" tabindex="-1"></div><input><a href="#x">x</a>')
  const { changes, wait } = watch()
  query('[data-foothold]').focus()
  expect(changes()).toBe(0)
  wait()
  expect(changes()).toBe(1)
  // out of ours, into the page
  query('input').focus()
  expect(changes()).toBe(3)
  query('[data-foothold]').focus()
  query('a').focus()
  expect(changes()).toBe(5)
  wait()
  expect(changes()).toBe(5)
})
