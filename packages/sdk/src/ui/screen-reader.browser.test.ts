// What assistive technology is told of every kind in every form: by Chromium's own accessibility tree.
import { cdp, page } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { View } from '../guide/view.ts'
import { ALL_KINDS } from '../testing/all-kinds.ts'
import { EVERY_FORM } from '../testing/every-form.ts'
import { frames, setPage } from '../testing/fake-page.ts'
import { hosts, inside } from '../testing/fake-view.ts'
import { createUi } from './mount.tsx'

interface Node {
  ignored: boolean
  nodeId: string
  parentId?: string
  backendDOMNodeId: number
  childIds?: string[]
  role?: { value: string }
  name?: { value: string }
}
interface Told {
  role: string
  name: string
}
type Tree = { frame: { id: string; url: string }; childFrames?: Tree[] }

const ui = createUi(window, ALL_KINDS)
const devtools = cdp() as unknown as { send<T>(method: string, params?: object): Promise<T> }
const CONTROLS = ['button', 'link', 'radio', 'checkbox', 'textbox', 'searchbox', 'DisclosureTriangle', 'disclosuretriangle']
const HOLDERS = ['dialog', 'region', 'alertdialog', 'group', 'button']

beforeEach(() => page.viewport(1000, 700))
afterEach(() => {
  ui.dispose()
  document.body.replaceChildren()
})

/** What there is of ours, in the order in which it is read. */
async function read(): Promise<Told[]> {
  const { frameTree } = await devtools.send<{ frameTree: Tree }>('Page.getFrameTree')
  const all = (tree: Tree): Tree['frame'][] => [tree.frame, ...(tree.childFrames ?? []).flatMap(all)]
  const frameId = (all(frameTree).find(({ url }) => url === location.href) ?? frameTree.frame).id
  const { nodes } = await devtools.send<{ nodes: Node[] }>('Accessibility.getFullAXTree', { frameId })
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  // the buttons of a film are the browser's own
  const within = (node: Node): Node[] => [
    node,
    ...(node.role?.value === 'Video' ? [] : (node.childIds ?? []).flatMap((id) => (byId.has(id) ? within(byId.get(id)!) : []))),
  ]
  return within(nodes[0]!)
    .filter(({ ignored, role }) => !ignored && role && !/^(RootWebArea|none|generic|InlineTextBox|main)$/.test(role.value))
    .map(({ role, name }) => ({ role: role!.value, name: name?.value ?? '' }))
}

async function show(form: string): Promise<View> {
  setPage('<main><div id="target" style="margin:200px 0 0 40px;width:40px;height:40px"></div></main>')
  const view = EVERY_FORM[form]!()
  ui.render('s', view)
  await frames()
  return view
}

/** Forms that are one button, named like the guide. */
const BUTTONS = ['beacon', 'folded checklist', 'launcher in the page']
/** Forms whose whole is a place of the page and no dialog. */
const PLACES = ['empty state', 'checklist', 'banner over the page', 'banner in the page', 'leaderboard', 'board without standings']

test.each(BUTTONS)('of "%s" there is a button, and it has a name', async (form) => {
  await show(form)
  expect((await read()).filter(({ role }) => CONTROLS.includes(role))).toMatchObject([{ role: 'button', name: expect.stringMatching(/\w/) as string }])
})

test.each(Object.keys(EVERY_FORM).filter((form) => !BUTTONS.includes(form)))(
  'of "%s" whoever does not see is told what it is, what it is called, and what each control does',
  async (form) => {
    const view = await show(form)
    const told = await read()
    const controls = told.filter(({ role }) => CONTROLS.includes(role))
    expect(controls.filter(({ name }) => !name.trim())).toEqual([])
    const holder = told.find(({ role, name }) => HOLDERS.includes(role) && name === view.title)
    expect(holder?.role).toBe(PLACES.includes(form) ? 'region' : 'dialog')
    expect(told).toContainEqual({ role: 'heading', name: view.title })
    // in it the title is read before the first thing that can be done about it, but for closing
    const inner = told.slice(told.indexOf(holder!) + 1)
    const title = inner.findIndex(({ role, name }) => role === 'heading' && name === view.title)
    const first = inner.findIndex(({ role, name }) => CONTROLS.includes(role) && name !== 'Close')
    expect(first === -1 || title < first).toBe(true)
  },
)

test.each(Object.keys(EVERY_FORM))('of "%s" everything is read in the order in which it is seen', async (form) => {
  await show(form)
  const root = hosts()[0]!.shadowRoot!
  // rows of buttons have the one that leads on at their end, and first in the order; the button that closes is at an edge of its own
  const seen = [...root.querySelectorAll<HTMLElement>('h2, h3, p, li, label, .field, .entry, .count, .foot, .buttons')]
    .filter(
      (one) =>
        one.checkVisibility() &&
        (one.textContent || one.matches('.field')) &&
        !one.closest('.say, .hear, .head .buttons') &&
        one.getBoundingClientRect().height > 1,
    )
    .filter((one) => !one.matches('.count') || !one.closest('.foot, .pill'))
  const tops = seen.map((one) => [one, one.getBoundingClientRect()] as const)
  const wrong = tops.flatMap(([one, box], i) =>
    tops
      .slice(i + 1)
      .filter(([next, after]) => !one.contains(next) && after.bottom <= box.top + 1)
      .map(([next]) => `${next.localName} "${next.textContent.slice(0, 20)}" above ${one.localName} "${one.textContent.slice(0, 20)}"`),
  )
  expect(wrong).toEqual([])
})

test.each(['hint', 'slide-out', 'banner over the page', 'banner in the page', 'scale', 'words of a survey', 'thanks'])(
  'of "%s", which takes no focus, a live region tells: title and text, once it is there',
  async (form) => {
    const view = await show(form)
    expect(hosts()[0]!.shadowRoot!.activeElement).toBeNull()
    await vi.waitFor(() => expect(inside('.say').textContent).toContain(view.title))
    expect((await read()).filter(({ role }) => role === 'status').length).toBeGreaterThan(0)
    expect(inside('.say').getAttribute('role')).toBe('status')
  },
)

test.each(['tour', 'tour without a target', 'celebration', 'modal', 'choice', 'resource center'])(
  'of "%s" the focus tells: it is inside, and nothing is said twice',
  async (form) => {
    const view = await show(form)
    expect(hosts()[0]!.shadowRoot!.activeElement).not.toBeNull()
    await frames()
    expect([...hosts()[0]!.shadowRoot!.querySelectorAll('[role=status]')].map(({ textContent }) => textContent).join('')).not.toContain(view.title)
  },
)

test('every form is in one of the lists above, or waits in its place without a word', () => {
  const silent = ['beacon', 'empty state', 'checklist', 'folded checklist', 'launcher in the page', 'leaderboard', 'board without standings']
  expect(Object.keys(EVERY_FORM).filter((form) => silent.includes(form))).toEqual(silent)
})
