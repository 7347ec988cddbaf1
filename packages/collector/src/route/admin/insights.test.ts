import type {
  AccountsAnswer,
  AdoptionAnswer,
  BehaviourAnswer,
  DepthAnswer,
  EngagementAnswer,
  FunnelAnswer,
  GoalsAnswer,
  GuideAnswer,
  JourneyAnswer,
  MilestoneAnswer,
  MixAnswer,
  Problem,
  RetentionAnswer,
  SessionsAnswer,
  SurveyAnswer,
} from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'
import { publishing, toFiles, TOUR } from '../../testing/files.ts'
import { insightAnswer } from './answer.ts'

const DAY = 86_400_000
const WENT = new Date(NOON - 5 * DAY).toISOString()
const MODEL = {
  features: [{ key: 'reports', name: 'Reports', usedWhen: [{ event: 'report.viewed', where: { full: { is: true } } }] }],
  segments: [{ key: 'admins', when: { trait: 'role', is: 'admin' } }],
  timezone: 'Europe/Berlin',
}
const ask = <T>(bench: Bench, name: string, definition: object): Promise<T> =>
  bench.admin(`insights/${name}`, { method: 'POST', body: JSON.stringify(definition) }).then(async (answer) => {
    const body = (await answer.json()) as T
    if (!answer.ok) throw new Error(JSON.stringify(body))
    expect(insightAnswer.safeParse(body).error).toBeUndefined()
    return body
  })
const refused = async (bench: Bench, name: string, definition: object): Promise<Problem> => {
  const answer = await bench.admin(`insights/${name}`, { method: 'POST', body: JSON.stringify(definition) })
  expect(answer.status).toBe(400)
  return (await answer.json()) as Problem
}

/** Ada: three steps; Bob: one, ten days ago; Cy: one, just now. */
async function filled(): Promise<Bench> {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles([], MODEL)))
  const track = (userId: string, event: string, ago: number, properties: object = {}) => ({
    type: 'track',
    userId,
    event,
    properties,
    timestamp: new Date(NOON - ago * DAY).toISOString(),
  })
  const answer = await bench.send('/v1/batch', {
    batch: [
      { type: 'identify', userId: 'ada', traits: { role: 'admin' }, timestamp: new Date(NOON - 21 * DAY).toISOString() },
      track('ada', 'created', 20),
      track('ada', 'invited', 19),
      track('ada', 'report.viewed', 18, { full: true }),
      track('bob', 'created', 10),
      track('bob', 'report.viewed', 10, { full: false }),
      track('cy', 'created', 0.01),
    ],
  })
  expect(await answer.json()).toMatchObject({ accepted: 7 })
  return bench
}

