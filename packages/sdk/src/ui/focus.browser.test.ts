import { cdp, page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frames, setPage } from '../testing/fake-page.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import {
  announcementView,
  boardView,
  celebrationView,
  checklistView,
  emptyStateView,
  hintView,
  hosts,
  inside,
  leaderboardView,
  press,
  questionView,
  resourceCenterView,
  stepView,
  surveyView,
  taskView,
} from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'

const PAGE = '<button id="before">b</button><button id="target" style="margin:200px 0 0 300px">Target</button><button id="after">a</button>'
let ui = createUi(window, ALL_KINDS)
const element = (id: string): HTMLElement => document.querySelector<HTMLElement>(`#${id}`)!
/** Id or text of what has the focus, through our shadow root. */
const focused = (): string => {
  const inner = hosts()[0]?.shadowRoot?.activeElement ?? document.activeElement!
  return inner.id || inner.getAttribute('aria-label') || inner.getAttribute('role') || inner.textContent || inner.localName
}

beforeEach(async () => {
  await page.viewport(1000, 700)
  ui = createUi(window, ALL_KINDS)
  setPage(PAGE)
})
afterEach(() => {
  ui.dispose()
  document.body.replaceChildren()
})

test('Tab goes from the card to its target and on into the page; Shift+Tab goes back the same way', async () => {
  ui.render('s', stepView(element('target')))
  await frames()
  const seen = [focused()]
  for (let i = 0; i < 4; i++) {
    await userEvent.tab()
    seen.push(focused())
  }
  expect(seen).toEqual(['dialog', 'Close', 'Next', 'target', 'after'])
  for (let i = 0; i < 4; i++) {
    await userEvent.tab({ shift: true })
    seen.push(focused())
  }
  expect(seen.slice(5)).toEqual(['target', 'Next', 'Close', 'before'])
})

test('a step that blocks keeps Tab inside, and the target out of reach', async () => {
  ui.render('s', stepView(element('target'), { block: true }))
  await frames()
  const seen: string[] = []
  for (let i = 0; i < 3; i++) {
    await userEvent.tab()
    seen.push(focused())
  }
  await userEvent.tab({ shift: true })
  expect([...seen, focused()]).toEqual(['Close', 'Next', 'Close', 'Next'])
  element('target').focus()
  expect(focused()).toBe('dialog')
})

test('from step to step the focus does not visit the page', async () => {
  const visits: string[] = []
  element('before').focus()
  ui.render('s', stepView(element('target')))
  element('before').addEventListener('focus', () => visits.push('before'))
  await frames()
  inside('.primary').focus()
  ui.render('s', stepView(element('after'), { part: 'b', title: 'Second' }))
  expect([focused(), visits]).toEqual(['dialog', []])
  ui.render('s', undefined)
  expect(focused()).toBe('before')
})

test.each([
  ['the page had no focus', ''],
  ['what had it is gone', 'before'],
])('focus goes to the target where %s', async (_, id) => {
  if (id) element(id).focus()
  ui.render('s', stepView(element('target')))
  await frames()
  if (id) element(id).remove()
  ui.render('s', undefined)
  expect(focused()).toBe('target')
})

test('a target that takes no focus leaves it to what is nearest', async () => {
  setPage('<button id="before">b</button><section><p id="target">text</p><a id="near" href="#x">x</a></section>')
  ui.render('s', stepView(element('target')))
  await frames()
  ui.render('s', undefined)
  expect(focused()).toBe('near')
})

