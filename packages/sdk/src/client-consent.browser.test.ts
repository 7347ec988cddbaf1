import { afterEach, expect, test } from 'vitest'
import { createDisk, ok, turns } from './testing/fake-platform.ts'
import { closeClients, NEWCOMER, openClient } from './testing/open-client.ts'
import { toBundle } from './testing/publish.ts'

afterEach(closeClients)

const paths = (requests: { path: string }[]): string[] => requests.map(({ path }) => path)

test('where consent is required nothing is stored or sent before it', async () => {
  const { foothold, platform } = await openClient({ consent: 'required', pages: true, state: NEWCOMER })
  await foothold.identify('u_1', { role: 'admin' })
  await foothold.group('acme')
  await foothold.track('x')
  foothold.reset()
  await foothold.flush()
  window.dispatchEvent(new Event('pagehide'))
  await platform.advance(3_600_000)
  expect(platform.disk.local.size).toBe(0)
  expect(await platform.queue.first(10)).toEqual([])
  expect(await platform.state.first(10)).toEqual([])
  expect(platform.requests).toEqual([])
})

test('what happened before consent is recorded when it is given, with its time and for its person', async () => {
  const page = await openClient({ consent: 'required', state: NEWCOMER })
  const { foothold, platform, events } = page
  await foothold.identify('u_1', { role: 'admin' })
  await foothold.track('x')
  await platform.advance(60_000)
  expect(page.views).toEqual([])
  await foothold.consent({ tracking: true, guidance: true })
  expect((await events('*')).map((one) => one['event'] ?? one['type']).slice(0, 3)).toEqual(['session.started', 'identify', 'x'])
  expect((await events('x'))[0]).toMatchObject({ userId: 'u_1', timestamp: '2026-11-22T12:00:00.000Z' })
  await turns()
  expect(foothold.why('intro')).toEqual({ show: true })
  expect(platform.disk.local.get('identity')).toContain('u_1')
})

test('what was called before is dropped when tracking is refused', async () => {
  const { foothold, platform, events } = await openClient({ consent: 'required' })
  await foothold.track('x')
  await foothold.consent({ tracking: false, guidance: false })
  await foothold.track('y')
  await foothold.optIn()
  await foothold.track('z')
  expect((await events('*')).map((one) => one['event'])).toEqual(['session.started', 'z'])
  expect([...platform.disk.local.keys()]).toContain('identity')
})

test('at most a thousand calls wait for consent; more are dropped, and told', async () => {
  const { foothold, events, reports } = await openClient({ consent: 'required' })
  for (let i = 0; i < 1_100; i++) void foothold.track('x', { i })
  await foothold.optIn()
  expect(await events('x')).toHaveLength(999)
  expect((await events('sdk.dropped')).map(({ properties }) => properties)).toEqual([{ counts: { store_full: 101 } }])
  expect(new Set(reports)).toEqual(new Set(['event_dropped']))
  expect(reports).toHaveLength(101)
})

test('a choice lasts: the next visit does not ask, and keeps to it', async () => {
  const first = await openClient({ consent: 'required' })
  await first.foothold.consent({ tracking: true, guidance: false })
  first.foothold.dispose()
  const next = await openClient({ consent: 'required', disk: first.platform.disk })
  await next.foothold.track('x')
  expect(await next.events('x')).toHaveLength(1)
  expect(paths(next.platform.requests).filter((path) => path !== '/v1/batch')).toEqual([])
})

test('who opts out leaves nothing waiting, and nothing more is recorded or sent', async () => {
  const { foothold, platform, events } = await openClient({ state: NEWCOMER })
  void foothold.track('x')
  await foothold.identify('u_1', { role: 'admin' })
  const before = paths(platform.requests)
  await foothold.optOut()
  await foothold.track('y')
  await foothold.flush()
  window.dispatchEvent(new Event('pagehide'))
  await platform.advance(60_000)
  expect(await events('*')).toEqual([])
  expect(paths(platform.requests).filter((path) => path === '/v1/batch')).toEqual(before.filter((path) => path === '/v1/batch'))
  expect(['session', 'identify'].map((name) => platform.disk.local.get(name))).toEqual([undefined, undefined])
  // guides have a purpose of their own
  expect(foothold.why('intro')).toEqual({ show: true })
})