describe('insights', () => {
  it('answer a funnel with intervals, groups, drop-off and the period before', async () => {
    const bench = await filled()
    const funnel = await ask<FunnelAnswer>(bench, 'funnel', {
      steps: ['created', 'invited', { feature: 'reports' }],
      by: 'role',
      last: '14d',
      against: 'previous',
    })
    expect(funnel).toMatchObject({
      n: 2,
      timezone: 'Europe/Berlin',
      range: { from: '2026-02-24T23:00:00.000Z', to: new Date(NOON).toISOString() },
      definition: { within: '7d', order: 'ordered' },
      open: 1,
      dropOff: { people: { step: 2, lost: 2 }, rate: { step: 2, value: 1 } },
      groups: [{ value: null, steps: [{ people: 2 }, { people: 0 }, { people: 0 }] }],
      against: {
        label: 'the period before',
        steps: [{ people: 1 }, { people: 1, time: { median: 86_400 } }, { people: 1 }],
        // one of our two still has time: bob alone is compared
        difference: [{ value: 0 }, { value: -1 }, { value: -1 }],
      },
      facts: [{ name: 'open', unit: 'count', value: 1 }],
    })
    expect(funnel.steps[0]!.ofFirst).toMatchObject({ k: 2, n: 2, value: 1, high: 1 })
    const whole = await ask<FunnelAnswer>(bench, 'funnel', { steps: ['created', 'invited'], by: { trait: 'role' }, groups: 1, last: '30d' })
    expect(whole.groups.map(({ value, rest, steps }) => [value, rest, steps[0]!.people])).toEqual([
      [null, false, 2],
      [null, true, 1],
    ])
    const admins = await ask<FunnelAnswer>(bench, 'funnel', { steps: ['created', 'invited'], segment: 'admins', last: '30d' })
    expect(admins.steps.map(({ people }) => people)).toEqual([1, 1])
  })

  it('answer retention with cells that are over and cells that are not', async () => {
    const bench = await filled()
    const retention = await ask<RetentionAnswer>(bench, 'retention', { start: 'created', back: { feature: 'reports' }, cohorts: 4, periods: 3 })
    expect(retention.cohorts.map(({ period, people }) => [period, people])).toEqual([
      ['2026-02-16', 1],
      ['2026-02-23', 1],
      ['2026-03-02', 0],
      ['2026-03-09', 1],
    ])
    expect(retention.cohorts.map(({ cells }) => cells.map(({ k, complete }) => [k, complete]))).toEqual([
      [
        [0, true],
        [0, true],
        [0, false],
      ],
      [
        [0, true],
        [0, false],
      ],
      [[0, false]],
      [],
    ])
    expect(retention.mean.map(({ k, n }) => [k, n])).toEqual([
      [0, 2],
      [0, 1],
      [0, 0],
    ])
    const same = await ask<RetentionAnswer>(bench, 'retention', { start: 'created', unit: 'month', cohorts: 2, windows: [[0, 0]] })
    expect(same.cohorts.map(({ people, cells }) => [people, cells[0]?.k, cells[0]?.complete])).toEqual([
      [2, 1, true],
      [1, 0, false],
    ])
  })

  it('answer engagement by uses of features, days of the zone', async () => {
    const bench = await filled()
    const engagement = await ask<EngagementAnswer>(bench, 'engagement', { last: '21d' })
    expect(engagement.n).toBe(1)
    expect(engagement.days.filter(({ dau }) => dau)).toEqual([{ day: '2026-02-20', dau: 1, wau: 1, mau: 1 }])
    expect(engagement.days.filter(({ wau }) => wau)).toHaveLength(7)
    expect(engagement.periods.map(({ period, complete, active, new: fresh, lost }) => [period, complete, active, fresh, lost])).toEqual([
      ['2026-02-16', true, 1, 1, 0],
      ['2026-02-23', true, 0, 0, 1],
      ['2026-03-02', true, 0, 0, 0],
      ['2026-03-09', false, 0, 0, 0],
    ])
    const all = await ask<EngagementAnswer>(bench, 'engagement', {
      doing: ['created', 'invited', 'report.viewed'],
      from: '2026-02-16',
      to: '2026-03-09',
      unit: 'day',
    })
    expect(all.activeDays).toMatchObject({ weeks: [1, 0, 1, 0, 0, 0, 0], mean: 2, three: { k: 1, n: 2 } })
    expect(all.against).toBeNull()
    // Bob on one day of his week, Ada on three of the week before; Ada is among the people of his 28 days
    const week = { doing: ['created', 'invited', 'report.viewed'], from: '2026-02-23', to: '2026-03-01', against: 'previous' }
    const { n, stickiness, against } = await ask<EngagementAnswer>(bench, 'engagement', week)
    expect([n, stickiness]).toEqual([1, expect.closeTo(0.5 / 7)])
    expect(against).toMatchObject({ n: 1, stickiness: expect.closeTo(3 / 5) as number, activeDays: { mean: 3, three: { k: 1, n: 1 } } })
    // newcombe(0/1, 1/1)
    expect(against!.difference).toEqual({
      people: 0,
      // of weeks of one person each nothing is known
      stickiness: { value: expect.closeTo(0.5 / 7 - 3 / 5) as number, low: -1, high: 1 },
      activeDays: { value: -2, low: -6, high: 6 },
      three: { value: -1, low: -1, high: expect.closeTo(Math.SQRT2 * 0.7934506856227626 - 1) as number },
    })
    expect((await refused(bench, 'engagement', { against: 'before' })).errors).toMatchObject([{ pointer: '/against' }])
  })

  it('have days of their zone where the clocks change', async () => {
    const bench = await createBench()
    bench.clock.now = Date.parse('2026-03-30T12:00:00Z')
    const track = (timestamp: string) => ({ type: 'track', userId: timestamp, event: 'x', timestamp })
    // the last instant of Saturday, both ends of a Sunday of 23 hours, the first of Monday
    await bench.send('/v1/batch', {
      batch: ['2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59.999Z', '2026-03-29T22:00:00Z'].map(track),
    })
    const days = async (timezone: string) =>
      (await ask<EngagementAnswer>(bench, 'engagement', { from: '2026-03-28', to: '2026-03-30', unit: 'day', timezone })).days.map(({ day, dau }) => [day, dau])
    expect(await days('Europe/Berlin')).toEqual([
      ['2026-03-28', 1],
      ['2026-03-29', 2],
      ['2026-03-30', 1],
    ])
    expect(await days('UTC')).toEqual([
      ['2026-03-28', 2],
      ['2026-03-29', 2],
      ['2026-03-30', 0],
    ])
  })

  it('answer sessions, depth, adoption, milestones, journeys and goals', async () => {
    const bench = await createBench()
    const model = {
      features: [
        { key: 'reports', name: 'Reports', usedWhen: [{ event: 'report.viewed' }], adoptedWhen: { count: 2, within: '30d' }, relevantTo: ['admin'] },
        { key: 'projects', name: 'Projects', usedWhen: [{ event: 'created' }] },
      ],
      milestones: [{ key: 'activated', when: { event: 'report.viewed' }, deadline: '7d' }],
      goals: [{ key: 'activation', metric: { milestone: 'activated' }, target: 0.5, by: { day: 7 } }],
    }
    expect((await bench.admin('publish', publishing(toFiles([], model)))).status).toBe(200)
    const track = (userId: string, event: string, ago: number) => ({ type: 'track', userId, event, timestamp: new Date(NOON - ago * DAY).toISOString() })
    const admin = (userId: string) => ({ type: 'identify', userId, traits: { role: 'admin' }, timestamp: new Date(NOON - 25 * DAY).toISOString() })
    const batch = [
      admin('ada'),
      admin('bob'),
      track('ada', 'created', 20),
      track('ada', 'report.viewed', 19),
      track('ada', 'report.viewed', 15),
      track('bob', 'created', 10),
      track('cy', 'created', 2),
    ]
    expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: 7 })

    const sessions = await ask<SessionsAnswer>(bench, 'sessions', { last: '28d' })
    expect(sessions).toMatchObject({ n: 3, sessions: 5, perPerson: 5 / 3, duration: { median: 0 } })
    const depth = await ask<DepthAnswer>(bench, 'depth', { by: 'person' })
    expect(depth).toMatchObject({ n: 3, total: 3, groups: [{ value: 'bob', now: { mean: 0.5 } }, { value: 'ada' }, { value: 'cy' }] })
    expect(depth.now.mean).toBeCloseTo(2.5 / 3)
    expect(depth.features.map(({ used: { k, n } }) => [k, n])).toEqual([
      [1, 2],
      [3, 3],
    ])
    expect((await ask<DepthAnswer>(bench, 'depth', { by: 'role', to: '2026-02-24' })).groups).toMatchObject([
      { value: 'admin', now: { people: 1 }, before: { people: 0 }, trend: null },
    ])
    const adoption = await ask<AdoptionAnswer>(bench, 'adoption', { feature: 'reports', days: 12 })
    expect(adoption).toMatchObject({
      eligible: 2,
      tried: { k: 1 },
      adopted: { k: 1, n: 2 },
      byDay: { day: 12, value: 0.5, atRisk: 1 },
      quality: { usesPerWeek: 1 / 3, weeksUsed: { k: 1, n: 3 } },
    })
    expect(adoption.medianDays.value).toBeCloseTo(10)
    // Bob was active in the last two weeks and never used it, Ada in the two before and had adopted it by their end
    const compared = await ask<AdoptionAnswer>(bench, 'adoption', { feature: 'reports', days: 5, last: '14d', against: 'previous' })
    expect(compared).toMatchObject({ eligible: 1, adopted: { k: 0 }, against: { eligible: 1, tried: { k: 1 }, adopted: { k: 1, n: 1 }, byDay: { value: 0 } } })
    expect(compared.against!.difference).toMatchObject({ tried: { value: -1 }, adopted: { value: -1, low: -1 }, byDay: { value: 0 } })
    // 1/2, 1/2 and 1 of three people less 1 of one, who alone may be anything
    bench.clock.now += 11 * DAY
    const trend = await ask<DepthAnswer>(bench, 'depth', { to: '2026-03-20' })
    bench.clock.now = NOON
    expect([trend.trend, trend.difference]).toEqual([
      expect.closeTo(-1 / 3),
      { value: expect.closeTo(-1 / 3) as number, low: -1, high: expect.closeTo(Math.hypot(1 / 3, 1) - 1 / 3) as number },
    ])
    const milestone = await ask<MilestoneAnswer>(bench, 'milestone', { milestone: 'activated' })
    expect(milestone).toMatchObject({ n: 3, definition: { days: 7 }, reached: { k: 1, n: 2 } })
    const journey = await ask<JourneyAnswer>(bench, 'journey', {
      stages: [{ doing: 'created' }, { name: 'read', doing: { feature: 'reports' }, within: '7d' }],
      whatIf: [{ stage: 2, rate: 0.5 }],
    })
    expect(journey.stages).toMatchObject([
      { name: 'created', people: 3, present: 2, late: 1 },
      { name: 'read', people: 1, ofFirst: { k: 1, n: 3 }, time: { median: 86_400 } },
    ])
    expect(journey.whatIf).toEqual([
      { ofFirst: 1, people: 3 },
      { ofFirst: 0.5, people: 1.5 },
    ])
    expect((await ask<GoalsAnswer>(bench, 'goals', {})).goals).toMatchObject([{ key: 'activation', actual: { k: 1, n: 2 }, status: 'too-early', behindBy: 0 }])
    expect((await refused(bench, 'journey', { stages: [{ doing: 'a' }, { doing: 'b' }], whatIf: [{ stage: 3, rate: 1 }] })).errors).toMatchObject([
      { pointer: '/whatIf/0/stage' },
    ])
    expect((await refused(bench, 'milestone', { milestone: 'activatd' })).errors).toMatchObject([{ pointer: '/milestone', suggestion: ['activated'] }])
    expect((await refused(bench, 'adoption', { feature: 'x' })).errors).toMatchObject([{ pointer: '/feature' }])
  })

  it('answer how accounts are', async () => {
    const bench = await createBench()
    await bench.admin(
      'publish',
      publishing(
        toFiles([], {
          features: [
            { key: 'a', name: 'A', usedWhen: [{ event: 'a' }] },
            { key: 'b', name: 'B', usedWhen: [{ event: 'b' }] },
          ],
          milestones: [
            { key: 'integrated', when: { event: 'a', count: { gte: 4 } } },
            { key: 'far', when: { event: 'b' } },
          ],
          journeys: [
            { key: 'way', name: 'The way', stages: [{ key: 'in' }, { key: 'went', name: 'Went', when: { event: 'a' } }, { key: 'end', when: { event: 'b' } }] },
          ],
        }),
      ),
    )
    const track = (userId: string, event: string, ago: number) => ({
      type: 'track',
      userId,
      event,
      context: { groupId: 'acme' },
      timestamp: new Date(NOON - ago * DAY).toISOString(),
    })
    const batch = [
      { type: 'group', userId: 'cy', groupId: 'acme', timestamp: new Date(NOON - DAY).toISOString() },
      ...[1, 2, 3, 4, 5].map((ago) => track('ada', 'a', ago)),
      track('bob', 'a', 1),
    ]
    expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: 7 })
    const { accounts } = await ask<AccountsAnswer>(bench, 'accounts', { busyDays: 5, shallow: 0.6 })
    expect(accounts).toMatchObject([
      {
        id: 'acme',
        active: { k: 2, n: 3 },
        depth: 0.5,
        activeDays: 5,
        uses: 6,
        champion: 5 / 6,
        busyWithoutValue: true,
        championRisk: true,
        maturity: 'core',
        milestones: ['integrated'],
      },
    ])
    expect(accounts[0]!.stages).toEqual([
      { journey: 'way', name: 'The way', stage: 'went', stageName: 'Went', since: WENT, people: 2, next: 'end', due: null, overdue: false },
    ])
    expect((await ask<AccountsAnswer>(bench, 'accounts', { account: 'none' })).accounts).toEqual([])
    const behaviour = await ask<BehaviourAnswer>(bench, 'behaviour', { unit: 'week' })
    expect(behaviour.times.map(({ at, classes }) => [at, classes.find((one) => one.class === 'new')!.people])).toEqual([
      ['2026-03-02', 0],
      ['2026-03-09', 1],
      ['now', 3],
    ])
  })

  it('answer which part of a difference is due to who came', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([], { milestones: [{ key: 'activated', when: { event: 'done' } }] })))
    const at = (ago: number): string => new Date(NOON - ago * DAY).toISOString()
    // both kinds do as well in either month; but in the second more of the better kind came
    const people = (month: number, kind: string, all: number, reached: number) =>
      Array.from({ length: all }, (_, index) => {
        const userId = `${month}-${kind}-${index}`
        const start = month === 1 ? 25 : 18
        const told = { type: 'identify', userId, traits: { source: kind, createdAt: at(start) }, timestamp: at(start) }
        return index < reached ? [told, { type: 'track', userId, event: 'done', timestamp: at(start - 1) }] : [told]
      }).flat()
    const batch = [...people(1, 'ads', 8, 2), ...people(1, 'friend', 4, 3), ...people(2, 'ads', 4, 1), ...people(2, 'friend', 8, 6), ...people(2, 'fair', 1, 1)]
    await bench.send('/v1/batch', { batch })
    const date = (ago: number): string => at(ago).slice(0, 10)
    const mix = await ask<MixAnswer>(bench, 'mix', {
      milestone: 'activated',
      days: 7,
      first: { from: date(19), to: date(17) },
      second: { from: date(26), to: date(24) },
      traits: ['source'],
    })
    expect(mix).toMatchObject({ n: 25, first: { k: 8, n: 13 }, second: { k: 5, n: 12 }, young: 0, apart: { first: { k: 1, n: 1 }, second: { n: 0 } } })
    expect(mix.difference!.value).toBeCloseTo(7 / 12 - 5 / 12)
    expect(mix.composition!.value).toBeCloseTo(1 / 6)
    expect(mix.rates!.value).toBeCloseTo(0)
    expect(mix.standardised.first!.value).toBeCloseTo(0.5)
    expect(mix.standardised.second!.value).toBeCloseTo(0.5)
    expect(await ask<MixAnswer>(bench, 'mix', { ...mix.definition, days: 30 })).toMatchObject({ n: 0, young: 25, difference: null })
  })

  it('answer how guides and surveys do', async () => {
    const bench = await createBench()
    const survey = {
      kind: 'survey',
      key: 'score',
      goal: null,
      why: 'it asks',
      owner: 'growth',
      reviewBy: '2026-12-01',
      when: { page: '/*' },
      questions: [{ key: 'nps', ask: 'nps', title: 'Would you recommend us?' }],
    }
    const published = await bench.admin('publish', publishing(toFiles([TOUR, survey])))
    expect(published.status, await published.clone().text()).toBe(200)
    const guide = (userId: string, event: string, minutes: number, properties: object = {}) => ({
      type: 'track',
      userId,
      event,
      properties: { guide: 'welcome', ...properties },
      timestamp: new Date(NOON - DAY + minutes * 60_000).toISOString(),
    })
    const asked = { guide: 'score', question: 'nps', ask: 'nps' }
    const batch = [
      guide('ada', 'guide.seen', 0),
      guide('ada', 'guide.step-seen', 0, { step: 'one' }),
      guide('ada', 'guide.step-seen', 1, { step: 'two' }),
      guide('ada', 'guide.completed', 2),
      guide('bob', 'guide.seen', 0),
      guide('bob', 'guide.step-seen', 0, { step: 'one' }),
      guide('bob', 'guide.step-seen', 0.5, { step: 'one' }),
      guide('bob', 'guide.ended', 1, { reason: 'navigation' }),
      guide('bob', 'guide.rendered', 1),
      guide('cy', 'guide.target-missing', 1, { step: 'one', reason: 'hidden' }),
      guide('ada', 'guide.seen', 5, { guide: 'score' }),
      guide('bob', 'guide.seen', 5, { guide: 'score' }),
      guide('ada', 'survey.answered', 6, { ...asked, value: 3 }),
      guide('ada', 'survey.answered', 7, { ...asked, value: 10 }),
      guide('ada', 'guide.answered', 8, { guide: 'score' }),
    ]
    expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: batch.length })
    expect(await ask<GuideAnswer>(bench, 'guide', { guide: 'welcome', last: '7d' })).toMatchObject({
      n: 2,
      seen: { showings: 2, people: 2 },
      steps: [
        // Ada goes on after 60 s; Bob is away for 30 s, sees the step again, and 30 s later it ends
        { key: 'one', people: 2, lost: 0, time: { n: 2, median: 45 } },
        { key: 'two', people: 1, ofSeen: { k: 1, n: 2 }, lost: 1, time: { n: 1, median: 60, p90: 60 } },
        { key: 'three', people: 0, lost: 1, time: { n: 0, median: null } },
      ],
      time: { n: 1, median: 120 },
      reasons: [{ value: 'navigation', events: 1 }],
      targets: { rendered: 1, missing: 1, reasons: [{ value: 'hidden' }], steps: [{ value: 'one' }] },
    })
    expect(await ask<SurveyAnswer>(bench, 'survey', { survey: 'score' })).toMatchObject({
      n: 2,
      answered: { k: 1, n: 2 },
      never: 1,
      questions: [
        {
          key: 'nps',
          score: { n: 1, value: 100 },
          answers: [
            { value: 10, people: 1 },
            { value: 3, people: 0 },
          ],
        },
      ],
    })
    expect((await refused(bench, 'guide', { guide: 'welcom' })).errors).toMatchObject([{ pointer: '/guide', suggestion: ['welcome'] }])
    expect((await refused(bench, 'survey', { survey: 'welcome' })).errors).toMatchObject([{ pointer: '/survey' }])
  })

  it('take fields as parameters, and answer CSV', async () => {
    const bench = await filled()
    const answer = await bench.admin('insights/funnel?steps=created,invited&last=30d&groups=5&by=role&format=csv')
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/)
    expect((await answer.text()).split('\r\n').slice(0, 3)).toEqual([
      'group,step,name,people,of first,low,high,of previous,median,p75,p90',
      'all,1,created,3,1,,,1,,,',
      expect.stringMatching(/^all,2,invited,1,0\.33.*,86400,86400,86400$/),
    ])
    const written = encodeURIComponent(JSON.stringify({ event: 'report.viewed', where: { full: { is: true } } }))
    expect((await bench.get<RetentionAnswer>(`insights/retention?start=created&back=${written}&cohorts=2`)).cohorts).toHaveLength(2)
    expect((await bench.admin('insights/funnel?steps=[')).status).toBe(400)
    expect((await bench.admin('insights/funnel?steps=a,b&format=xml')).status).toBe(400)
  })

  it.each([
    ['funnel', { steps: ['a'] }, '/steps'],
    ['funnel', { steps: ['a', 'b'], ordr: 'any' }, '/ordr'],
    ['funnel', { steps: ['a', { feature: 'report' }] }, '/steps/1/feature'],
    ['funnel', { steps: ['a', 'b'], segment: 'admin' }, '/segment'],
    ['funnel', { steps: ['a', 'b'], against: { segment: 'admin' } }, '/against/segment'],
    ['funnel', { steps: ['a', 'b'], from: '2026-03-09', to: '2026-03-01' }, '/from'],
    ['funnel', { steps: ['a', 'b'], from: '2026-03-01', last: '7d' }, '/last'],
    ['funnel', { steps: ['a', 'b'], exclude: [{ event: 'x', after: 2, before: 2 }] }, '/exclude'],
    ['funnel', { steps: ['a', 'b'], order: 'any', exclude: [{ event: 'x' }] }, '/exclude'],
    ['retention', { windows: [[3, 1]] }, '/windows/0'],
    ['engagement', { timezone: 'Berlin' }, '/timezone'],
    ['engagement', { timezone: 'user' }, '/timezone'],
    ['engagement', { __proto__: null, doing: [] }, '/doing'],
  ])('%s refuse %j at %s', async (name, definition, pointer) => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([], MODEL)))
    const problem = await refused(bench, name, definition)
    expect(problem).toMatchObject({ code: 'request_invalid', errors: [{ pointer }] })
  })

  it('suggest the word that was meant', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([], MODEL)))
    expect((await refused(bench, 'funnel', { steps: ['a', { feature: 'report' }] })).errors).toMatchObject([{ suggestion: ['reports'] }])
    expect((await refused(bench, 'retention', { unit: 'weeks' })).errors).toMatchObject([{ suggestion: ['week'] }])
  })

  it('see the project of the key only', async () => {
    const bench = await filled()
    const { createProject } = await import('../../project/create-project.ts')
    const stranger = await createProject(bench.stores.state, 'Stranger', NOON)
    for (const [name, definition] of [
      ['funnel', { steps: ['created', 'invited'] }],
      ['retention', {}],
      ['engagement', {}],
    ] as const) {
      const answer = await bench.collector.app.request(`/admin/v1/insights/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stranger.adminKey}` },
        body: JSON.stringify(definition),
      })
      expect(await answer.json()).toMatchObject({ n: 0 })
    }
  })
})
