import { BUNDLE_SPEC } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { createClient, type Foothold } from './client.ts'
import { createStage } from './guide/stage.ts'
import type { View } from './guide/view.ts'
import type { Options } from './options.ts'
import { createDisk, createFakePlatform, failure, ok, turns, type Disk, type FakePlatform } from './testing/fake-platform.ts'
import { toBundle } from './testing/publish.ts'

const KEY = 'fh_pub_test'
const tour = {
  kind: 'tour',
  key: 'intro',
  goal: null,
  priority: 50,
  audience: { trait: 'role', is: 'admin' },
  steps: [{ key: 'a', title: 'Intro', interaction: 'allow' }],
}
const bundle = toBundle([tour], {}, '1')
const opened: Foothold[] = []

afterEach(() => {
  for (const foothold of opened.splice(0)) foothold.dispose()
  history.replaceState(null, '', '/')
})

interface Open {
  foothold: Foothold
  platform: FakePlatform
  views: View[]
  reports: string[]
  /** Events of a type or name that wait or were sent. */
  events(name: string): Promise<Record<string, unknown>[]>
}

async function open(options: Partial<Options> & { disk?: Disk; state?: object } = {}): Promise<Open> {
  const platform = createFakePlatform({ window, ...(options.disk ? { disk: options.disk } : {}) })
  platform.answer = (path) =>
    path === '/v1/state'
      ? options.state
        ? ok(options.state as Record<string, unknown>)
        : failure(503)
      : path.startsWith('/v1/bundle')
        ? ok(bundle as unknown as Record<string, unknown>)
        : failure(0)
  const reports: string[] = []
  const drawn = new Map<string, View>()
  const ui = {
    render: (showing: string, view: View | undefined) => void (view ? drawn.set(showing, view) : drawn.delete(showing)),
    dispose: () => drawn.clear(),
  }
  const foothold = createClient(
    { key: KEY, endpoint: 'https://x.y', pages: false, ...options },
    platform,
    (code) => void reports.push(code),
    async () => ({ createStage: (world, decisions) => createStage(world, decisions, ui) }),
  )
  opened.push(foothold)
  return {
    foothold,
    platform,
    get views() {
      return [...drawn.values()]
    },
    reports,
    async events(name) {
      await turns()
      return (await platform.queue.first<string>(1_000))
        .map(([, json]) => JSON.parse(json) as Record<string, unknown>)
        .filter((one) => one['type'] === name || one['event'] === name)
    },
  }
}

test('an event has what Segment gives it, with a sequence', async () => {
  const { foothold, events } = await open()
  await foothold.track('project.created', { template: 'blank' })
  const [event] = await events('project.created')
  expect(event).toMatchObject({
    type: 'track',
    event: 'project.created',
    properties: { template: 'blank' },
    timestamp: '2026-11-22T12:00:00.000Z',
    context: { page: { path: '/' } },
  })
  expect(event!['messageId']).toBeTruthy()
  expect(event!['anonymousId']).toMatch(/^anon_/)
  expect((await events('session.started'))[0]!['sequence']).toBe(0)
})

test('identifying somebody on every page load sends nothing that was said before', async () => {
  const first = await open()
  await first.foothold.identify('u_1', { role: 'admin' })
  await first.foothold.identify('u_1', { role: 'admin' })
  await first.foothold.group('acme', { plan: 'pro' })
  first.foothold.dispose()
  const next = await open({ disk: first.platform.disk })
  await next.foothold.identify('u_1', { role: 'admin' })
  await next.foothold.group('acme', { plan: 'pro' })
  expect(await next.events('identify')).toHaveLength(1)
  expect(await next.events('group')).toHaveLength(1)
  await next.foothold.identify('u_1', { role: 'rep' })
  expect(await next.events('identify')).toHaveLength(2)
})

