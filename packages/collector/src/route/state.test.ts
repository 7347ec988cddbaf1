import type { Bundle, PersonState } from '@foothold/protocol'
import { tallyKey } from '@foothold/targeting'
import { describe, expect, it } from 'vitest'
import { CHECKLIST, publishing, TOUR, toFiles } from '../testing/files.ts'
import { createBench, NOON } from '../testing/temporary.ts'

const iso = (offset: number): string => new Date(NOON + offset).toISOString()

describe('POST /v1/state', () => {
  it('tells what was acknowledged a moment ago, on whatever device', async () => {
    const { send, admin, collector, project } = await createBench()
    await admin('publish', publishing(toFiles([TOUR, CHECKLIST])))
    const guide = (event: string, at: number, properties: object): object => ({
      type: 'track',
      event,
      userId: 'u',
      timestamp: iso(at),
      properties: { guide: 'welcome', ...properties },
    })
    const run = (at: number, kind: string, more: object): object => ({
      type: 'track',
      event: 'automation.run',
      timestamp: iso(at),
      properties: { kind },
      ...more,
    })
    await send('/v1/batch', {
      batch: [
        run(-5000, 'real', { anonymousId: 'a' }),
        run(-4000, 'test', { anonymousId: 'a' }),
        { type: 'identify', userId: 'u', anonymousId: 'a', timestamp: iso(-3000), traits: { role: 'admin' } },
        { type: 'group', userId: 'u', groupId: 'acme', timestamp: iso(-2900), traits: { plan: 'pro' } },
        run(-2000, 'real', { userId: 'u' }),
        guide('guide.seen', -1900, {}),
        guide('guide.step-seen', -1800, { step: 'two' }),
        guide('guide.snoozed', -1700, {}),
        guide('guide.dismissed', -1750, {}),
        guide('guide.task-completed', -1600, { guide: 'start', task: 'create' }),
        guide('guide.seen', -1, { guide: 'never-published' }),
        guide('guide.seen', -1, { guide: '__proto__' }),
        { type: 'track', event: 'milestone.reached', userId: 'u', timestamp: iso(-1000), properties: { milestone: 'activated' } },
      ],
    })
    const answer = await collector.app.request('/v1/state', {
      method: 'POST',
      headers: { origin: 'https://app.example', 'content-type': 'text/plain' },
      body: JSON.stringify({ writeKey: project.writeKey, anonymousId: 'a' }),
    })
    expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('cache-control')]).toEqual([200, '*', 'no-store'])
    const state = (await answer.json()) as PersonState
    const [first, last] = [NOON - 5000, NOON - 2000]
    expect(state).toEqual({
      at: iso(0),
      version: expect.any(String) as string,
      // "role" is nobody's question: only a segment that nobody uses names it
      traits: {},
      account: { plan: 'pro' },
      tallies: {
        [tallyKey({ event: 'automation.run', where: { kind: { is: 'real' } } })]: { count: 2, first, last, days: { '2026-03-10': 2 }, recent: [first, last] },
      },
      milestones: { activated: NOON - 1000, pro: NOON - 1000 },
      guides: {
        welcome: { seen: 1, lastSeenAt: NOON - 1900, state: 'snoozed', at: NOON - 1700 },
        start: { seen: 0, state: 'unseen', tasks: { create: NOON - 1600 } },
      },
      arms: {},
      accountMilestones: {},
    })
  })

  it('answers an unknown person with nothing, and a malformed request with 400', async () => {
    const { send } = await createBench()
    expect(await (await send('/v1/state', { anonymousId: 'nobody' })).json()).toEqual({
      at: iso(0),
      version: expect.any(String) as string,
      traits: {},
      account: {},
      tallies: {},
      milestones: {},
      guides: {},
      arms: {},
      accountMilestones: {},
    })
    expect((await send('/v1/state', {})).status).toBe(200)
    for (const body of ['{', '[]', '{"userId":5}', '{"userId":""}']) expect((await send('/v1/state', body)).status).toBe(400)
  })
})

