import type { EventEntry, GuideDetail, GuideSummary, Overview, Page, PersonDetail, PersonSummary, Problem, CreatedKey } from '@foothold/protocol'
import { wilson } from '@foothold/stats'
import { describe, expect, it } from 'vitest'
import { silent } from '../../options.ts'
import { createProject } from '../../project/create-project.ts'
import { CHECKLIST, publishing, TOUR, toFiles } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const DAY = 86_400_000
const iso = (offset: number): string => new Date(NOON + offset).toISOString()
const track = (event: string, person: object, offset = 0, properties: object = {}): object => ({
  type: 'track',
  event,
  timestamp: iso(offset),
  properties,
  ...person,
})
const [U, V, A, B] = [{ userId: 'u' }, { userId: 'v' }, { anonymousId: 'a' }, { anonymousId: 'b' }]

async function send(bench: Bench, batch: object[]): Promise<void> {
  const answer = await bench.send('/v1/batch', { batch })
  expect(await answer.json()).toMatchObject({ accepted: batch.length, rejected: [] })
}

describe('guides', () => {
  it('have the numbers that a hand counts', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([TOUR, CHECKLIST])))
    const guide = (event: string, person: object, offset = 0, more: object = {}): object => track(event, person, offset, { guide: 'welcome', ...more })
    await send(bench, [
      // u sees it anonymously, then as user: two showings, one person
      guide('guide.seen', A, -2 * DAY),
      guide('guide.step-seen', A, -2 * DAY, { step: 'one' }),
      guide('guide.snoozed', A, -2 * DAY),
      guide('guide.seen', U, -DAY),
      guide('guide.step-seen', U, -DAY, { step: 'one' }),
      guide('guide.step-seen', U, -DAY, { step: 'two' }),
      guide('guide.step-seen', U, -DAY, { step: 'three' }),
      guide('guide.completed', U, -DAY),
      { type: 'identify', userId: 'u', anonymousId: 'a', timestamp: iso(-DAY) },
      guide('guide.seen', V),
      guide('guide.step-seen', V, 0, { step: 'one' }),
      guide('guide.step-seen', V, 0, { step: 'two' }),
      guide('guide.dismissed', V),
      // b comes in at the second step
      guide('guide.seen', B, -40 * DAY),
      guide('guide.step-seen', B, -40 * DAY, { step: 'two' }),
      guide('guide.target-missing', B, 0, { step: 'two', reason: 'hidden' }),
      guide('guide.rendered', { userId: 'x' }),
      guide('guide.seen', U, 0, { guide: 'never-published' }),
      track('guide.seen', V, 0, { guide: 'start' }),
      track('guide.seen', U, 0, { guide: 'start' }),
      track('guide.task-completed', U, 0, { guide: 'start', task: 'invite' }),
    ])
    const detail = await bench.get<GuideDetail>('guides/welcome')
    expect(detail).toMatchObject({
      key: 'welcome',
      kind: 'tour',
      title: 'Welcome',
      owner: 'growth',
      priority: 50,
      status: 'live',
      shown: 4,
      completed: 1,
      dismissed: 1,
      snoozed: 1,
      people: { shown: 3, completed: 1, dismissed: 1 },
      completion: { k: 1, n: 3, value: 1 / 3, ...wilson(1, 3) },
      lastSeenAt: iso(0),
      missing: [{ step: 'two', reason: 'hidden', count: 1 }],
    })
    expect(detail.steps.map(({ key, title, people, ofFirst, ofPrevious }) => [key, title, people, ofFirst.k, ofFirst.n, ofPrevious.k, ofPrevious.n])).toEqual([
      ['one', 'Welcome', 2, 2, 2, 2, 2],
      ['two', 'Create', 3, 2, 2, 2, 2],
      ['three', 'Done', 1, 1, 2, 1, 3],
    ])
    expect([detail.series.length, detail.series[0]?.day, detail.series.at(-1)]).toEqual([
      30,
      '2026-02-09',
      { day: '2026-03-10', shown: 1, completed: 0, dismissed: 1 },
    ])
    expect(detail.series.reduce((sum, { shown }) => sum + shown, 0)).toBe(3)
    expect(detail.guide?.key).toBe('welcome')
    const checklist = await bench.get<GuideDetail>('guides/start')
    expect(checklist.steps.map(({ key, people, ofFirst }) => [key, people, ofFirst.k, ofFirst.n])).toEqual([
      ['create', 0, 0, 2],
      ['invite', 1, 1, 2],
    ])

    await bench.admin('publish', publishing(toFiles([CHECKLIST])))
    expect((await bench.get<GuideSummary[]>('guides')).map(({ key, status, shown }) => [key, status, shown])).toEqual([
      ['start', 'live', 2],
      ['welcome', 'removed', 4],
    ])
    expect(await bench.get<GuideDetail>('guides/welcome')).toMatchObject({ guide: null, status: 'removed', people: { shown: 3 } })
    expect((await bench.admin('guides/never-published')).status).toBe(404)
  })

  it('have nulls for rates of nobody', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([TOUR])))
    expect((await bench.get<GuideDetail>('guides/welcome')).completion).toEqual({ k: 0, n: 0, value: null, low: null, high: null })
  })
})