test('traits that are no JSON cost themselves only, and never the storage', async () => {
  const { foothold, reports, events, views, platform } = await open({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await foothold.identify('u_1', { role: 'admin', big: 1n, f: () => 1, at: new Date(0) })
  expect((await events('identify'))[0]).toMatchObject({ traits: { role: 'admin', at: '1970-01-01T00:00:00.000Z' } })
  expect(reports).toEqual(['event_unserializable'])
  await turns()
  expect(views).toEqual([])
  const [kept] = await platform.state.get<{ traits: object }>(['person:u_1'])
  expect(kept!.traits).toEqual({ role: 'admin', at: '1970-01-01T00:00:00.000Z' })
})

test('a guide shows once the person is known, and goes with the person at once', async () => {
  const page = await open({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(page.views).toHaveLength(1)
  page.foothold.reset()
  expect(page.views).toEqual([])
  await turns()
  expect(page.foothold.why('intro')).toEqual({ show: false, reason: 'unknown', detail: 'audience' })
})

test('the last bundle decides at once, also while the collector does not answer', async () => {
  const first = await open()
  await turns()
  first.foothold.dispose()
  const disk = { ...createDisk(), state: first.platform.disk.state }
  const next = await open({ disk })
  next.platform.answer = () => failure(0)
  await turns()
  expect(next.foothold.why('intro').show).toBe(false)
  expect(next.foothold.why('intro')).not.toEqual({ show: false, reason: 'not-loaded' })
})

test('another account takes nothing over from the one before, and is asked for', async () => {
  const page = await open({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await page.foothold.identify('u_1')
  await page.foothold.group('acme', { plan: 'pro' })
  await page.foothold.group('beta', { size: 3 })
  expect(page.platform.requests.filter(({ path }) => path === '/v1/state').map(({ body }) => body['groupId'])).toEqual([undefined, 'acme', 'beta'])
  await turns()
  const [kept] = await page.platform.state.get<{ account: object }>(['person:u_1'])
  expect(kept!.account).toEqual({ size: 3 })
})

test.each<[string, (foothold: Foothold) => unknown]>([
  ['track()', (foothold) => (foothold.track as (name?: unknown, more?: unknown) => Promise<void>)()],
  ['track(1n)', (foothold) => foothold.track(1n as unknown as string)],
  ['track with null', (foothold) => foothold.track('x', null as unknown as object as Record<string, unknown>)],
  ['identify()', (foothold) => foothold.identify(undefined as unknown as string)],
  ['identify({})', (foothold) => foothold.identify({} as unknown as string)],
  ['identify(1n)', (foothold) => foothold.identify(1n as unknown as string)],
  ['group(null)', (foothold) => foothold.group(null as unknown as string)],
  ['page(1n)', (foothold) => foothold.page(1n as unknown as string)],
  ['start(undefined)', (foothold) => foothold.start(undefined as unknown as string)],
  ['why("__proto__")', (foothold) => foothold.why('__proto__')],
])('%s does not throw into the page', async (_, call) => {
  const { foothold } = await open()
  expect(() => call(foothold)).not.toThrow()
  await expect(Promise.resolve(call(foothold))).resolves.not.toThrow()
})

test('listeners hear of events, and one that throws hinders nobody', async () => {
  const { foothold, reports } = await open()
  const heard: string[] = []
  foothold.on('x', () => {
    throw new Error('host')
  })
  const stop = foothold.on('*', ({ name }) => void heard.push(name))
  await foothold.track('x')
  stop()
  await foothold.track('x')
  expect(heard).toEqual(['session.started', 'x'])
  expect(reports).toEqual(['host_error', 'host_error'])
})

test('route changes are page views, one each', async () => {
  const { foothold, events } = await open({ pages: true })
  history.pushState(null, '', '/a')
  history.replaceState(null, '', '/a')
  history.pushState(null, '', '/b?x=1')
  const paths = (await events('page')).map((one) => (one['properties'] as { path: string }).path)
  expect(paths).toEqual(['/', '/a', '/b'])
  foothold.dispose()
  history.pushState(null, '', '/c')
  expect(await events('page')).toHaveLength(3)
})

test('after the end it does nothing', async () => {
  const { foothold, platform, events } = await open()
  foothold.dispose()
  await foothold.track('x')
  await platform.advance(3_600_000)
  expect(await events('x')).toEqual([])
  expect(platform.requests.filter(({ path }) => path === '/v1/batch')).toEqual([])
})

test('an unknown key is told, and asked about again later', async () => {
  const page = await open()
  page.platform.answer = () => failure(404)
  await page.platform.advance(60_000)
  expect(page.reports).toContain('key_unknown')
})

test('what was done in another tab counts as soon as this one is looked at again', async () => {
  const state = { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} }
  const one = await open({ state })
  await one.foothold.identify('u_1')
  const two = await open({ state, disk: one.platform.disk })
  await turns()
  await one.foothold.identify('u_1', { role: 'admin' })
  await turns()
  one.views[0]!.seen()
  one.views[0]!.dismiss()
  await turns()
  document.dispatchEvent(new Event('visibilitychange'))
  await turns()
  expect(two.views).toEqual([])
  expect(two.foothold.why('intro')).toEqual({ show: false, reason: 'frequency', detail: 'dismissed' })
})

test('a bundle of an earlier visit that cannot be read does not keep the new one away', async () => {
  const disk = createDisk()
  await disk.state.set([['bundle', { spec: BUNDLE_SPEC, version: '0', guides: [null] }]])
  const { foothold, reports } = await open({ disk })
  await turns()
  expect(foothold.why('intro')).toEqual({ show: false, reason: 'unknown', detail: 'audience' })
  expect(reports).toEqual(['internal'])
})
