import type { Problem } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import type { PersonExplanation } from '../../insights/explain.ts'
import { createProject } from '../../project/create-project.ts'
import { publishing, TOUR, toFiles, type WrittenGuide } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const iso = (offset: number): string => new Date(NOON + offset).toISOString()
const HOUR = 3_600_000
const track = (event: string, offset: number, more: object = {}): object => ({ type: 'track', event, userId: 'u', timestamp: iso(offset), ...more })
const gate = ({ gates }: PersonExplanation, name: string): PersonExplanation['gates'][number] | undefined => gates.find((one) => one.gate === name)

async function open(...guides: WrittenGuide[]): Promise<Bench> {
  const bench = await createBench()
  bench.clock.now = NOON - 10 * HOUR
  expect((await bench.admin('publish', publishing(toFiles(guides)))).status).toBe(200)
  bench.clock.now = NOON
  return bench
}
const send = async ({ send: post }: Bench, batch: object[]): Promise<void> =>
  expect(await (await post('/v1/batch', { batch })).json()).toMatchObject({ accepted: batch.length })

describe('an explanation', () => {
  it('answers every gate, with what was there and what was missing', async () => {
    const audience = {
      all: [
        { event: 'project.opened', count: { gte: 2 } },
        { trait: 'role', is: 'admin' },
        { account: 'plan', in: ['pro'] },
      ],
    }
    const bench = await open({ ...TOUR, audience, when: { page: '/projects' } })
    await send(bench, [
      track('project.opened', -2 * HOUR),
      {
        type: 'page',
        userId: 'u',
        timestamp: iso(-HOUR),
        properties: { path: '/projects', search: '?tab=all', url: 'https://app.example/projects?tab=all#/top' },
      },
      { type: 'group', userId: 'u', groupId: 'acme', timestamp: iso(-HOUR), traits: { plan: 'pro' } },
    ])
    const explanation = await bench.get<PersonExplanation>('people/u/explain?guide=welcome')
    expect(explanation).toMatchObject({
      guide: 'welcome',
      at: NOON,
      show: false,
      person: 'u',
      account: 'acme',
      publishedAt: iso(-10 * HOUR),
      page: { path: '/projects?tab=all#/top', given: false, viewedAt: iso(-HOUR) },
    })
    expect(gate(explanation, 'page')).toMatchObject({ gate: 'page', open: true, words: 'page' })
    expect(gate(explanation, 'audience')).toMatchObject({
      open: false,
      words: 'audience: the person is not in the audience',
      tree: {
        result: false,
        words: 'all of',
        children: [
          { result: false, actual: { count: 1, last: NOON - 2 * HOUR }, pointer: '/all/0' },
          { missing: 'the trait "role"', pointer: '/all/1', words: 'role is "admin" — missing: the trait "role"' },
          { result: true, actual: 'pro', pointer: '/all/2' },
        ],
      },
    })
    const elsewhere = await bench.get<PersonExplanation>(`people/u/explain?guide=welcome&page=${encodeURIComponent('/a/b?c=d#e')}`)
    expect([gate(elsewhere, 'page')?.open, elsewhere.page]).toEqual([false, { path: '/a/b?c=d#e', given: true, viewedAt: null }])
  })

  it('tells of a target that could not be used, until something is drawn again', async () => {
    const bench = await open(TOUR)
    await send(bench, [{ ...track('guide.target-missing', -2 * HOUR), properties: { guide: 'welcome', reason: 'hidden' } }])
    expect(gate(await bench.get<PersonExplanation>('people/u/explain?guide=welcome'), 'target')).toMatchObject({
      words: `target: was hidden when last looked for (${iso(-2 * HOUR)})`,
    })
    await send(bench, [{ ...track('guide.rendered', -HOUR), properties: { guide: 'welcome' } }])
    expect(gate(await bench.get<PersonExplanation>('people/u/explain?guide=welcome'), 'target')).toBeUndefined()
  })

  it('is a text where one is asked for', async () => {
    const bench = await open(TOUR)
    await send(bench, [track('project.opened', -2 * HOUR)])
    const asked = await bench.admin('people/u/explain?guide=welcome', { headers: { accept: 'text/plain' } })
    expect(asked.headers.get('content-type')).toMatch(/^text\/plain/)
    const text = await asked.text()
    expect(text).toMatch(/^✗ "welcome" at 2026-03-10 12:00:00Z: is not shown\n/)
    expect(text).toContain('✗ event "project.opened" count gte 2 — 1 ×, last 2026-03-10 10:00Z\n')
    expect(text).toMatch(
      /\nperson u\npage not known: no page view before\nversion [0-9a-f]{16}, published 2026-03-10T02:00:00.000Z\nnew since 2026-03-10T10:00:00.000Z: signed up less than 14 days ago\n$/,
    )
    expect(await (await bench.admin('people/u/explain?guide=welcome&format=text')).text()).toBe(text)
    expect((await bench.admin('people/u/explain?guide=welcome&format=json', { headers: { accept: 'text/plain' } })).headers.get('content-type')).toMatch(/json/)
  })

  it('is about the instant: what had happened by then, also where it arrived later, and the guides that were live', async () => {
    const bench = await open({ ...TOUR, audience: { event: 'project.opened' } })
    const first = (await bench.get<{ version: string }[]>('versions'))[0]!.version
    bench.clock.now = NOON - 6 * HOUR
    await bench.admin(
      'publish',
      publishing(
        toFiles([
          { ...TOUR, audience: { event: 'project.opened', absent: '1h' } },
          { ...TOUR, key: 'other' },
        ]),
      ),
    )
    bench.clock.now = NOON - 2 * HOUR
    await bench.admin(`versions/${first}/publish`, { method: 'POST' })
    bench.clock.now = NOON
    await send(bench, [track('project.opened', -3 * HOUR), track('guide.completed', -HOUR, { properties: { guide: 'welcome' } })])
    const at = async (offset: number): Promise<unknown[]> => {
      const explanation = await bench.get<PersonExplanation>(`people/u/explain?guide=welcome&page=/x&at=${NOON + offset}`)
      return [explanation.version === first, gate(explanation, 'audience')?.open, gate(explanation, 'frequency')?.open]
    }
    expect(await at(-7 * HOUR)).toEqual([true, false, true])
    expect(await at(-5 * HOUR)).toEqual([false, true, true])
    expect(await at(-3 * HOUR + 1)).toEqual([false, false, true])
    expect(await at(-1.5 * HOUR)).toEqual([true, true, true])
    expect(await at(-HOUR)).toEqual([true, true, false])
    // the first that there was, told only now
    await send(bench, [track('project.opened', -8 * HOUR)])
    expect(await at(-7 * HOUR)).toEqual([true, true, true])
    expect((await bench.admin(`people/u/explain?guide=other&at=${iso(-4 * HOUR)}`)).status).toBe(200)
    expect((await bench.admin(`people/u/explain?guide=other&at=${iso(0)}`)).status).toBe(404)
  })

  it('knows the account as it was: which one, its traits, its events, its milestones', async () => {
    const account = { scope: 'account' } as const
    const bench = await open({
      ...TOUR,
      audience: {
        all: [
          { event: 'x', count: { gte: 2 }, ...account },
          { milestone: 'activated', is: 'reached', ...account },
          { account: 'plan', is: 'pro' },
        ],
      },
    })
    const of = (userId: string, groupId: string): object => ({ userId, groupId })
    await send(bench, [
      track('page.seen', -9 * HOUR, of('u', 'acme')),
      track('x', -8 * HOUR, of('v', 'acme')),
      track('x', -7 * HOUR, of('w', 'acme')),
      track('x', -7 * HOUR, of('w', 'other')),
      track('project.created', -6 * HOUR, of('v', 'acme')),
      track('member.invited', -5 * HOUR, of('v', 'acme')),
      { type: 'group', timestamp: iso(-4 * HOUR), traits: { plan: 'pro' }, ...of('w', 'acme') },
      track('page.seen', -2 * HOUR, of('u', 'other')),
    ])
    const at = async (offset: number): Promise<unknown[]> => {
      const explanation = await bench.get<PersonExplanation>(`people/u/explain?guide=welcome&at=${NOON + offset}`)
      return [explanation.account, ...gate(explanation, 'audience')!.tree!.children!.map(({ result }) => result)]
    }
    expect(await at(-7.5 * HOUR)).toEqual(['acme', false, false, undefined])
    expect(await at(-6.5 * HOUR)).toEqual(['acme', true, false, undefined])
    expect(await at(-4.5 * HOUR)).toEqual(['acme', true, true, undefined])
    expect(await at(-3 * HOUR)).toEqual(['acme', true, true, true])
    expect(await at(-HOUR)).toEqual(['other', false, false, undefined])
    // another definition is live by now; the old one still holds for the past
    await bench.admin('publish', publishing(toFiles([TOUR], { milestones: [{ key: 'activated', when: { event: 'never' } }] })))
    expect(await at(-4.5 * HOUR)).toEqual(['acme', true, true, undefined])
    expect(await at(-5.5 * HOUR)).toEqual(['acme', true, false, undefined])
  })

  it('holds to the arm that the person was exposed to', async () => {
    const bench = await open({ ...TOUR, audience: { trait: 'x', exists: false }, experiment: { holdout: 0.5 } })
    await send(bench, [track('experiment.exposed', -HOUR, { properties: { guide: 'welcome', arm: 'holdout' } })])
    await send(bench, [track('experiment.exposed', -HOUR, { userId: 'v', properties: { guide: 'welcome', arm: 'none' } })])
    const open_ = async (person: string): Promise<unknown> =>
      gate(await bench.get<PersonExplanation>(`people/${person}/explain?guide=welcome`), 'holdout')?.open
    expect([await open_('u'), await open_('v')]).toEqual([false, true])
  })
})