describe('GET /admin/v1/overview', () => {
  it('counts people, days, milestones and goals', async () => {
    const bench = await createBench()
    expect(await bench.get<Overview>('overview')).toMatchObject({ project: 'Test', version: null, people: 0, milestones: [], goals: [] })
    await bench.admin('publish', publishing(toFiles([TOUR])))
    const early: Overview = await bench.get('overview')
    expect(early.goals.map(({ status, actual }) => [status, actual.n])).toEqual([
      ['too-early', 0],
      ['too-early', 0],
      ['too-early', 0],
    ])
    const both = (person: object, offset: number): object[] => [track('project.created', person, offset), track('member.invited', person, offset)]
    const run = (person: object, offset: number, kind = 'real'): object => track('automation.run', person, offset, { kind })
    await send(bench, [
      { type: 'identify', userId: 'u', anonymousId: 'a', timestamp: iso(-20 * DAY), traits: { role: 'admin' } },
      ...both(A, -15 * DAY),
      run(A, -2 * DAY),
      run(U, 0),
      run(U, 0, 'test'),
      track('project.opened', U),
      track('project.opened', A),
      // v reaches the milestone on day 9: too late for "by day 7"
      { type: 'identify', userId: 'v', timestamp: iso(-10 * DAY), traits: { role: 'admin' } },
      ...both(V, -DAY),
      run(V, 0, 'test'),
      // b is too young to be counted by day 7; w signed up before Foothold came
      track('guide.seen', B, 0, { guide: 'welcome' }),
      { type: 'identify', userId: 'w', timestamp: iso(0), traits: { createdAt: '2025-01-01T00:00:00Z' } },
    ])
    const overview = await bench.get<Overview>('overview')
    expect(overview).toMatchObject({ people: 4, identified: 3, eventsToday: 7, activeToday: 1, guidesShownToday: 1 })
    expect(overview.version).toMatch(/^[0-9a-f]{16}$/)
    expect(overview.series.length).toBe(30)
    expect(overview.series.filter(({ active }) => active).map(({ day, active }) => [day, active])).toEqual([
      ['2026-02-23', 1],
      ['2026-03-08', 1],
      ['2026-03-09', 1],
      ['2026-03-10', 1],
    ])
    expect(overview.milestones.map(({ key, name, reached }) => [key, name, reached.k, reached.n])).toEqual([
      ['activated', 'Activated', 2, 4],
      ['pro', 'pro', 0, 4],
    ])
    expect(overview.goals.map(({ key, status, actual }) => [key, status, actual.k, actual.n])).toEqual([
      ['activation', 'too-early', 1, 3],
      ['admins-automate', 'too-early', 1, 2],
      ['opened-automate', 'too-early', 1, 1],
    ])
  })
})

