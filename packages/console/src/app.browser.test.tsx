import type { GuideDetail, GuideSummary, Overview, PersonDetail, PersonSummary } from '@foothold/protocol'
import { render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { App } from './app.tsx'
import { createRouter, type Router } from './router.ts'
import { createSession } from './session.ts'

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
const rate = { k: 62, n: 100, value: 0.62, low: 0.522, high: 0.709 }
const overview: Overview = {
  project: 'Acme',
  version: '0123456789abcdef',
  people: 100,
  identified: 90,
  eventsToday: 40,
  activeToday: 12,
  guidesShownToday: 7,
  series: Array.from({ length: 30 }, (_, index) => ({ day: day(29 - index), events: index * 10, active: index, shown: index })),
  milestones: [{ key: 'activated', name: 'Activated', reached: rate }],
  goals: [{ key: 'goal', name: 'Most activate', target: 0.7, actual: rate, status: 'too-early', definition: 'Who reached activated.' }],
}
const guide: GuideSummary = {
  key: 'welcome',
  kind: 'tour',
  title: 'Welcome aboard',
  priority: 50,
  owner: null,
  status: 'live',
  shown: 100,
  completed: 62,
  dismissed: 10,
  snoozed: 0,
  people: { shown: 100, completed: 62, dismissed: 10 },
  completion: rate,
  lastSeenAt: null,
}
/** Two ways through it, that meet at the end. */
const survey: GuideDetail = {
  ...guide,
  key: 'nps',
  kind: 'survey',
  title: 'How likely',
  completed: 0,
  people: { shown: 14, completed: 0, dismissed: 0 },
  completion: { value: 0, low: 0, high: 0.2, k: 0, n: 14 },
  guide: {
    kind: 'survey',
    questions: [{ key: 'score', next: [{ if: { answer: 'score', atLeast: 9 }, to: 'liked' }, { else: 'missing' }] }, { key: 'missing' }, { key: 'liked' }],
  } as unknown as GuideDetail['guide'],
  steps: ['score', 'missing', 'liked'].map((key, index) => ({
    key,
    title: key,
    people: [14, 3, 11][index]!,
    ofFirst: { ...rate, k: [14, 3, 11][index]!, n: 14 },
    ofPrevious: { ...rate, k: index === 1 ? 3 : 0, n: [14, 14, 3][index]! },
  })),
  series: [],
  missing: [],
  answered: 12,
  questions: [],
  entries: [],
  definition: 'People.',
}
/** Ada came; Grace was invited and did not. */
const people: PersonSummary[] = ['ada', 'grace'].map((id, events) => ({
  id,
  identified: true,
  name: id === 'ada' ? 'Ada' : 'Grace',
  email: null,
  role: null,
  account: null,
  firstSeenAt: `${day(40)}T09:00:00.000Z`,
  lastSeenAt: `${day(3)}T09:00:00.000Z`,
  events: 1 - events,
}))
const invited: PersonDetail = {
  ...people[1]!,
  anonymousIds: [],
  traits: {},
  accountTraits: {},
  segments: [],
  milestones: [],
  features: [],
  guides: [],
  standing: { invited: true, behaviour: null, maturity: 'none', depth: null, lastUseAt: null, segments: [], stages: [], expected: [] },
}
const ANSWERS: Record<string, unknown> = {
  people: { items: people, next: null, total: 2 },
  'people/grace': invited,
  project: { name: 'Acme', writeKey: 'fh_pub_x' },
  overview,
  guides: [guide, survey],
  'guides/nps': survey,
  versions: [],
  keys: [
    {
      id: 'k1',
      kind: 'write',
      name: 'Website',
      key: 'fh_pub_x',
      scopes: [],
      origins: ['https://app.example'],
      status: 'active',
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: null,
      lastUsedAt: null,
    },
  ],
}
let broken = false
const fetch: typeof globalThis.fetch = async (input, init) => {
  const path = new URL(input instanceof Request ? input.url : input, location.origin).pathname.replace('/admin/v1/', '')
  const problem = (status: number, code: string, title: string): Response =>
    Response.json({ type: 'x', title, status, code, detail: `${title}.`, retryable: false }, { status })
  if (new Headers(init?.headers).get('authorization') !== 'Bearer fh_adm_right') return problem(401, 'key_unknown', 'Unknown key')
  if (broken) return problem(503, 'draining', 'Shutting down')
  return path in ANSWERS ? Response.json(ANSWERS[path]) : problem(404, 'not_found', 'Not found')
}

const root = document.createElement('div')
const home = location.pathname + location.search
let router: Router
beforeEach(() => {
  document.body.append(root)
  sessionStorage.clear()
  broken = false
  router ??= createRouter(window)
  router.go('/console')
  render(<App session={createSession(window)} router={router} fetch={fetch} />, root)
})
afterEach(() => {
  render(null, root)
  root.remove()
  history.replaceState(null, '', home)
})
const signIn = async (): Promise<void> => {
  await page.getByLabelText('Admin key').fill('fh_adm_right')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
}

it('tells a wrong key and takes the right one', async () => {
  await page.getByLabelText('Admin key').fill('fh_adm_wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect.element(page.getByRole('alert').getByText(/does not know this key/)).toBeVisible()
  await signIn()
  await expect.element(page.getByRole('img', { name: /^Most activate\. 62%.*Target 70%/ })).toBeVisible()
  await expect.element(page.getByText('Too early to say')).toBeVisible()
  await vi.waitFor(() => expect(root.querySelector('.u-over')).not.toBeNull())
})

it('moves by links, puts the focus on the heading, sets the title, and comes back', async () => {
  await signIn()
  await page.getByRole('link', { name: 'Guides', exact: true }).click()
  const heading = page.getByRole('heading', { name: 'Guides', level: 1 })
  await expect.element(heading).toHaveFocus()
  expect(document.title).toBe('Guides · Foothold')
  expect(location.pathname).toBe('/console/guides')
  await expect.element(page.getByRole('cell', { name: /Welcome aboard/ })).toBeVisible()
  history.back()
  await expect.element(page.getByRole('heading', { name: 'Overview' })).toHaveFocus()
})

it('shows what failed with its detail, and loads on Retry', async () => {
  await signIn()
  broken = true
  await page.getByRole('link', { name: 'Guides', exact: true }).click()
  await expect.element(page.getByRole('alert').getByText(/Shutting down\./)).toBeVisible()
  broken = false
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect.element(page.getByRole('link', { name: 'Welcome aboard' })).toBeVisible()
})

it('forgets the key on sign-out', async () => {
  await signIn()
  // A narrow window keeps it in the menu.
  const menu = page.getByRole('button', { name: 'Open the menu' })
  if (menu.query()?.checkVisibility()) await menu.click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.element(page.getByLabelText('Admin key')).toHaveFocus()
  expect(sessionStorage.length).toBe(0)
})

it('counts nobody as lost where there are several ways, and tells no completion of what has none', async () => {
  await signIn()
  await page.getByRole('link', { name: 'Guides', exact: true }).click()
  await expect.element(page.getByRole('cell', { name: /How likely/ })).toBeVisible()
  await page.getByRole('link', { name: 'How likely' }).click()
  await expect.element(page.getByRole('heading', { name: 'Questions' })).toBeVisible()
  expect(root.querySelectorAll('table.funnel tbody tr')).toHaveLength(3)
  expect(root.textContent).toContain('Answered to the end')
  expect(root.textContent).not.toMatch(/Of previous|Biggest drop|people lost|Completion rate/)
})

it('says of who was only invited that they were, and never that they were seen', async () => {
  await signIn()
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await expect.element(page.getByRole('link', { name: 'Grace' })).toBeVisible()
  expect(root.textContent).toContain('Everybody who has been here or was invited')
  const [ada, grace] = [...root.querySelectorAll('tbody tr')].map(({ textContent }) => textContent)
  expect(ada).toContain('3 days ago')
  expect(grace).toContain('Invited')
  expect(grace).not.toMatch(/ago|last month/)
  await page.getByRole('link', { name: 'Grace' }).click()
  await expect.element(page.getByText('Invited, not here yet')).toBeVisible()
  expect(root.textContent).not.toMatch(/First seen|Last seen/)
})

it('keeps the origins that were typed where the collector refuses them, and says why in the dialog', async () => {
  await signIn()
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Origins…' }).click()
  const field = page.getByLabelText(/one origin a line/)
  await expect.element(field).toHaveValue('https://app.example')
  await field.fill('https://app.example/with/path')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.element(page.getByRole('dialog').getByRole('alert')).toHaveTextContent('Nothing was changed. Not found.')
  await expect.element(field).toHaveValue('https://app.example/with/path')
  await expect.element(page.getByRole('button', { name: 'Save' })).toBeEnabled()
})
