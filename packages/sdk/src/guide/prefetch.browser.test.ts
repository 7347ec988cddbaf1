import { afterEach, expect, test } from 'vitest'
import { closePages, openPage } from '../testing/fake-page.ts'

const tour = (more: object): object => ({ kind: 'tour', key: 'intro', steps: [{ key: 'a', title: 'Intro' }], ...more })
const idle = (): Promise<unknown> => new Promise((resolve) => void requestIdleCallback(resolve))
afterEach(closePages)

test('what draws is fetched while the page is idle, where a guide waits for its moment alone, and once', async () => {
  const page = await openPage([tour({ when: { manual: true } })])
  await idle()
  expect(page.fetched).toBe(1)
  page.director.start('intro')
  await idle()
  expect([page.fetched, page.view('tour').title]).toEqual([1, 'Intro'])
})

test('it is not fetched for a guide that is for somebody else, or for another page', async () => {
  const page = await openPage([tour({ audience: { trait: 'role', is: 'admin' }, when: { manual: true } }), tour({ key: 'b', when: { page: '/elsewhere' } })], {
    traits: { role: 'viewer' },
  })
  await idle()
  expect(page.fetched).toBe(0)
})