describe('people', () => {
  it('are listed, searched, paged and described', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([TOUR])))
    await send(bench, [
      { type: 'identify', userId: 'u', anonymousId: 'a', timestamp: iso(-5000), traits: { name: 'Ada Lovelace', email: 'ada@example.com', role: 'admin' } },
      { type: 'group', userId: 'u', groupId: 'acme', timestamp: iso(-4500), traits: { plan: 'pro' } },
      track('project.created', A, -6000),
      track('automation.run', U, -4000, { kind: 'real' }),
      track('guide.seen', U, -3000, { guide: 'welcome' }),
      track('guide.completed', U, -2000, { guide: 'welcome' }),
      track('x', V, -1000),
      track('x', B, 0),
    ])
    const first = await bench.get<Page<PersonSummary>>('people?limit=2')
    expect([first.total, ...first.items.map(({ id }) => id)]).toEqual([3, 'b', 'v'])
    const second = await bench.get<Page<PersonSummary>>(`people?limit=2&cursor=${first.next}`)
    expect([second.next, second.items]).toEqual([
      null,
      [
        {
          id: 'u',
          identified: true,
          name: 'Ada Lovelace',
          email: 'ada@example.com',
          role: 'admin',
          account: 'acme',
          firstSeenAt: iso(-6000),
          lastSeenAt: iso(-2000),
          events: 6,
        },
      ],
    ])
    expect((await bench.get<Page<PersonSummary>>('people?search=LOVE')).items.map(({ id }) => id)).toEqual(['u'])
    const detail = await bench.get<PersonDetail>('people/a')
    expect(detail).toMatchObject({
      id: 'u',
      anonymousIds: ['a'],
      traits: { name: 'Ada Lovelace', email: 'ada@example.com', role: 'admin' },
      accountTraits: { plan: 'pro' },
      segments: ['admins'],
      milestones: [
        { key: 'activated', name: 'Activated', reachedAt: null },
        { key: 'pro', name: 'pro', reachedAt: null },
      ],
      features: [
        { key: 'projects', name: 'Projects', relevant: true, level: 'tried', uses: 1, lastUsedAt: iso(-6000) },
        { key: 'automation', name: 'Automation', relevant: true, level: 'tried', uses: 1, lastUsedAt: iso(-4000) },
      ],
      guides: [{ key: 'welcome', kind: 'tour', seen: 1, state: 'completed', at: iso(-2000) }],
    })
    const timeline = await bench.get<Page<EventEntry>>('people/u/timeline?limit=4')
    expect([timeline.total, ...timeline.items.map(({ name }) => name)]).toEqual([6, 'guide.completed', 'guide.seen', 'automation.run', 'group'])
    expect(timeline.items[2]).toMatchObject({
      type: 'track',
      at: iso(-4000),
      receivedAt: iso(0),
      person: { id: 'u', name: 'Ada Lovelace' },
      account: 'acme',
      properties: { kind: 'real' },
      page: null,
    })
    expect((await bench.get<Page<EventEntry>>(`people/u/timeline?cursor=${timeline.next}`)).items.map(({ name }) => name)).toEqual([
      'identify',
      'project.created',
    ])
    for (const path of ['people?limit=0', 'people?limit=201', 'people?cursor=x', 'people/u/timeline?cursor=WzEsIngiXQ'])
      expect((await bench.admin(path)).status).toBe(400)
    expect((await bench.admin('people/nobody')).status).toBe(404)
  })
})

