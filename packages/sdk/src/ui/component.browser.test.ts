import { page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Component, StepView, View } from '../guide/view.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { closePages, frames, openPage, setPage } from '../testing/fake-page.ts'
import {
  announcementView,
  celebrationView,
  checklistView,
  emptyStateView,
  hintView,
  hosts,
  resourceCenterView,
  stepView,
  surveyView,
  taskView,
} from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'

const TARGET = '<button id="target" style="position:absolute;left:300px;top:200px">Target</button><section id="slot"></section>'
const components = new Map<string, Component>()
const reports: string[] = []
const world = { components, report: (code: string, message: string): void => void reports.push(`${code}: ${message}`) }
let ui = createUi(window, ALL_KINDS, world)
const target = (): HTMLElement => document.querySelector<HTMLElement>('#target')!
/** Draws title and buttons as a page would, with no shadow root. */
const draw: Component = ({ title, buttons }, element) => {
  element.replaceChildren(title, ...buttons.map(({ label, act }) => Object.assign(document.createElement('button'), { textContent: label, onclick: act })))
}
const place = (): HTMLElement => document.querySelector<HTMLElement>('[data-component]')!

beforeEach(async () => {
  await page.viewport(1000, 700)
  ui = createUi(window, ALL_KINDS, world)
  setPage(TARGET)
})
afterEach(() => {
  ui.dispose()
  components.clear()
  reports.length = 0
  document.body.replaceChildren()
})

test('the page draws a step: it is at its target, above everything, focused, seen, closed by Escape, and focus goes back', async () => {
  const calls: string[] = []
  components.set('tour', draw)
  target().focus()
  ui.render('s', stepView(target(), {}, calls))
  await frames()
  expect(place().shadowRoot).toBeNull()
  expect(place().matches(':popover-open')).toBe(true)
  expect(document.activeElement).toBe(place())
  const gap = place().getBoundingClientRect().top - target().getBoundingClientRect().bottom
  expect(gap).toBeGreaterThan(4)
  expect(gap).toBeLessThan(24)
  await userEvent.click(place().querySelector('button')!)
  await userEvent.keyboard('{Escape}')
  await vi.waitFor(() => expect(calls.toSorted()).toEqual(['Next', 'dismiss', 'seen']), 2_000)
  ui.render('s', undefined)
  expect([hosts(), document.activeElement]).toEqual([[], target()])
})

test('it is drawn at every change, in the same place, and cleaned up once, by the last', () => {
  const calls: string[] = []
  const places = new Set<Element>()
  components.set('checklist', (view, element) => {
    places.add(element)
    calls.push(`draw ${(view as { tasks?: unknown[] }).tasks!.length}`)
    return () => void calls.push(`clean ${(view as { tasks?: unknown[] }).tasks!.length}`)
  })
  ui.render('c', checklistView([taskView('a')]))
  ui.render('c', checklistView([taskView('a'), taskView('b')]))
  ui.render('c', undefined)
  expect([calls, places.size, hosts()]).toEqual([['draw 1', 'draw 2', 'clean 2'], 1, []])
})

test('it is drawn again only where the view says something new, so that a press ends on the button it began on', () => {
  const shown: string[] = []
  const first: Component = (view, element, text) => (shown.push(view.title), draw(view, element, text))
  components.set('tour', first)
  ui.render('s', stepView(target()))
  const button = place().querySelector('button')
  ui.render('s', stepView(target()))
  expect([shown, place().querySelector('button') === button]).toEqual([['A title'], true])
  ui.render('s', stepView(target(), { title: 'New' }))
  ui.render('s', stepView(document.querySelector('#slot')!, { title: 'New' }))
  components.set('tour', (view, element, text) => first({ ...view, title: 'Other' }, element, text))
  ui.render('s', stepView(document.querySelector('#slot')!, { title: 'New' }))
  expect(shown).toEqual(['A title', 'New', 'New', 'Other'])
})