test('who opts in again is introduced again by the next identify', async () => {
  const { foothold, events } = await openClient()
  await foothold.identify('u_1', { role: 'admin' })
  await foothold.optOut()
  await foothold.identify('u_1', { role: 'admin' })
  await foothold.optIn()
  await foothold.identify('u_1', { role: 'admin' })
  expect(await events('identify')).toHaveLength(1)
})

test('without consent to guidance there is no guide, no question to the collector, and nothing kept', async () => {
  const page = await openClient({ state: NEWCOMER })
  const { foothold, platform, events } = page
  await foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(page.views).toHaveLength(1)
  await foothold.consent({ guidance: false })
  expect(foothold.why('intro')).toEqual({ show: false, reason: 'not-loaded' })
  const asked = paths(platform.requests).filter((path) => path !== '/v1/batch').length
  await foothold.identify('u_2', { role: 'admin' })
  await foothold.group('acme', { plan: 'pro' })
  await platform.advance(3_600_000)
  expect(await platform.state.first(10)).toEqual([])
  expect(paths(platform.requests).filter((path) => path !== '/v1/batch')).toHaveLength(asked)
  expect(await events('identify')).toHaveLength(2)
  await foothold.consent({ guidance: true })
  await turns()
  // what the page said meanwhile was kept in memory
  expect(foothold.why('intro')).toEqual({ show: true })
})

test('a guide on the page goes at once when guidance is refused', async () => {
  const page = await openClient({ state: NEWCOMER })
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(page.views).toHaveLength(1)
  void page.foothold.consent({ guidance: false })
  expect(page.views).toEqual([])
})

test('who refuses everything is nobody afterwards', async () => {
  const { foothold, platform, events } = await openClient({ state: NEWCOMER })
  await foothold.identify('u_1', { role: 'admin' })
  const [before] = await events('identify')
  await foothold.consent({ tracking: false, guidance: false })
  expect([...platform.disk.local].filter(([, value]) => value).map(([name]) => name)).toEqual(['consent'])
  await foothold.optIn()
  await foothold.track('x')
  const [after] = await events('x')
  expect(after).not.toHaveProperty('userId')
  expect(after!['anonymousId']).not.toBe(before!['anonymousId'])
})

test('what is tracked after tracking is allowed again stays, however soon after the refusal that was', async () => {
  const { foothold, events } = await openClient({ state: NEWCOMER })
  await foothold.track('before')
  void foothold.optOut()
  void foothold.optIn()
  void foothold.optOut()
  void foothold.optIn()
  await foothold.track('at once')
  await turns()
  await foothold.track('later')
  expect((await events('track')).map(({ event }) => event).filter((event) => event !== 'session.started')).toEqual(['at once', 'later'])
})

test('a choice in one tab counts in the others', async () => {
  const one = await openClient({ state: NEWCOMER })
  const two = await openClient({ state: NEWCOMER, disk: one.platform.disk })
  await one.foothold.optOut()
  await turns()
  await two.foothold.track('x')
  expect(await two.events('*')).toEqual([])
  await one.foothold.optIn()
  await turns()
  await two.foothold.track('x')
  expect(await two.events('x')).toHaveLength(1)
})

test('two tabs that waited for consent are one visitor', async () => {
  const disk = createDisk()
  const [one, two] = [await openClient({ consent: 'required', disk }), await openClient({ consent: 'required', disk })]
  await one.foothold.consent({ tracking: true, guidance: true })
  await turns()
  await one.foothold.track('x')
  await two.foothold.track('y')
  expect((await one.events('y'))[0]!['anonymousId']).toBe((await one.events('x'))[0]!['anonymousId'])
})

test.each<[string, object, boolean]>([
  ['Do Not Track', { doNotTrack: '1' }, false],
  ['Global Privacy Control', { globalPrivacyControl: true }, false],
  ['a browser that says nothing', { doNotTrack: null }, true],
  ['Do Not Track, not respected', { doNotTrack: '1' }, true],
])('%s', async (name, navigator, tracked) => {
  const page = await openClient({ navigator, respectDoNotTrack: !name.includes('not respected'), state: NEWCOMER })
  await page.foothold.optIn()
  await page.foothold.track('x')
  expect(await page.events('x')).toHaveLength(tracked ? 1 : 0)
  await page.foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(page.foothold.why('intro')).toEqual({ show: true })
})