describe('events', () => {
  it('are read on in the order of the log', async () => {
    const bench = await createBench()
    await send(
      bench,
      ['1', '2', '3'].map((name) => track(name, U)),
    )
    const newest = await bench.get<Page<EventEntry>>('events?limit=2')
    expect([newest.total, newest.next, ...newest.items.map(({ name }) => name)]).toEqual([3, null, '2', '3'])
    const first = await bench.get<Page<EventEntry>>('events?after=0&limit=2')
    expect(first.items.map(({ name }) => name)).toEqual(['1', '2'])
    expect((await bench.get<Page<EventEntry>>(`events?after=${first.next}`)).items.map(({ name }) => name)).toEqual(['3'])
  })

  it('stream live, resume behind the last one, and tell that they live', async () => {
    const bench = await createBench({ heartbeatMs: 30 })
    await send(bench, [track('before', U)])
    const open = async (path: string, headers: Record<string, string> = {}): Promise<{ until(part: string): Promise<string>; end(): Promise<void> }> => {
      const answer = await bench.admin(path, { headers })
      expect(answer.headers.get('content-type')).toBe('text/event-stream')
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      return {
        async until(part) {
          while (!text.includes(part)) {
            const { done, value } = await reader.read()
            if (done) throw new Error(`ended with ${text}`)
            text += value
          }
          return text
        },
        end: () => reader.cancel(),
      }
    }
    const live = await open('events/stream')
    await live.until(': alive')
    await send(bench, [track('now', U, 0, { line: 'a\nb' })])
    const text = await live.until('"now"')
    expect(text).not.toContain('"before"')
    const [, id, data] = /id: (\d+)\n?[^]*data: (.*)/.exec(text.slice(text.indexOf('event: event') - 20)) ?? []
    const entry = JSON.parse(data ?? /data: (.*)/.exec(text)![1]!) as EventEntry
    expect(entry).toMatchObject({ name: 'now', properties: { line: 'a\nb' } })
    expect(id === undefined || Number(id) === entry.position).toBe(true)
    await live.end()
    const resumed = await open('events/stream?after=999', { 'last-event-id': String(entry.position - 1) })
    expect(await resumed.until('"now"')).not.toContain('"before"')
    await resumed.end()
    const all = await open('events/stream?after=0')
    await all.until('"before"')
    await all.end()
  })

  it('read nothing more by a key that was revoked, and bound the number of streams', async () => {
    const bench = await createBench({ heartbeatMs: 20 })
    const make = async (): Promise<CreatedKey> =>
      (await (await bench.admin('keys', { method: 'POST', body: '{"kind":"admin","scopes":["read"]}' })).json()) as CreatedKey
    const open = ({ key }: CreatedKey): Promise<Response> =>
      Promise.resolve(bench.collector.app.request('/admin/v1/events/stream', { headers: { authorization: `Bearer ${key}` } }))
    const told = async (answer: Response): Promise<unknown[]> => [answer.status, answer.headers.get('retry-after'), ((await answer.json()) as Problem).code]
    const [one, two] = [await make(), await make()]
    const streams = await Promise.all(Array.from({ length: 25 }, () => open(one)))
    expect(await told(await open(one))).toEqual([429, '60', 'too_many_streams'])
    streams.push(...(await Promise.all(Array.from({ length: 25 }, () => open(two)))))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await told(await bench.admin('events/stream'))).toEqual([503, '60', 'overloaded'])
    const texts = streams.map((stream) => stream.text())
    for (const { id } of [one, two]) await bench.admin(`keys/${id}`, { method: 'DELETE' })
    // they end, and their places are free again
    expect((await Promise.all(texts)).every((text) => text.startsWith(': connected'))).toBe(true)
    const again = await bench.admin('events/stream')
    expect(again.status).toBe(200)
    await again.body!.cancel()
  })

  it('end their streams when the collector drains', async () => {
    const bench = await createBench()
    const answer = await bench.admin('events/stream')
    const rest = answer.text()
    bench.collector.drain()
    expect(await rest).toContain(': connected')
    const ready = await bench.collector.app.request('/health/ready')
    expect([ready.status, ((await ready.json()) as Problem).code]).toEqual([503, 'draining'])
    expect((await bench.collector.app.request('/health/live')).status).toBe(200)
    const refused = await bench.send('/v1/track', { event: 'e', userId: 'u' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  })
})

describe('access', () => {
  it('is by admin key only, and to its own project only', async () => {
    const bench = await createBench()
    await send(bench, [track('secret', U)])
    await bench.admin('publish', publishing(toFiles([TOUR])))
    const paths = [
      'project',
      'overview',
      'guides',
      'guides/welcome',
      'people',
      'people/u',
      'people/u/timeline',
      'events',
      'events/stream',
      'versions',
      'nothing',
    ]
    const ask = async (path: string, key?: string): Promise<Response> =>
      bench.collector.app.request(`/admin/v1/${path}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })
    for (const path of paths) {
      expect(((await (await ask(path)).json()) as Problem).code).toBe('key_missing')
      expect(((await (await ask(path, 'fh_adm_unknown')).json()) as Problem).code).toBe('key_unknown')
      const write = await ask(path, bench.project.writeKey)
      expect([write.status, ((await write.json()) as Problem).code]).toEqual([403, 'wrong_key_type'])
    }
    const other = await createProject(bench.stores.state, 'Other')
    for (const path of ['guides/welcome', 'people/u', 'people/u/timeline']) {
      const [foreign, missing] = [await ask(path, other.adminKey), await ask(path.replace(/welcome|u\b/, 'none'), other.adminKey)]
      expect(foreign.status).toBe(404)
      expect(((await foreign.json()) as Problem).detail.replace(/"[^"]*"/, '')).toBe(((await missing.json()) as Problem).detail.replace(/"[^"]*"/, ''))
    }
    for (const path of ['overview', 'guides', 'people', 'events?after=0', 'versions'])
      expect(await (await ask(path, other.adminKey)).text()).not.toMatch(/secret|welcome|"u"/)
    expect(await (await ask('project', other.adminKey)).json()).toMatchObject({ name: 'Other', writeKey: other.writeKey })
  })

  it('has no CORS, and is kept by no cache', async () => {
    const bench = await createBench()
    const answer = await bench.admin('project', { headers: { origin: 'https://evil.example' } })
    expect([answer.headers.get('access-control-allow-origin'), answer.headers.get('cache-control')]).toEqual([null, 'no-store'])
  })
})

describe('problems', () => {
  it('tell unknown routes and wrong methods', async () => {
    const bench = await createBench()
    const missing = await bench.collector.app.request('/nowhere')
    expect([missing.status, missing.headers.get('content-type'), await missing.json()]).toMatchObject([
      404,
      'application/problem+json',
      { code: 'not_found', instance: '/nowhere', retryable: false },
    ])
    const wrong = await bench.collector.app.request('/v1/batch')
    expect([wrong.status, wrong.headers.get('allow'), ((await wrong.json()) as Problem).code]).toEqual([405, 'POST', 'method_not_allowed'])
    expect((await bench.admin('overview', { method: 'DELETE' })).status).toBe(405)
  })

  it('keep the inside of a failure inside', async () => {
    const lines: unknown[] = []
    const bench = await createBench({ logger: { ...silent, error: (record) => lines.push(record) } })
    await bench.stores.log.close()
    const answer = await bench.send('/v1/track', { event: 'e', userId: 'u' })
    const text = await answer.text()
    expect([answer.status, JSON.parse(text)]).toMatchObject([500, { code: 'internal', retryable: true }])
    expect(text).not.toMatch(/sqlite|database|statement|\.ts/i)
    expect(lines).toContainEqual(expect.objectContaining({ event: 'request failed', path: '/v1/track' }))
  })
})

it('names what the log has: events by number, traits by type', async () => {
  const bench = await createBench()
  const identify = (userId: string, traits: string): string => `{"type":"identify","userId":"${userId}","timestamp":"${iso(0)}","traits":${traits}}`
  await bench.send('/v1/batch', `{"batch":[${identify('u', '{"seats":5,"tags":["a"],"gone":null,"__proto__":true}')},${identify('v', '{"seats":"5"}')}]}`)
  await bench.send(
    '/v1/batch',
    `{"batch":[{"type":"group","userId":"v","groupId":"acme","timestamp":"${iso(0)}","traits":{"plan":"pro","seats":3,"__proto__":1,"gone":null}}]}`,
  )
  await send(bench, [track('b.done', U), track('b.done', V), track('a.done', U), { type: 'page', name: 'Home', ...U }])
  const names = await (await bench.admin('events/names')).text()
  expect(JSON.parse(names)).toMatchObject({
    events: [
      { name: 'b.done', count: 2 },
      { name: 'a.done', count: 1 },
    ],
    traits: [
      { name: '__proto__', types: ['boolean'] },
      { name: 'seats', types: ['number', 'string'] },
      { name: 'tags', types: ['array'] },
    ],
    accountTraits: [
      { name: '__proto__', types: ['number'] },
      { name: 'plan', types: ['string'] },
      { name: 'seats', types: ['number'] },
    ],
  })
  const other = await createProject(bench.stores.state, 'Other')
  const foreign = await bench.collector.app.request('/admin/v1/events/names', { headers: { authorization: `Bearer ${other.adminKey}` } })
  expect(await foreign.json()).toEqual({ events: [], traits: [], accountTraits: [] })
})

it('warns at publishing of traits that were never seen, also right after they were sent', async () => {
  const bench = await createBench()
  const group = `{"type":"group","userId":"u","groupId":"acme","timestamp":"${iso(0)}","traits":{"plan":"pro"}}`
  await bench.send('/v1/batch', `{"batch":[${group},{"type":"identify","userId":"u","timestamp":"${iso(0)}","traits":{"seats":5}}]}`)
  const audience = {
    all: [
      { trait: 'seats', gt: 1 },
      { account: 'plan', is: 'pro' },
      { trait: 'sets', gt: 1 },
      { account: 'plan', gt: 3 },
    ],
  }
  const text = JSON.stringify({ kind: 'empty-state', key: 'tip', goal: null, why: 'a test', slot: 'here', title: 'Hello', audience })
  const answer = (await (await bench.admin('validate', publishing([{ path: 'tip.json', text }]))).json()) as { issues: { code: string; pointer: string }[] }
  expect(answer.issues.filter(({ code }) => code !== 'contradiction').map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'trait_never_seen /audience/all/2/trait',
    'type_mismatch /audience/all/3/gt',
  ])
})
