import type { PersonState } from '@foothold/protocol'
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
      traits: { role: 'admin' },
      account: { plan: 'pro' },
      tallies: { [tallyKey({ event: 'automation.run', where: { kind: { is: 'real' } } })]: { count: 2, first, last, days: { '2026-03-10': 2 } } },
      milestones: { activated: NOON - 1000, pro: NOON - 1000 },
      guides: {
        welcome: { seen: 1, lastSeenAt: NOON - 1900, state: 'snoozed', at: NOON - 1700 },
        start: { seen: 0, state: 'unseen', tasks: { create: NOON - 1600 } },
      },
    })
  })

  it('answers an unknown person with nothing, and a malformed request with 400', async () => {
    const { send } = await createBench()
    expect(await (await send('/v1/state', { anonymousId: 'nobody' })).json()).toEqual({
      at: iso(0),
      traits: {},
      account: {},
      tallies: {},
      milestones: {},
      guides: {},
    })
    expect((await send('/v1/state', {})).status).toBe(200)
    for (const body of ['{', '[]', '{"userId":5}', '{"userId":""}']) expect((await send('/v1/state', body)).status).toBe(400)
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
