import { BUNDLE_SPEC } from '@foothold/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import type { Foothold } from './page-api.ts'
import { createDisk, failure, ok, turns } from './testing/fake-platform.ts'
import { toBundle } from './testing/publish.ts'
import { closeClients, NEWCOMER, openClient, sent } from './testing/open-client.ts'

afterEach(closeClients)

test('an event has what Segment gives it, with a sequence', async () => {
  const { foothold, events } = await openClient()
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
  const first = await openClient()
  await first.foothold.identify('u_1', { role: 'admin' })
  await first.foothold.identify('u_1', { role: 'admin' })
  await first.foothold.group('acme', { plan: 'pro' })
  first.foothold.dispose()
  const next = await openClient({ disk: first.platform.disk })
  await next.foothold.identify('u_1', { role: 'admin' })
  await next.foothold.group('acme', { plan: 'pro' })
  expect(await next.events('identify')).toHaveLength(1)
  expect(await next.events('group')).toHaveLength(1)
  await next.foothold.identify('u_1', { role: 'rep' })
  expect(await next.events('identify')).toHaveLength(2)
})

test('traits that are no JSON cost themselves only, and never the storage', async () => {
  const { foothold, reports, events, views, platform } = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await foothold.identify('u_1', { role: 'admin', big: 1n, f: () => 1, at: new Date(0) })
  expect((await events('identify'))[0]).toMatchObject({ traits: { role: 'admin', at: '1970-01-01T00:00:00.000Z' } })
  expect(reports).toEqual(['event_unserializable'])
  await turns()
  expect(views).toEqual([])
  const [kept] = await platform.state.get<{ traits: object }>(['person:u_1'])
  expect(kept!.traits).toEqual({ role: 'admin', at: '1970-01-01T00:00:00.000Z' })
})

test('a guide shows once the person is known, and goes with the person at once', async () => {
  const page = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(page.views).toHaveLength(1)
  page.foothold.reset()
  expect(page.views).toEqual([])
  await turns()
  expect(page.foothold.why('intro')).toEqual({ show: false, reason: 'unknown', detail: 'audience' })
})

test('the last bundle decides at once, also while the collector does not answer', async () => {
  const first = await openClient()
  await turns()
  first.foothold.dispose()
  const disk = { ...createDisk(), state: first.platform.disk.state }
  const next = await openClient({ disk })
  next.platform.answer = () => failure(0)
  await turns()
  expect(next.foothold.why('intro').show).toBe(false)
  expect(next.foothold.why('intro')).not.toEqual({ show: false, reason: 'not-loaded' })
})

test('another account takes nothing over from the one before, and is asked for', async () => {
  const page = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
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
  const { foothold } = await openClient()
  expect(() => call(foothold)).not.toThrow()
  await expect(Promise.resolve(call(foothold))).resolves.not.toThrow()
})