test('after Escape, and after each way to close, focus is not on nothing', async () => {
  const close = (): void => ui.render('s', undefined)
  for (const draw of [
    () => ui.render('s', stepView(element('target'), { dismiss: close })),
    () => ui.render('s', hintView(element('target'), { dismiss: close })),
    () => ui.render('s', { ...celebrationView(), dismiss: close }),
    () => ui.render('s', { ...checklistView([taskView('a')]), dismiss: close }),
    () => ui.render('s', announcementView('modal', { dismiss: close })),
    () => ui.render('s', announcementView('slide-out', { dismiss: close })),
    () => ui.render('s', announcementView('banner', { dismiss: close })),
    () => ui.render('s', announcementView('banner', { beside: { element: element('target'), where: 'before' }, dismiss: close })),
    () => ui.render('s', surveyView(questionView(), { dismiss: close })),
    () => ui.render('s', surveyView(questionView(), { form: 'modal', dismiss: close })),
    () => ui.render('s', resourceCenterView({ launcher: undefined, toggle: close })),
  ]) {
    element('before').focus()
    draw()
    await frames()
    inside('[aria-label=Close]').focus()
    inside('[aria-label=Close]').click()
    expect(hosts()).toEqual([])
    expect(focused()).toBe('before')
  }
  element('before').focus()
  ui.render('s', stepView(element('target'), { dismiss: close }))
  await frames()
  press('Escape')
  expect(focused()).toBe('before')
  ui.render('s', { ...emptyStateView(element('target').parentElement!), dismiss: close })
  inside('.link').focus()
  inside('.link').click()
  expect(focused()).toBe('before')
})

test('who opens a beacon by keyboard is in its card, and at its target when it closes', async () => {
  const open = (): void => ui.render('s', hintView(element('target'), { dismiss: () => ui.render('s', undefined) }))
  ui.render('s', hintView(element('target'), { closed: true, open }))
  await frames()
  inside('.dot').focus()
  await userEvent.keyboard('{Enter}')
  expect(focused()).toBe('dialog')
  await userEvent.keyboard('{Escape}')
  expect(focused()).toBe('target')
})

test('a card that gets no focus is told of by a live region, and so is the next step', async () => {
  setPage('<input id="field"><button id="target">t</button>')
  element('field').focus()
  ui.render('s', stepView(element('target')))
  const said = (): string | null => inside('[role=status]').textContent
  expect(said()).toBe('')
  await vi.waitFor(() => expect(said()).toBe('A title Some body'))
  ui.render('s', stepView(element('target'), { part: 'b', title: 'Second' }))
  expect(said()).toBe('')
  await vi.waitFor(() => expect(said()).toBe('Second Some body'))
  expect(focused()).toBe('field')
})

test.each(['slide-out', 'modal'] as const)('in a survey, a %s, the keyboard goes from answer to answer to the end', async (form) => {
  const words = questionView({ ask: 'text', choices: undefined, words: '', submit: () => ui.render('s', surveyView(undefined, { form, part: 'thanks' })) })
  const first = questionView({ submit: () => ui.render('s', surveyView(words, { form, part: 'b', title: 'Why?' })) })
  ui.render('s', surveyView(first, { form }))
  await frames()
  if (form === 'slide-out') inside<HTMLInputElement>(':checked').focus()
  const at = (): string => (hosts()[0]!.shadowRoot!.activeElement as HTMLInputElement).value
  expect(at()).toBe('7')
  await userEvent.keyboard('{Enter}')
  expect(hosts()[0]!.shadowRoot!.activeElement?.localName).toBe('textarea')
  await vi.waitFor(() => expect(inside('.say').textContent).toBe('Why? Some body'))
  inside<HTMLFormElement>('form').requestSubmit()
  expect(focused()).toBe('Next')
})

test('a banner that nobody waits for is told of, and takes no focus', async () => {
  element('before').focus()
  ui.render('s', announcementView('banner'))
  await vi.waitFor(() => expect(inside('.say').textContent).toBe('A title Some body'))
  expect(focused()).toBe('before')
})

