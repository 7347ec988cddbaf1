import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { closePages, openPage } from '../testing/fake-page.ts'
import { turns } from '../testing/fake-platform.ts'

const tour = (more: object): object => ({ kind: 'tour', key: 'intro', steps: [{ key: 'a', title: 'Intro' }], ...more })
const asked: IdleRequestCallback[] = []

beforeEach(() => {
  // a machine that is busy with other tests may have no idle moment at all
  vi.spyOn(window, 'requestIdleCallback').mockImplementation((run) => asked.push(run))
})
afterEach(() => {
  vi.restoreAllMocks()
  asked.length = 0
  closePages()
})

/** The page has nothing else to do. */
async function idle(): Promise<void> {
  for (const run of asked.splice(0)) run({ didTimeout: false, timeRemaining: () => 50 })
  await turns()
}

test('what draws is fetched while the page is idle, where a guide waits for its moment alone, and once', async () => {
  const page = await openPage([tour({ when: { manual: true } })])
  expect(page.fetched).toBe(0)
  await idle()
  expect(page.fetched).toBe(1)
  page.director.start('intro')
  await turns()
  expect([page.fetched, page.view('tour').title]).toEqual([1, 'Intro'])
})

test('it is not fetched for a guide that is for somebody else, or for another page', async () => {
  const page = await openPage([tour({ audience: { trait: 'role', is: 'admin' }, when: { manual: true } }), tour({ key: 'b', when: { page: '/elsewhere' } })], {
    traits: { role: 'viewer' },
  })
  await idle()
  expect(page.fetched).toBe(0)
})
