import { GUIDE_EVENTS, type StandingsAnswer } from '@foothold/protocol'
import { tallyKey } from '@foothold/targeting'
import { afterEach, expect, test } from 'vitest'
import { closePages, openPage, type FakePage } from '../testing/fake-page.ts'
import { ok, turns } from '../testing/fake-platform.ts'

const board = (more: object = {}): object => ({
  kind: 'leaderboard',
  key: 'crew',
  slot: 'crew',
  title: 'Crew',
  standings: { of: { event: 'task.completed' }, over: '30d', top: 3 },
  streak: { of: { event: 'task.completed' }, every: 'day' },
  badges: ['captain'],
  ...more,
})
const model = {
  milestones: [{ key: 'sailed', when: { event: 'ship.sailed' } }],
  badges: [{ key: 'captain', name: 'Captain', icon: '⚓', milestone: 'sailed' }],
}
const rows: StandingsAnswer['rows'] = [
  { rank: 1, value: 7, you: false, name: null },
  { rank: 2, value: 3, you: true, name: null },
]
const html = '<div data-foothold-slot="crew"></div>'
const answer = () => ok({ at: '', people: 2, rows })
const asked = ({ platform }: FakePage): unknown[] => platform.requests.map(({ path, body }) => [path, body])
const view = (page: FakePage) => page.view('leaderboard').board

afterEach(closePages)

test('shows standings as the collector tells them, and names nobody who has no name', async () => {
  const page = await openPage([board()], { html, model, answer })
  await turns()
  expect(asked(page)).toEqual([['/v1/standings', { guide: 'crew' }]])
  expect(view(page)).toMatchObject({
    state: 'ready',
    rows: [
      { name: 'A colleague', value: 7 },
      { name: 'You', you: true },
    ],
  })
})

test('what goes wrong while standings are asked for is told, and stays inside', async () => {
  const page = await openPage([board()], { html, model, answer: () => Promise.reject(new TypeError('broken')) })
  await turns()
  expect(page.reports).toEqual([expect.stringMatching(/^internal: .*broken/)])
  expect(view(page).state).toBe('loading')
})

test('says that there is nothing to say where the collector is away', async () => {
  const page = await openPage([board()], { html, model })
  await turns()
  expect(view(page)).toMatchObject({ state: 'failed', rows: [] })
})

test('who leaves is gone from the board at once, on later visits too, and may come back', async () => {
  const page = await openPage([board()], { html, model, answer })
  await turns()
  view(page).leave()
  expect(view(page)).toMatchObject({ state: 'out', rows: [] })
  expect(page.named(GUIDE_EVENTS.standingsLeft)).toMatchObject([{ guide: 'crew', out: true }])
  const next = await openPage([board()], { html, model, answer, disk: await page.leave(), known: false })
  expect(view(next)).toMatchObject({ state: 'out' })
  expect(asked(next)).toEqual([])
  view(next).join()
  await turns()
  expect(next.named(GUIDE_EVENTS.standingsLeft)).toMatchObject([{ out: false }])
  expect(asked(next).length).toBeGreaterThan(0)
})

test("counts a streak from the person's own events, and gives a badge at its milestone", async () => {
  const page = await openPage([board({ standings: undefined })], { html, model })
  expect(view(page)).toMatchObject({ state: 'none', streak: { count: 0 }, badges: [{ key: 'captain', at: undefined }] })
  await page.track('task.completed')
  await page.track('ship.sailed')
  expect(view(page)).toMatchObject({ streak: { count: 1, every: 'day' }, badges: [{ key: 'captain', at: expect.any(Date) as Date }] })
  expect(tallyKey({ event: 'task.completed', where: undefined })).toBe('task.completed')
})

test('without a slot it is shown in a resource center alone', async () => {
  const center = {
    kind: 'resource-center',
    key: 'help',
    title: 'Help',
    launcher: { label: 'Help', place: 'top-end' },
    sections: [{ key: 'crew', title: 'Crew', leaderboard: 'crew' }],
  }
  const page = await openPage([board({ slot: undefined }), center], { model, answer })
  expect(page.views().map(({ kind }) => kind)).toEqual(['resource-center'])
  expect(page.director.why('crew')).toMatchObject({ reason: 'slot' })
  page.view('resource-center').toggle()
  await turns()
  expect(page.view('resource-center').sections[0]!.board).toMatchObject({ state: 'ready' })
})

test('what the person does counts on the board at once, also past a colleague, and an older answer takes nothing back', async () => {
  const third = { rank: 3, value: 3, you: false, name: null }
  const told = [rows[0]!, { ...rows[1]!, value: 2, rank: 3 }, { ...third, rank: 2 }]
  const page = await openPage([board({ streak: undefined })], { html, model, answer: () => ok({ at: '', people: 3, rows: told }) })
  await turns()
  const seen = (): unknown[] => view(page).rows.map(({ rank, value, you }) => [rank, value, you])
  await page.track('other.event')
  expect(seen()).toEqual([
    [1, 7, false],
    [2, 3, false],
    [3, 2, true],
  ])
  await page.track('task.completed')
  await page.track('task.completed')
  const passed = [
    [1, 7, false],
    [2, 4, true],
    [3, 3, false],
  ]
  expect(seen()).toEqual(passed)
  // the collector keeps an answer for a minute
  await page.platform.advance(61_000)
  await page.track('other.event')
  page.director.changed(['*'])
  await turns()
  expect([asked(page).length, seen()]).toEqual([2, passed])
})

test('of a rank far below nobody knows how far an own event leads', async () => {
  const far = [...[9, 8, 7].map((value, i) => ({ rank: i + 1, value, you: false, name: null })), { rank: 57, value: 1, you: true, name: null }]
  const page = await openPage([board()], { html, model, answer: () => ok({ at: '', people: 80, rows: far }) })
  await turns()
  await page.track('task.completed')
  expect(view(page).rows.at(-1)).toMatchObject({ rank: 57, value: 2 })
})
