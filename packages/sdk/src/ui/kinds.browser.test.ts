// How the kinds that come later are drawn: by role and keyboard, in Chromium.
import { afterEach, expect, test } from 'vitest'
import { closePages, frames, openPage, setPage } from '../testing/fake-page.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { hosts, inside, press } from '../testing/fake-view.ts'
import type { Ui } from '../guide/view.ts'
import type { Component } from '../guide/view.ts'
import { createKinds } from './kinds.ts'
import { createUi } from './mount.tsx'

let ui: Ui | undefined
/** Draws what the one guide says, again at every change. */
async function draw(guide: object, html = '<main>Page</main>', more: Parameters<typeof openPage>[1] = {}) {
  const page = await openPage([guide], { html, ...more })
  ui = createUi(window, ALL_KINDS)
  const shown = ui
  const again = async (): Promise<void> => {
    const [view] = page.views()
    shown.render('one', view)
    await frames()
  }
  await again()
  return { page, again }
}
const root = (): ShadowRoot => hosts()[0]!.shadowRoot!
const all = <T extends HTMLElement>(selector: string): T[] => [...root().querySelectorAll<T>(selector)]
const byName = (name: string): HTMLElement => {
  const found = all<HTMLElement>('button, a').find(({ textContent, ariaLabel }) => (ariaLabel ?? textContent).trim() === name)
  if (!found) throw new Error(`Nothing is called ${name}`)
  return found
}

afterEach(() => {
  ui?.dispose()
  ui = undefined
  closePages()
})

const ends = { low: 'Bad', high: 'Good' }
const survey = (questions: object[], more: object = {}): object => ({ kind: 'survey', key: 'ask', questions, ...more })