test('who leaves the standings by keyboard is at the way back in', async () => {
  const view = (more: Parameters<typeof boardView>[0]) => leaderboardView(element('target').parentElement!, { board: boardView(more) })
  const join = (): void => ui.render('s', view({ state: 'loading', rows: [] }))
  ui.render('s', view({ leave: () => ui.render('s', view({ state: 'out', rows: [], join })) }))
  inside('.text-button').focus()
  await userEvent.keyboard('{Enter}')
  expect(focused()).toBe('Take part again')
  await userEvent.keyboard('{Enter}')
  expect(hosts()[0]!.shadowRoot!.activeElement).toBe(inside('.board'))
})

test('a panel that a page opens while somebody types leaves the keyboard there, and takes nothing back when it closes', async () => {
  setPage('<input id="field"><button id="target">t</button>')
  element('field').focus()
  ui.render('s', resourceCenterView())
  await frames()
  expect(focused()).toBe('field')
  element('target').focus()
  ui.render('s', resourceCenterView({ open: false }))
  expect(focused()).toBe('target')
})

test('what is typed into the search of a panel is no shortcut of the page', async () => {
  ui.render('s', resourceCenterView())
  await frames()
  const heard: string[] = []
  const listener = ({ key }: KeyboardEvent): void => void heard.push(key)
  addEventListener('keydown', listener)
  press('j', inside('[type=search]'))
  press('Escape', inside('[type=search]'))
  removeEventListener('keydown', listener)
  expect(heard).toEqual(['Escape'])
})

test.each([
  ['announcement', () => announcementView('slide-out'), ['heading A title', 'StaticText Some', 'button Next', 'button Close']],
  ['survey', () => surveyView(questionView()), ['heading A title', 'radiogroup A title', 'button Next', 'button Close']],
  ['resource center', () => resourceCenterView(), ['heading A title', 'button Close', 'searchbox Search', 'heading Learn', 'heading Crew']],
] as const)('a screen reader finds the parts of a %s in the order in which they are seen', async (_, view, parts) => {
  ui.render('s', view())
  await frames()
  const told = await toldInside()
  const order = parts.map((one) => told.findIndex((other) => other.startsWith(one)))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(order).not.toContain(-1)
})

interface AxNode {
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
  childIds?: string[]
  nodeId: string
}

test('a screen reader finds dialog, title, close, text, place and buttons in this order', async () => {
  ui.render('s', stepView(element('target')))
  await frames()
  const told = await toldInside()
  expect(told[0]).toBe('dialog A title')
  const order = ['heading A title', 'button Close', 'StaticText 1 of 2', 'button Next'].map((one) => told.indexOf(one))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(order).not.toContain(-1)
})

const TOLD = ['dialog', 'heading', 'button', 'StaticText', 'status', 'radiogroup', 'searchbox']
/** What the accessibility tree has of a dialog, in its order. */
async function toldInside(): Promise<string[]> {
  const devtools = cdp() as unknown as { send(method: string, params?: object): Promise<{ nodes: AxNode[] } & { frameTree: never }> }
  const { nodes } = await devtools.send('Accessibility.getFullAXTree', { frameId: await frameOf(devtools) })
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const within = (node: AxNode): AxNode[] => [node, ...(node.childIds ?? []).flatMap((id) => within(byId.get(id)!))]
  return within(nodes.find(({ role }) => role?.value === 'dialog')!)
    .filter(({ ignored, role }) => !ignored && TOLD.includes(role!.value))
    .map(({ role, name }) => `${role!.value} ${name?.value ?? ''}`.trim())
}

/** Id of the frame in which the tests run. */
async function frameOf(devtools: { send(method: string, params?: object): Promise<unknown> }): Promise<string> {
  type Tree = { frame: { id: string; url: string }; childFrames?: Tree[] }
  const { frameTree } = (await devtools.send('Page.getFrameTree')) as { frameTree: Tree }
  const all = (tree: Tree): Tree['frame'][] => [tree.frame, ...(tree.childFrames ?? []).flatMap(all)]
  return (all(frameTree).find(({ url }) => url === location.href) ?? frameTree.frame).id
}