test('listeners hear of events, and one that throws hinders nobody', async () => {
  const { foothold, reports } = await openClient()
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

test('a listener that listens anew each time holds up nobody', async () => {
  const { foothold } = await openClient()
  let heard = 0
  const listen = (): void => {
    // else it would never end
    if (++heard < 50) foothold.on('x', listen)
  }
  foothold.on('x', listen)
  await foothold.track('x')
  expect(heard).toBe(1)
  await foothold.track('x')
  expect(heard).toBe(3)
})

test('a call with something else than it takes is told of, and harms nothing', async () => {
  const page = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  const { component, reveal, surface, why } = page.foothold as unknown as Record<string, (...args: unknown[]) => unknown>
  const calls = [
    () => component!('tour', 'x'),
    () => reveal!('x'),
    () => reveal!(3, () => {}),
    () => surface!(42),
    () => surface!('a', { priority: 'high' }),
    () => surface!('a', { priority: Symbol('x') }),
    () => surface!('a', { priority: null }),
  ]
  for (const call of calls) call()
  expect(page.reports).toEqual(Array(calls.length).fill('call_invalid'))
  await turns()
  // what was claimed clumsily is claimed
  expect([page.views, why!('intro')]).toMatchObject([[], { reason: 'outranked' }])
})

test('a key that is not among the guides is told apart from guides that have not come', async () => {
  const { foothold } = await openClient({ state: { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} } })
  expect(foothold.why('intr')).toEqual({ show: false, reason: 'not-loaded' })
  await turns()
  expect(foothold.why('intr')).toEqual({ show: false, reason: 'no-such-guide', detail: 'intro' })
  expect(foothold.start('__proto__')).toEqual({ show: false, reason: 'no-such-guide' })
})

test('route changes are page views, one each', async () => {
  const { foothold, events } = await openClient({ pages: true })
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
  const { foothold, platform, events } = await openClient()
  foothold.dispose()
  await foothold.track('x')
  await platform.advance(3_600_000)
  expect(await events('x')).toEqual([])
  expect(platform.requests.filter(({ path }) => path === '/v1/batch')).toEqual([])
})

test.each<[string, number, Record<string, unknown> | undefined, string[]]>([
  ['an unknown key', 401, { code: 'key_unknown' }, ['key_unknown']],
  ['a 404 of somebody else', 404, undefined, ['endpoint_invalid']],
  ['a 403 of somebody else', 403, { message: 'Forbidden' }, ['endpoint_invalid']],
])('%s is told once, and asked about again hourly', async (_, status, body, codes) => {
  const page = await openClient({ answer: () => ({ status, body, retryAfterMs: 0 }) })
  const asked = (): number => page.platform.requests.filter(({ path }) => path.startsWith('/v1/bundle')).length
  await page.platform.advance(59 * 60_000)
  expect(asked()).toBe(1)
  await page.platform.advance(2 * 60_000)
  expect(asked()).toBe(2)
  expect(page.reports).toEqual(codes)
})

test.each<[string, number, string]>([
  ['an endpoint that does not answer', 0, 'endpoint_unreachable'],
  ['a page in the place of the collector', 200, 'endpoint_invalid'],
])('%s is told once, after the second time', async (_, status, code) => {
  const page = await openClient({ answer: () => failure(status) })
  await turns()
  expect(page.reports).toEqual([])
  await page.platform.advance(3_600_000)
  expect(page.reports).toEqual([code])
})

test('a collector that is overloaded is asked later, by its own word, and nobody is alarmed', async () => {
  const page = await openClient({ answer: () => failure(503, 90_000) })
  await page.platform.advance(80_000)
  expect(page.platform.requests.filter(({ path }) => path.startsWith('/v1/bundle'))).toHaveLength(1)
  await page.platform.advance(20_000)
  expect(page.platform.requests.filter(({ path }) => path.startsWith('/v1/bundle'))).toHaveLength(2)
  expect(page.reports).toEqual([])
})

test('an answer about one person is never taken for another', async () => {
  const page = await openClient()
  let answer!: () => void
  const asked: unknown[] = []
  page.platform.answer = async (path, body) => {
    if (path !== '/v1/state') return failure(503)
    asked.push(body['userId'])
    if (body['userId'] !== 'u_1') return ok({ ...NEWCOMER })
    await new Promise<void>((resolve) => void (answer = resolve))
    return ok({ ...NEWCOMER, traits: { role: 'admin' } })
  }
  await turns()
  void page.foothold.identify('u_1')
  await turns()
  await page.foothold.identify('u_2', { role: 'member' })
  answer()
  await turns()
  expect(asked).toEqual(['u_1', 'u_2'])
  const [kept] = await page.platform.state.get<{ traits: object }>(['person:u_2'])
  expect(kept!.traits).toEqual({ role: 'member' })
})

test('the end of the page and a hidden tab send off what waits; coming back makes no second page view', async () => {
  const { foothold, platform, events } = await openClient({ pages: true })
  const { answer } = platform
  platform.answer = (path, body) => (path === '/v1/batch' ? ok({ accepted: 1, retry: [], rejected: [] }) : answer(path, body))
  await foothold.track('x')
  const visible = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  expect(sent(platform)).toContain('"event":"x"')
  visible.mockRestore()
  await turns()
  await foothold.track('y')
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  expect(sent(platform)).toContain('"event":"y"')
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  await turns()
  expect(await events('page')).toEqual([])
  for (const once of ['"type":"page"', 'session.started', '"event":"x"']) expect(sent(platform).split(once)).toHaveLength(2)
})

test('out of the back-forward cache after half an hour a new session begins', async () => {
  const { foothold, platform, events } = await openClient()
  await foothold.track('x')
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  await platform.advance(31 * 60_000)
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  await foothold.track('y')
  const sessions = [...(await events('x')), ...(await events('y'))].map((one) => (one['context'] as { sessionId: string }).sessionId)
  expect(new Set(sessions).size).toBe(2)
})

test('an alias says that another id was this user, and nothing of who is here', async () => {
  const { foothold, events } = await openClient()
  await foothold.alias('u_1', 'server-7')
  await foothold.alias('u_1')
  await foothold.track('x')
  const [named, own] = await events('alias')
  const [event] = await events('x')
  expect(named).toMatchObject({ userId: 'u_1', previousId: 'server-7' })
  expect(named).not.toHaveProperty('anonymousId')
  expect(own!['previousId']).toBe(event!['anonymousId'])
  expect(event).not.toHaveProperty('userId')
})

test.each(['', 'x'.repeat(201), 'half \ud800', '\0'])('an id that no store could keep is refused: %j', async (id) => {
  const { foothold, reports, events } = await openClient()
  await foothold.identify(id)
  await foothold.group(id)
  await foothold.alias('u_1', id)
  expect(reports).toEqual(['event_invalid', 'event_invalid', 'event_invalid'])
  expect(await events('*')).toEqual([])
})

test('instances of two projects on one page keep to themselves', async () => {
  const [one, two] = [await openClient({ key: 'fh_pub_one' }), await openClient({ key: 'fh_pub_two' })]
  await one.foothold.identify('u_1')
  await one.foothold.track('x')
  await two.foothold.track('y')
  one.foothold.reset()
  expect((await two.events('y'))[0]).not.toHaveProperty('userId')
  expect(await two.events('x')).toEqual([])
  one.foothold.dispose()
  await two.foothold.track('z')
  expect(await two.events('z')).toHaveLength(1)
})

test('what was done in another tab counts as soon as this one is looked at again', async () => {
  const state = { tallies: {}, traits: {}, account: {}, milestones: {}, guides: {} }
  const one = await openClient({ state })
  await one.foothold.identify('u_1')
  const two = await openClient({ state, disk: one.platform.disk })
  await turns()
  two.platform.freeze()
  await one.foothold.identify('u_1', { role: 'admin' })
  await turns()
  one.views[0]!.seen()
  one.views[0]!.dismiss()
  await turns()
  expect(document.visibilityState).toBe('visible')
  document.dispatchEvent(new Event('visibilitychange'))
  await two.platform.thaw()
  expect(two.views).toEqual([])
  expect(two.foothold.why('intro')).toEqual({ show: false, reason: 'frequency', detail: 'dismissed' })
})

test('a bundle of an earlier visit that cannot be read does not keep the new one away', async () => {
  const disk = createDisk()
  await disk.state.set([['bundle', { spec: BUNDLE_SPEC, version: '0', guides: [null] }]])
  const { foothold, reports } = await openClient({ disk })
  await turns()
  expect(foothold.why('intro')).toEqual({ show: false, reason: 'unknown', detail: 'audience' })
  expect(reports).toEqual(['internal'])
})

test('what happens before guidance has come is handed over in its order, and a start is done then', async () => {
  const list = {
    kind: 'hint',
    key: 'twice',
    title: 'Twice',
    when: { manual: true },
    target: { find: [{ css: 'body' }] },
    audience: { event: 'x', count: { gte: 2 } },
  }
  const page = await openClient({ state: NEWCOMER, bundle: toBundle([list], {}, '1'), guideFails: true })
  const { foothold, reports } = page
  await foothold.identify('u_1')
  await foothold.track('x')
  await foothold.track('x')
  expect([foothold.start('twice'), foothold.why('twice')]).toEqual([
    { show: false, reason: 'not-loaded' },
    { show: false, reason: 'not-loaded' },
  ])
  await turns()
  history.pushState(null, '', '/elsewhere')
  await turns()
  expect(reports).toEqual(['internal'])
  page.fails.guide = false
  window.dispatchEvent(new Event('online'))
  await turns()
  expect(foothold.why('twice')).toEqual({ show: true })
  expect(page.views).toHaveLength(1)
  expect(await page.events('x')).toHaveLength(2)
})

test('guidance that did not come is tried again at the next page', async () => {
  const page = await openClient({ state: NEWCOMER, guideFails: true })
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  page.fails.guide = false
  history.pushState(null, '', '/next')
  await turns()
  expect(page.views).toHaveLength(1)
})

test('at most two hundred events wait for guidance', async () => {
  const audience = { event: 'x', count: { gte: 201 } }
  const open = async (later: number): Promise<boolean> => {
    const page = await openClient({
      state: NEWCOMER,
      bundle: toBundle([{ kind: 'tour', key: 'many', audience, steps: [{ key: 'a' }] }], {}, '1'),
      guideFails: true,
    })
    await page.foothold.identify('u_1')
    for (let i = 0; i < 1_000; i++) void page.foothold.track('x')
    await turns()
    page.fails.guide = false
    window.dispatchEvent(new Event('online'))
    await turns()
    for (let i = 0; i < later; i++) void page.foothold.track('x')
    await turns()
    const { show } = page.foothold.why('many')
    page.foothold.dispose()
    return show
  }
  expect([await open(0), await open(10)]).toEqual([false, true])
})

test('a start that waited longer than its moment is not done', async () => {
  const hint = { kind: 'hint', key: 'late', title: 'Late', when: { manual: true }, target: { find: [{ css: 'body' }] } }
  const page = await openClient({ state: NEWCOMER, bundle: toBundle([hint], {}, '1'), guideFails: true })
  await page.foothold.identify('u_1')
  page.foothold.start('late')
  await page.platform.advance(31_000)
  page.fails.guide = false
  window.dispatchEvent(new Event('online'))
  await turns()
  expect(page.foothold.why('late')).toEqual({ show: false, reason: 'moment' })
})

test('what a listener does with the event does not reach the collector', async () => {
  const { foothold, events } = await openClient()
  foothold.on('x', ({ properties }) => {
    delete properties['a']
    ;(properties['list'] as number[]).push(2)
  })
  await foothold.track('x', { a: 1, list: [1] })
  expect((await events('x'))[0]).toMatchObject({ properties: { a: 1, list: [1] } })
})

test('whoever signs in as the page starts has its first view; what is tracked comes after the view', async () => {
  const before = await openClient()
  await before.foothold.identify('u_1')
  before.foothold.dispose()
  const page = await openClient({ disk: before.platform.disk, pages: true, begin: (foothold) => void foothold.identify('u_2') })
  await turns()
  expect((await page.events('page')).map(({ userId }) => userId)).toEqual(['u_2'])
  page.foothold.dispose()
  const next = await openClient({ pages: true, begin: (foothold) => void foothold.track('a') })
  await turns()
  expect((await next.events('*')).map(({ type, event }) => event ?? type)).toEqual(['session.started', 'page', 'a'])
})

test.each(['NaN', 'undefined', 'null', '0', '   ', '[object Object]', NaN])('%j is nobody', async (id) => {
  const { foothold, reports, events } = await openClient()
  await foothold.identify(id as string)
  expect(await events('identify')).toEqual([])
  expect(reports).toEqual(['event_invalid'])
})

test('a property that cannot be read costs itself, not the page view', async () => {
  const { foothold, events } = await openClient()
  await foothold.page('Home', {
    get wrong() {
      throw new Error('host')
    },
    plan: 'pro',
  })
  expect((await events('page'))[0]).toMatchObject({ name: 'Home', properties: { plan: 'pro', path: '/' } })
})

test('what hides the path hides it everywhere', async () => {
  history.replaceState(null, '', '/reset/SECRET')
  const { foothold, platform, events } = await openClient({
    pages: true,
    mask: (record) => JSON.parse(JSON.stringify(record).replaceAll('SECRET', '')) as Record<string, unknown>,
  })
  await foothold.track('a')
  expect(await events('a')).toHaveLength(1)
  expect(JSON.stringify(await platform.queue.first(100))).not.toContain('SECRET')
})

test('two instances of one key on a page are told', async () => {
  const first = await openClient()
  expect((await openClient()).reports).toEqual(['instance_twice'])
  first.foothold.dispose()
})