test('a scale is a group of radio buttons with a name, ends that are said, and digits that choose', async () => {
  const { page, again } = await draw(
    survey([
      { key: 'score', ask: 'nps', title: 'How likely?', ...ends },
      { key: 'more', ask: 'text' },
    ]),
  )
  const group = inside('[role=radiogroup]')
  expect(root().getElementById(group.getAttribute('aria-labelledby')!)?.textContent).toBe('How likely?')
  const radios = all<HTMLInputElement>('[type=radio]')
  expect(radios.map(({ value }) => value)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
  expect([radios[0]!.ariaLabel, radios[10]!.ariaLabel]).toEqual(['0: Bad', '10: Good'])
  radios[0]!.focus()
  press('1', radios[0])
  await again()
  press('0', all('[type=radio]')[1])
  await again()
  expect(all<HTMLInputElement>(':checked').map(({ value }) => value)).toEqual(['10'])
  // who works by keyboard goes on by Enter, and is at the next question
  inside<HTMLFormElement>('form').requestSubmit()
  await again()
  expect(page.view('survey').part).toBe('more')
  expect(inside('textarea')).toBeTruthy()
})

test('a tap on a scale goes on by itself; a choice from the keyboard waits', async () => {
  const { page, again } = await draw(
    survey([
      { key: 'score', ask: 'csat' },
      { key: 'more', ask: 'csat' },
    ]),
  )
  all<HTMLInputElement>('[type=radio]')[2]!.click()
  await again()
  expect(page.view('survey').part).toBe('score')
  inside('fieldset').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
  all<HTMLInputElement>('[type=radio]')[3]!.click()
  await again()
  expect(page.view('survey').part).toBe('more')
})

test('says what is missing where an answer has to be', async () => {
  const { again } = await draw(survey([{ key: 'score', ask: 'csat' }]))
  inside<HTMLFormElement>('form').requestSubmit()
  await again()
  expect(inside('[role=alert]').textContent).toBe('Please choose an answer.')
})

test("keys that a field takes are not the page's", async () => {
  await draw(survey([{ key: 'words', ask: 'text' }]))
  const heard: string[] = []
  const listener = ({ key }: KeyboardEvent): void => void heard.push(key)
  addEventListener('keydown', listener)
  press('j', inside('textarea'))
  removeEventListener('keydown', listener)
  expect(heard).toEqual([])
})

test('a banner that pushes is the first of the page, and takes its own room', async () => {
  await draw({ kind: 'announcement', key: 'a', form: 'banner', place: 'top', push: true, sticky: true, title: 'News' })
  expect(document.body.firstElementChild).toBe(hosts()[0])
  expect(getComputedStyle(hosts()[0]!).position).toBe('sticky')
  expect(document.querySelector('main')!.getBoundingClientRect().top).toBeCloseTo(hosts()[0]!.getBoundingClientRect().bottom)
  expect(all('[popover]')).toEqual([])
})

test.each([
  ['top', undefined, false],
  [undefined, undefined, false],
  ['bottom', undefined, true],
  ['top', false, true],
  ['bottom', true, false],
])('a banner at %s with push %s lies over the page: %s', async (place, push, over) => {
  const { page } = await draw({ kind: 'announcement', key: 'a', form: 'banner', title: 'News', ...(place && { place }), ...(push !== undefined && { push }) })
  expect(page.view('announcement').beside === undefined).toBe(over)
})

test('a banner over the page moves nothing', async () => {
  setPage('<main>Page</main>')
  const before = document.querySelector('main')!.getBoundingClientRect().top
  await draw({ kind: 'announcement', key: 'a', form: 'banner', place: 'bottom', title: 'News' })
  expect(inside('section').matches(':popover-open')).toBe(true)
  expect(Math.round(inside('section').getBoundingClientRect().bottom)).toBe(innerHeight)
  expect(document.querySelector('main')!.getBoundingClientRect().top).toBe(before)
})

test.each([
  ['before', ['foothold', 'b']],
  ['after', ['b', 'foothold']],
])('a banner %s an element stands there, and goes with it', async (place, order) => {
  const target = { find: [{ css: '#b' }] }
  const { again } = await draw(
    { kind: 'announcement', key: 'a', form: 'banner', place, target, title: 'News' },
    '<div id="one"><p id="b">B</p></div><div id="two"></div>',
  )
  const names = (of: string): string[] => [...document.querySelector(of)!.children].map((one) => one.id || 'foothold')
  expect(names('#one')).toEqual(order)
  document.querySelector('#two')!.append(document.querySelector('#b')!)
  await again()
  expect(names('#two')).toEqual(order)
})

test('a modal announcement keeps the focus, begins at its first button and gives the focus back', async () => {
  setPage('<button id="own">Own</button>')
  document.querySelector<HTMLElement>('#own')!.focus()
  const page = await openPage([{ kind: 'announcement', key: 'a', title: 'News', body: 'Text' }])
  ui = createUi(window, ALL_KINDS)
  ui.render('one', page.view('announcement'))
  await frames()
  expect(inside<HTMLDialogElement>('dialog').open).toBe(true)
  expect(root().activeElement?.textContent).toBe('Got it')
  ui.render('one', undefined)
  await frames()
  expect(document.activeElement?.id).toBe('own')
})

const center = {
  kind: 'resource-center',
  key: 'help',
  title: 'Help',
  launcher: { label: 'Help', place: 'bottom-start' },
  sections: [
    {
      key: 'all',
      title: 'All',
      entries: [
        { key: 'a', title: 'Away', link: 'https://docs.example.com' },
        { key: 'n', title: 'New thing', news: '2020-01-01' },
      ],
    },
  ],
}

test('the panel opens from its button, is searched at once, and Escape gives the focus back', async () => {
  const { page, again } = await draw(center)
  const launcher = byName('Help11 unread')
  expect(launcher.getAttribute('aria-expanded')).toBe('false')
  launcher.focus()
  launcher.click()
  await again()
  expect(inside('[role=dialog]').getAttribute('aria-labelledby')).toBe('title')
  expect(root().activeElement).toBe(inside('[type=search]'))
  const link = inside<HTMLAnchorElement>('a')
  expect([link.target, link.rel]).toEqual(['_blank', 'noopener'])
  press('Escape', inside('[type=search]'))
  await again()
  expect(page.view('resource-center').open).toBe(false)
  expect(root().activeElement).toBe(inside('.launcher'))
})

test('kinds are fetched once, and again where that failed; what draws as the page says, where it does', async () => {
  let fails = true
  const asked: string[] = []
  const components = new Map<string, Component>()
  const parts = {
    more: async () => {
      asked.push('more')
      if (fails) throw new Error('No such file.')
      return import('./more.ts')
    },
    component: () => (asked.push('component'), import('./component.ts')),
  }
  const kinds = createKinds(parts, components)
  expect(kinds.of('tour')).toBeDefined()
  expect(kinds.of('survey')).toBeUndefined()
  await expect(kinds.load('survey')).rejects.toThrow('No such file.')
  fails = false
  await Promise.all([kinds.load('survey'), kinds.load('checklist')])
  await kinds.load('survey')
  expect(kinds.of('survey')).toBeDefined()
  expect([asked, kinds.createComponents]).toEqual([['more', 'more'], undefined])
  components.set('tour', () => {})
  expect([kinds.of('tour'), kinds.of('survey')]).toEqual([undefined, expect.anything()])
  await kinds.load('tour')
  expect(kinds.of('tour')).toBeDefined()
  expect(kinds.createComponents).toBeDefined()
  expect(asked).toEqual(['more', 'more', 'component'])
})