test.each<[string, () => View]>([
  ['tour', () => stepView(target())],
  ['hint', () => hintView(target())],
  ['checklist', () => checklistView([taskView('a')])],
  ['celebration', () => celebrationView()],
  ['empty-state', () => emptyStateView(document.querySelector('#slot')!)],
])('a %s can be drawn by the page, other kinds stay ours, and where the page throws it is ours again', async (kind, view) => {
  components.set(kind, draw)
  ui.render('s', view())
  ui.render('o', kind === 'tour' ? celebrationView() : stepView(target()))
  await frames()
  expect(place().dataset['foothold']).toBe(kind)
  expect(place().textContent).toBe('A titleNext')
  expect(place().parentElement!.id).toBe(kind === 'empty-state' ? 'slot' : '')
  expect(hosts().filter((host) => host.shadowRoot)).toHaveLength(1)
  components.set(kind, () => {
    throw new Error('oops')
  })
  ui.render('s', view())
  await frames()
  expect(document.querySelector('[data-component]')).toBeNull()
  expect(hosts().filter((host) => host.shadowRoot)).toHaveLength(2)
  expect(reports).toEqual([`host_error: The component for "${kind}" threw.`])
})

test('a cleanup that throws is told of, and the place goes', () => {
  components.set('tour', () => () => {
    throw new Error('oops')
  })
  ui.render('s', stepView(undefined))
  ui.render('s', undefined)
  expect([hosts(), reports]).toEqual([[], ['host_error: The component for "tour" threw.']])
})

test('a banner that the page draws stands where ours would, and goes with what it stands beside', () => {
  components.set('announcement', draw)
  const view = (where: 'before' | 'after'): View => announcementView('banner', { beside: { element: target(), where } })
  ui.render('s', view('before'))
  expect(target().previousElementSibling).toBe(place())
  expect([place().role, place().popover]).toEqual(['region', null])
  document.querySelector('#slot')!.append(target())
  ui.render('s', view('before'))
  expect([...document.querySelector('#slot')!.children]).toEqual([place(), target()])
})

test('what the page draws of a corner is in that corner, from right to left too', async () => {
  components.set('survey', draw)
  const rect = (): DOMRect => place().getBoundingClientRect()
  ui.render('s', surveyView(undefined, { corner: 'bottom-end' }))
  expect([innerWidth - rect().right, innerHeight - rect().bottom].map(Math.round)).toEqual([20, 20])
  document.documentElement.dir = 'rtl'
  expect(Math.round(rect().left)).toBe(20)
  document.documentElement.removeAttribute('dir')
})

test('a resource center that the page draws is read when it is open, and Escape closes what is open only', async () => {
  const calls: string[] = []
  components.set('resource-center', draw)
  const view = (open: boolean): View => resourceCenterView({ open, seen: () => calls.push(open ? 'read' : 'seen') }, calls)
  ui.render('s', view(false))
  await userEvent.keyboard('{Escape}')
  expect(calls).toEqual([])
  ui.render('s', view(true))
  await userEvent.keyboard('{Escape}')
  expect(calls).toEqual(['toggle'])
  await vi.waitFor(() => expect(calls).toContain('read'), 2_000)
})

test('what the page draws is left alone until something has changed: a slow finger ends on the button it began on', async () => {
  let calls = 0
  // as in the documentation
  components.set('tour', (view, element) => {
    const { title, body, number, of, buttons, dismiss } = view as StepView
    calls++
    const close = Object.assign(document.createElement('button'), { textContent: '×', onclick: dismiss })
    element.className = 'my-card'
    element.replaceChildren(
      close,
      `${title} (${number}/${of})`,
      body,
      ...buttons.map(({ label, act }) => Object.assign(document.createElement('button'), { textContent: label, onclick: act })),
    )
  })
  const steps = ['a', 'b'].map((key) => ({ key, title: `Step ${key}` }))
  const { platform } = await openPage([{ kind: 'tour', key: 'intro', steps }], { components })
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      await frames()
      await platform.advance(20)
    }
  }
  await rest()
  expect(calls).toBe(1)
  await userEvent.click(place().querySelectorAll('button')[1]!, { delay: 90, timeout: 5_000 })
  await rest()
  expect([calls, place().textContent]).toEqual([2, expect.stringContaining('Step b (2/2)')])
  closePages()
})

