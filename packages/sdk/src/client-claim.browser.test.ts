// What the page claims the attention for, as the page says it.
import { afterEach, expect, test } from 'vitest'
import type { Surface } from './page-api.ts'
import { turns } from './testing/fake-platform.ts'
import { closeClients, openClient } from './testing/open-client.ts'
import { toBundle } from './testing/publish.ts'

afterEach(closeClients)

test('a surface of the page has the attention until it is released, also where it was there before guidance', async () => {
  const { foothold, views } = await openClient()
  const surface = foothold.surface('consent')
  await foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect([views, foothold.why('intro')]).toEqual([[], { show: false, reason: 'outranked', detail: 'surface:consent' }])
  surface.release()
  surface.release()
  await turns()
  expect(foothold.why('intro')).toEqual({ show: true })
  foothold.surface('news', { priority: 49 })
  await turns()
  expect(foothold.why('intro')).toEqual({ show: true })
})

test('a claim without a priority is one of the highest, however that is written', async () => {
  const page = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await page.foothold.identify('u_1', { role: 'admin' })
  const surface = page.foothold.surface as (name: string, options?: unknown) => Surface
  for (const options of [null, {}, { priority: undefined }]) {
    const claim = surface('a', options)
    expect(page.foothold.why('intro')).toEqual({ show: false, reason: 'outranked', detail: 'surface:a' })
    claim.release()
    expect(page.foothold.why('intro')).toEqual({ show: true })
  }
  expect(page.reports).toEqual([])
})

test('what fails while guidance looks at a claim stays inside', async () => {
  const page = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  // a host may take away what the browser has; the guide that is on the page is looked at in its microtask
  const real = window.queueMicrotask
  window.queueMicrotask = () => {
    throw new Error('host')
  }
  try {
    const claim = page.foothold.surface('a')
    claim.release()
    page.foothold.component('tour', () => {})
    page.foothold.component('tour', undefined)
  } finally {
    window.queueMicrotask = real
  }
  expect(page.reports).toEqual(['internal'])
})

test('whether a guide would show is told with what the page claims from the first moment', async () => {
  const page = await openClient({ bundle: toBundle([{ kind: 'tour', key: 'intro', steps: [{ key: 'a' }], when: { manual: true } }], {}, '1'), state: {} })
  await turns()
  const outranked = { show: false, reason: 'outranked', detail: 'surface:bar' }
  const bar = page.foothold.surface('bar')
  expect([page.foothold.start('intro'), page.foothold.why('intro')]).toEqual([outranked, outranked])
  await turns()
  expect([page.views, page.foothold.why('intro')]).toEqual([[], outranked])
  bar.release()
  await turns()
  expect([page.views.length, page.foothold.why('intro')]).toEqual([1, { show: true }])
  page.foothold.surface('bar')
  expect(page.foothold.why('intro')).toEqual(outranked)
})
