import { cdp, page, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frames, setPage } from '../testing/fake-page.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { celebrationView, checklistView, emptyStateView, hintView, hosts, inside, press, stepView, taskView } from '../testing/fake-view.ts'
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

interface AxNode {
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
  parentId?: string
  nodeId: string
}

test('a screen reader finds dialog, title, close, text, place and buttons in this order', async () => {
  ui.render('s', stepView(element('target')))
  await frames()
  const devtools = cdp() as unknown as { send(method: string, params?: object): Promise<{ nodes: AxNode[] } & { frameTree: never }> }
  const { nodes } = await devtools.send('Accessibility.getFullAXTree', { frameId: await frameOf(devtools) })
  const from = nodes.findIndex(({ role }) => role?.value === 'dialog')
  const told = nodes
    .slice(from)
    .filter(({ ignored, role }) => !ignored && ['dialog', 'heading', 'button', 'StaticText', 'status'].includes(role!.value))
    .map(({ role, name }) => `${role!.value} ${name?.value ?? ''}`.trim())
  expect(told[0]).toBe('dialog A title')
  const order = ['heading A title', 'button Close', 'StaticText 1 of 2', 'button Next'].map((one) => told.indexOf(one))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(order).not.toContain(-1)
})

/** Id of the frame in which the tests run. */
async function frameOf(devtools: { send(method: string, params?: object): Promise<unknown> }): Promise<string> {
  type Tree = { frame: { id: string; url: string }; childFrames?: Tree[] }
  const { frameTree } = (await devtools.send('Page.getFrameTree')) as { frameTree: Tree }
  const all = (tree: Tree): Tree['frame'][] => [tree.frame, ...(tree.childFrames ?? []).flatMap(all)]
  return (all(frameTree).find(({ url }) => url === location.href) ?? frameTree.frame).id
}