test('a button that was drawn before does what the guide says now, also where nothing that can be seen has changed', async () => {
  const guide = (to: string): object => ({
    kind: 'announcement',
    key: 'news',
    form: 'slide-out',
    title: 'News',
    actions: [{ label: 'Go', do: [{ navigate: to }] }],
  })
  components.set('announcement', draw)
  const { navigated, publish } = await openPage([guide('/old')], { components })
  await frames()
  const button = place().querySelector('button')!
  await publish([guide('/new')])
  await frames()
  expect(place().querySelector('button')).toBe(button)
  await userEvent.click(button)
  expect(navigated).toEqual(['/new'])
  closePages()
})

test('what the page gives back is ours again, and what it takes while ours is there is its own', () => {
  components.set('tour', draw)
  ui.render('s', stepView(target()))
  components.delete('tour')
  ui.render('s', stepView(target()))
  expect([document.querySelector('[data-component]'), hosts().length, hosts()[0]!.shadowRoot === null]).toEqual([null, 1, false])
  components.set('tour', draw)
  ui.render('s', stepView(target()))
  expect([hosts(), place().textContent]).toEqual([[place()], 'A titleNext'])
})

test('texts can be drawn as the SDK draws them, with no way to HTML', () => {
  components.set('tour', ({ title, body }, element, text) => element.replaceChildren(...text(title), ...text(body)))
  ui.render('s', stepView(target(), { title: '**Hi** Ada\\-Lou', body: 'One [link](/x) <b>\n\n- a\n- b' }))
  expect([...place().children].map((one) => [one.localName, one.textContent])).toEqual([
    ['strong', 'Hi'],
    ['p', 'One link <b>'],
    ['ul', 'ab'],
  ])
  expect(place().querySelector('a')!.getAttribute('href')).toBe('/x')
  expect(place().textContent).toMatch(/^Hi Ada-LouOne link/)
})

test('a kind that does not exist is told once', () => {
  components.set('announcment', draw)
  ui.render('s', stepView(target()))
  ui.render('s', stepView(target()))
  expect(reports).toEqual([expect.stringMatching(/^call_invalid: component\(\) knows no kind "announcment": tour, hint,/)])
})

test('a resource center of the page that is closed is no dialog, and gives the focus back', async () => {
  let open = false
  const toggle = (): void => {
    open = !open
    ui.render('s', view())
  }
  const view = (): View => ({ ...resourceCenterView({ open }), toggle })
  components.set('resource-center', (view, element) => {
    const { open, toggle } = view as ReturnType<typeof resourceCenterView>
    const launcher =
      (element.querySelector('.mine') as HTMLElement | null) ?? Object.assign(document.createElement('button'), { className: 'mine', onclick: toggle })
    const close = Object.assign(document.createElement('button'), { className: 'close', onclick: toggle })
    if (open) element.append(launcher, close)
    else element.replaceChildren(launcher)
  })
  ui.render('s', view())
  expect(place().role).toBe('region')
  const launcher = place().querySelector<HTMLElement>('.mine')!
  launcher.focus()
  launcher.click()
  expect(place().role).toBe('dialog')
  const close = place().querySelector<HTMLElement>('.close')!
  close.focus()
  close.click()
  await frames()
  // the page has taken out what had the focus: the next Tab is at the launcher all the same
  await userEvent.keyboard('{Tab}')
  expect([place().role, document.activeElement]).toEqual(['region', launcher])
})

test('a class of the page dresses what it draws; without one it has nothing of a popover', () => {
  const style = document.head.appendChild(document.createElement('style'))
  style.textContent = '.mine { background: rgb(1, 2, 3); padding: 20px; border: 2px solid red; color: rgb(4, 5, 6) } * { padding: 9px }'
  components.set('tour', draw)
  ui.render('s', stepView(target()))
  const look = (): string[] => ['backgroundColor', 'paddingTop', 'borderTopWidth', 'overflowX'].map((name) => getComputedStyle(place())[name as 'color'])
  expect(look()).toEqual(['rgba(0, 0, 0, 0)', '0px', '0px', 'visible'])
  place().className = 'mine'
  expect(look()).toEqual(['rgb(1, 2, 3)', '20px', '2px', 'visible'])
  expect(getComputedStyle(place()).color).toBe('rgb(4, 5, 6)')
  style.remove()
})
