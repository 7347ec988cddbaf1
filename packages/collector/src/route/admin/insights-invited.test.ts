import type {
  AccountsAnswer,
  BehaviourAnswer,
  DepthAnswer,
  EngagementAnswer,
  FunnelAnswer,
  GoalsAnswer,
  MilestoneAnswer,
  MixAnswer,
  ModelAnswer,
  RetentionAnswer,
  SessionsAnswer,
} from '@foothold/protocol'
import { expect, it } from 'vitest'
import { publishing, toFiles } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const DAY = 86_400_000
const FEATURES = [{ key: 'reports', name: 'Reports', usedWhen: [{ event: 'used' }] }]
const MODEL = {
  features: FEATURES,
  milestones: [
    { key: 'act', when: { event: 'used' } },
    { key: 'second', when: { event: 'used', count: { gte: 2 } } },
  ],
  goals: [{ key: 'g', metric: { milestone: 'act' }, target: 0.5, by: { day: 7 } }],
}
const iso = (ago: number): string => new Date(NOON - ago * DAY).toISOString()

async function bench(model: object = MODEL): Promise<Bench> {
  const made = await createBench()
  await made.admin('publish', publishing(toFiles([], model)))
  await made.collector.runTimers()
  return made
}
async function ask<T>(of: Bench, name: string, definition: object = {}): Promise<T> {
  const answer = await of.admin(`insights/${name}`, { method: 'POST', body: JSON.stringify(definition) })
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as T
}
const invite = async (of: Bench, ...batch: object[]): Promise<void> =>
  expect(await (await of.admin('people', { method: 'POST', body: JSON.stringify({ batch }) })).json()).toMatchObject({ accepted: batch.length, rejected: [] })
const use = async (of: Bench, ...uses: { userId: string; ago: number }[]): Promise<void> => {
  const batch = uses.map(({ userId, ago }) => ({ type: 'track', userId, event: 'used', timestamp: iso(ago), context: { groupId: 'acme' } }))
  expect(await (await of.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: uses.length })
}
/** Eight were invited 40 days ago, five of them with a day of sign-up; two of the eight came ten days after. */
async function eight(model?: object): Promise<Bench> {
  const of = await bench(model)
  const people = Array.from({ length: 8 }, (_, index) => ({
    userId: `p${index}`,
    traits: { role: index % 2 ? 'admin' : 'member', ...(index < 5 ? { createdAt: iso(40) } : {}) },
    invitedAt: iso(40),
  }))
  await invite(of, ...people)
  await use(of, { userId: 'p6', ago: 30 }, { userId: 'p7', ago: 29 })
  return of
}

it('counts nobody who was only invited as somebody who did something or signed up', async () => {
  const of = await eight()
  const cohort = { from: '2026-01-20', to: '2026-02-01' }
  expect(await ask<MilestoneAnswer>(of, 'milestone', { milestone: 'act', ...cohort })).toMatchObject({ n: 0, reached: { k: 0, n: 0 } })
  expect(await ask<MilestoneAnswer>(of, 'milestone', { milestone: 'act', last: '90d' })).toMatchObject({ n: 2, reached: { k: 2, n: 2 } })
  const later = { from: '2026-02-02', to: '2026-03-01' }
  const mix = await ask<MixAnswer>(of, 'mix', { milestone: 'act', first: cohort, second: later, traits: ['role'] })
  expect(mix).toMatchObject({ first: { n: 0 }, second: { k: 2, n: 2 } })
  expect((await ask<GoalsAnswer>(of, 'goals')).goals).toMatchObject([{ actual: { k: 2, n: 2 } }])
  expect(await ask<SessionsAnswer>(of, 'sessions', { last: '90d' })).toMatchObject({ n: 2, sessions: 2 })
  const retention = await ask<RetentionAnswer>(of, 'retention', { unit: 'month', cohorts: 3 })
  expect(retention.cohorts.map(({ people }) => people)).toEqual([0, 2, 0])
  const now = await ask<BehaviourAnswer>(of, 'behaviour')
  const { definitions } = await of.get<ModelAnswer>('model')
  expect(now.n).toBe(2)
  expect(now.times.at(-1)!.classes.filter(({ people }) => people)).toEqual(definitions[0]!.numbers!.classes)
  // without a feature everything that people do counts, and an invitation is nothing that they do
  const bare = await eight({})
  expect((await ask<EngagementAnswer>(bare, 'engagement', { last: '60d' })).days.filter(({ dau }) => dau).map(({ dau }) => dau)).toEqual([1, 1])
})

it('breaks down from the invitation on by what was told with it, whichever line says it', async () => {
  const of = await bench()
  const invitedAt = iso(20)
  const person = (userId: string, more: object = {}) => ({ userId, traits: { role: 'admin' }, groupId: 'acme', invitedAt, ...more })
  await invite(of, person('ada'), person('bob', { groupTraits: { plan: 'pro' } }), person('cy'))
  await use(of, { userId: 'ada', ago: 19 })
  const steps = ['person.invited', 'used']
  const groupsBy = async (by: unknown): Promise<unknown[]> =>
    (await ask<FunnelAnswer>(of, 'funnel', { steps, by, last: '30d' })).groups.map(({ value, steps: all }) => [value, all.map(({ people }) => people)])
  expect(await groupsBy('role')).toEqual([['admin', [3, 1]]])
  expect(await groupsBy({ account: 'plan' })).toEqual([['pro', [3, 1]]])
})

it('takes an event that is dated ahead for one that has just happened, in every number', async () => {
  const of = await bench()
  for (const [userId, timestamp] of [
    ['ada', '9999-12-31T00:00:00.000Z'],
    ['bob', '2026-12-20T00:00:00.000Z'],
  ])
    expect(await (await of.send('/v1/track', { event: 'used', userId, timestamp })).json()).toMatchObject({ warnings: [{ code: 'clock_out_of_range' }] })
  of.clock.now = NOON + DAY
  await use(of, { userId: 'ada', ago: -1 })
  const { milestones } = await of.get<{ milestones: { key: string; reachedAt: string }[] }>('people/ada')
  expect(milestones.map(({ key, reachedAt }) => [key, reachedAt])).toEqual([
    ['act', new Date(NOON + 60_000).toISOString()],
    ['second', new Date(NOON + DAY).toISOString()],
  ])
  expect((await ask<MilestoneAnswer>(of, 'milestone', { milestone: 'act' })).n).toBe(2)
  const funnel = await ask<FunnelAnswer>(of, 'funnel', { steps: ['used', 'used'] })
  expect(funnel.steps.map(({ people }) => people)).toEqual([2, 1])
})

it('means the same 28 days in depth and of accounts: whole ones, the last included', async () => {
  const of = await bench({ features: [...FEATURES, { key: 'other', name: 'Other', usedWhen: [{ event: 'other' }] }], timezone: 'Europe/Berlin' })
  // at noon in UTC; the 28 days begin at midnight in Berlin
  await use(of, { userId: 'ada', ago: 27.53 }, { userId: 'bob', ago: 27.56 }, { userId: 'cy', ago: 27.4 })
  const depth = await ask<DepthAnswer>(of, 'depth')
  const accounts = await ask<AccountsAnswer>(of, 'accounts')
  expect(depth.range).toEqual(accounts.range)
  expect(depth).toMatchObject({ n: 2, before: { people: 1 }, range: { from: '2026-02-10T23:00:00.000Z' } })
  expect(accounts.accounts).toMatchObject([{ active: { k: 2, n: 3 }, depth: 0.5 }])
})