test('what waits from before goes where the browser now says Do Not Track', async () => {
  const first = await openClient()
  await first.foothold.track('x')
  first.foothold.dispose()
  const next = await openClient({ disk: first.platform.disk, navigator: { doNotTrack: '1' }, respectDoNotTrack: true })
  expect(await next.events('*')).toEqual([])
})

test.each(['', '{', '7', '{"tracking":"no"}', '[]'])('a stored choice that is none (%s) is no choice', async (text) => {
  const disk = createDisk()
  disk.local.set('consent', text)
  const page = await openClient({ disk })
  await page.foothold.consent({ tracking: 'denied' as unknown as boolean })
  await page.foothold.consent(undefined as unknown as object)
  await page.foothold.track('x')
  expect(await page.events('x')).toHaveLength(1)
  expect(page.reports).toEqual([])
})

test('a person in another tab is a person here: signed in, in another account, signed out', async () => {
  const one = await openClient({ state: NEWCOMER })
  const two = await openClient({ state: NEWCOMER, disk: one.platform.disk })
  await turns()
  await one.foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(two.foothold.why('intro')).toEqual({ show: true })
  expect(two.views).toHaveLength(1)
  await one.foothold.group('acme', { plan: 'pro' })
  await turns()
  await two.foothold.track('x')
  expect((await two.events('x'))[0]).toMatchObject({ userId: 'u_1', groupId: 'acme' })

  one.foothold.reset()
  two.platform.answer = () => ok({ ...NEWCOMER })
  await turns()
  expect(two.views).toEqual([])
  await two.foothold.track('y')
  await one.foothold.track('z')
  const [[y], [z]] = [await two.events('y'), await one.events('z')]
  expect(y).not.toHaveProperty('userId')
  expect(y!['anonymousId']).toBe(z!['anonymousId'])
  expect((y!['context'] as { sessionId: string }).sessionId).toBe((z!['context'] as { sessionId: string }).sessionId)
})

test('a reset takes what was known of the person from this browser', async () => {
  const { foothold, platform } = await openClient({ state: NEWCOMER })
  await foothold.identify('u_1', { role: 'admin', email: 'ada@example.com' })
  await turns()
  foothold.reset()
  await turns()
  const kept = JSON.stringify([await platform.state.first(10), [...platform.disk.local]])
  expect(kept).not.toContain('ada@example.com')
})

test('who opts out leaves no dead letter, and none comes of what was under way', async () => {
  // a lock of its own: other tests run beside this one
  const { foothold, platform } = await openClient({ state: NEWCOMER, key: 'fh_pub_letters' })
  const { answer } = platform
  let arrived: () => void = () => {}
  const rejects = (body: Record<string, unknown>): ReturnType<typeof ok> => {
    const batch = body['batch'] as { messageId: string }[]
    return ok({ accepted: 0, retry: [], rejected: batch.map(({ messageId: id }) => ({ id, code: 'event_invalid' })) })
  }
  platform.answer = (path, body) => (path === '/v1/batch' ? rejects(body) : answer(path, body))
  await foothold.track('x')
  await foothold.flush()
  expect((await foothold.deadLetters()).map(({ event }) => event['event'])).toContain('x')
  platform.answer = async (path, body) => {
    if (path !== '/v1/batch') return answer(path, body)
    await new Promise<void>((resolve) => void (arrived = resolve))
    return rejects(body)
  }
  await foothold.track('y')
  const flushing = foothold.flush()
  await turns()
  const asked = platform.requests.length
  await foothold.optOut()
  arrived()
  await flushing
  await platform.advance(60_000)
  expect(platform.requests).toHaveLength(asked)
  expect(await foothold.deadLetters()).toEqual([])
  expect(JSON.stringify([await platform.state.first(10), await platform.queue.first(10)])).not.toContain('"event"')
  expect(platform.disk.local.get('lead')).toBeUndefined()
})

test('what is allowed after the end is kept for the next, and brings nothing back to life', async () => {
  const page = await openClient({ consent: 'required', bundle: toBundle([{ kind: 'tour', key: 'intro', steps: [{ key: 'a' }] }], {}, '1') })
  page.foothold.dispose()
  await page.foothold.optIn()
  await page.foothold.consent({ guidance: true })
  await page.platform.advance(10_000)
  expect([page.platform.requests, page.views, page.platform.pending]).toEqual([[], [], 0])
  expect(page.platform.disk.local.get('consent')).toBe('{"tracking":true,"guidance":true}')
})