describe('what is told', () => {
  const track = (userId: string, event: string, at: number, more: object = {}): object => ({ type: 'track', event, userId, timestamp: iso(at), ...more })

  it('is what a guide asks for, in conditions and texts, and no other trait', async () => {
    const { send, admin } = await createBench()
    const guide = {
      ...TOUR,
      audience: { all: [{ segment: 'admins' }, { trait: '__proto__', exists: false }] },
      steps: [
        { key: 'one', title: 'Hi {{ user.firstName | there }} of {{account.company|us}}', actions: [{ label: '{{user.cta|Go}}', do: [{ go: 'next' }] }] },
      ],
    }
    expect((await admin('publish', publishing(toFiles([guide])))).status).toBe(200)
    const traits = '{"role":"admin","firstName":"Ada","cta":"On","email":"ada@example.com","salary":1,"__proto__":7,"constructor":8}'
    const event = (more: string): string => `{"userId":"u","timestamp":"${iso(-10)}",${more}}`
    await send(
      '/v1/batch',
      `{"batch":[${event(`"type":"identify","traits":${traits}`)},${event('"type":"group","groupId":"g","traits":{"company":"Acme","plan":"pro","mrr":9}')}]}`,
    )
    const text = await (await send('/v1/state', { userId: 'u' })).text()
    expect(text).toContain('"__proto__":7')
    const { traits: told, account } = JSON.parse(text) as PersonState
    expect(Object.keys(told).sort()).toEqual(['__proto__', 'cta', 'firstName', 'role'])
    // "plan" is what a milestone asks for
    expect(account).toEqual({ company: 'Acme', plan: 'pro' })
  })

  it('has the first arm that somebody was exposed to, by the time of the event', async () => {
    const { send, admin } = await createBench()
    await admin('publish', publishing(toFiles([TOUR])))
    const exposed = (arm: unknown, at: number, guide = 'welcome'): object => track('u', 'experiment.exposed', at, { properties: { guide, arm } })
    await send('/v1/batch', { batch: [exposed('b', -100), exposed('c', -50), exposed(5, -300), exposed('x', -1, 'constructor')] })
    const arms = async (): Promise<unknown> => ((await (await send('/v1/state', { userId: 'u' })).json()) as PersonState).arms
    expect(await arms()).toEqual({ welcome: 'b' })
    await send('/v1/batch', { batch: [exposed('a', -200)] })
    expect(await arms()).toEqual({ welcome: 'a' })
  })

  it('has the arms of the account that is asked about, where the account is the unit', async () => {
    const { send, admin } = await createBench()
    const experiment = (unit: string): object => ({ unit, variants: [{ key: 'a' }, { key: 'b' }] })
    await admin(
      'publish',
      publishing(
        toFiles([
          { ...TOUR, experiment: experiment('account') },
          { ...TOUR, key: 'own', experiment: experiment('user') },
        ]),
      ),
    )
    const exposed = (arm: string, at: number, groupId: string, guide = 'welcome'): object =>
      track('u', 'experiment.exposed', at, { groupId, properties: { guide, arm } })
    await send('/v1/batch', { batch: [exposed('a', -100, 'acme'), exposed('a', -90, 'acme', 'own'), exposed('b', -80, 'beta'), exposed('a', -70, 'beta')] })
    const arms = async (groupId?: string): Promise<unknown> => ((await (await send('/v1/state', { userId: 'u', groupId })).json()) as PersonState).arms
    expect([await arms('acme'), await arms('beta'), await arms(), await arms('other')]).toEqual([
      { welcome: 'a', own: 'a' },
      { welcome: 'b', own: 'a' },
      { welcome: 'b', own: 'a' },
      { own: 'a' },
    ])
  })

  it('has the real arm of who was held out of everything before', async () => {
    const { send, admin } = await createBench()
    await admin('publish', publishing(toFiles([TOUR])))
    const exposed = (arm: string, at: number): object => track('u', 'experiment.exposed', at, { properties: { guide: 'welcome', arm } })
    await send('/v1/batch', { batch: [exposed('holdout-all', -9000), exposed('x', -5)] })
    expect(((await (await send('/v1/state', { userId: 'u' })).json()) as PersonState).arms).toEqual({ welcome: 'x' })
  })

  it('names the bundle that it was reckoned by', async () => {
    const { send, admin, collector, project } = await createBench()
    await admin('publish', publishing(toFiles([TOUR])))
    const bundle = (await (await collector.app.request(`/v1/bundle/${project.writeKey}`)).json()) as Bundle
    expect(((await (await send('/v1/state', { userId: 'u' })).json()) as PersonState).version).toBe(bundle.version)
  })

  it('has what everybody in the account did, under the account that each event names', async () => {
    const { send, admin } = await createBench()
    const invited = { event: 'member.invited', where: { role: { is: 'admin' } }, scope: 'account' } as const
    const audience = {
      all: [
        { ...invited, count: { gte: 2 } },
        { milestone: 'activated', is: 'reached', scope: 'account' },
      ],
    }
    expect((await admin('publish', publishing(toFiles([{ ...TOUR, audience }])))).status).toBe(200)
    const invite = (userId: string, groupId: string | undefined, at: number, role = 'admin'): object =>
      track(userId, 'member.invited', at, { groupId, properties: { role } })
    const state = async (request: object): Promise<[unknown, unknown]> => {
      const answer = (await (await send('/v1/state', request)).json()) as PersonState
      return [Object.hasOwn(answer.tallies, tallyKey(invited)) ? answer.tallies[tallyKey(invited)]!.recent : null, answer.accountMilestones]
    }
    await send('/v1/batch', {
      batch: [
        invite('a', 'acme', -900),
        invite('b', 'acme', -700),
        invite('b', 'acme', -650, 'guest'),
        invite('b', 'other', -600),
        invite('b', undefined, -500),
        track('a', 'project.created', -800, { groupId: 'acme' }),
        track('c', 'page.opened', -400, { groupId: 'acme' }),
        track('d', 'page.opened', -400),
      ],
    })
    const acme = [[NOON - 900, NOON - 700], { activated: NOON - 800 }]
    expect(await state({ userId: 'c' })).toEqual(acme)
    expect(await state({ userId: 'a' })).toEqual(acme)
    // moved on to the other account, where nobody has reached anything
    expect(await state({ userId: 'b' })).toEqual([[NOON - 600], {}])
    expect(await state({ userId: 'b', groupId: 'acme' })).toEqual(acme)
    expect(await state({ userId: 'd' })).toEqual([null, {}])
    expect(await state({ userId: 'd', groupId: '__proto__' })).toEqual([null, {}])
    // an account that is kept goes on with new events, also where they come late
    await send('/v1/batch', { batch: [invite('e', 'acme', -1000), track('e', 'project.created', -950, { groupId: 'acme' })] })
    expect(await state({ userId: 'c' })).toEqual([[NOON - 1000, NOON - 900, NOON - 700], { activated: NOON - 950 }])
  })
})

it('remembers how long a snooze lasts', async () => {
  const { send, admin } = await createBench()
  await admin('publish', publishing(toFiles([TOUR])))
  const event = { type: 'track', event: 'guide.snoozed', userId: 'u', timestamp: iso(-10), properties: { guide: 'welcome', until: iso(7 * 86_400_000) } }
  await send('/v1/batch', { batch: [event] })
  const state = (await (await send('/v1/state', { userId: 'u' })).json()) as PersonState
  expect(state.guides['welcome']).toEqual({ seen: 0, state: 'snoozed', at: NOON - 10, until: NOON + 7 * 86_400_000 })
})