describe('a question that cannot be answered', () => {
  it('is told what is wrong with it', async () => {
    const bench = await open(TOUR, { ...TOUR, key: 'welcome-back' }, { ...TOUR, key: 'something-else' })
    await send(bench, [track('x', 0)])
    const ask = async (path: string, init?: RequestInit): Promise<unknown[]> => {
      const answer = await bench.admin(path, init)
      const { code, detail } = (await answer.json()) as Problem
      return [answer.status, code, detail]
    }
    expect(await ask('people/nobody/explain?guide=welcome')).toEqual([404, 'not_found', 'There is no person "nobody".'])
    expect(await ask('people/u/explain?guide=welcom')).toEqual([404, 'not_found', expect.stringMatching(/no guide "welcom" .*Nearest: "welcome"\.$/)])
    expect(await ask('people/u/explain?guide=__proto__')).toEqual([404, 'not_found', expect.stringContaining('no guide "__proto__"')])
    expect(await ask('people/u/explain')).toEqual([400, 'request_invalid', expect.stringContaining('"/guide"')])
    for (const at of ['yesterday', '2026-03-10T09:00', '', '-5', '2026-13-45', '1e3']) {
      expect(await ask(`people/u/explain?guide=welcome&at=${at}`), at).toEqual([400, 'request_invalid', expect.stringContaining('is no instant')])
    }
    expect(await ask(`people/u/explain?guide=welcome&at=${NOON + 1}`)).toEqual([400, 'request_invalid', expect.stringContaining('lies in the future')])
    expect(await ask('people/u/explain?guide=welcome&at=2026-03-01')).toEqual([
      404,
      'not_found',
      expect.stringContaining('Nothing was published by 2026-03-01'),
    ])
    const other = await createProject(bench.stores.state, 'Other')
    const foreign = await bench.collector.app.request('/admin/v1/people/u/explain?guide=welcome', { headers: { authorization: `Bearer ${other.adminKey}` } })
    expect(foreign.status).toBe(404)
    const byWriteKey = await bench.collector.app.request('/admin/v1/people/u/explain?guide=welcome', {
      headers: { authorization: `Bearer ${bench.project.writeKey}` },
    })
    expect(byWriteKey.status).toBe(403)
  })
})
