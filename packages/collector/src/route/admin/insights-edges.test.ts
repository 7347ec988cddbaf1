import type { AccountsAnswer, AdoptionAnswer, DepthAnswer, EngagementAnswer, GuideAnswer, MixAnswer, SurveyAnswer } from '@foothold/protocol'
import { expect, it } from 'vitest'
import { publishing, toFiles, TOUR } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const DAY = 86_400_000
const USED = { key: 'reports', name: 'Reports', usedWhen: [{ event: 'used' }], adoptedWhen: { count: 2, within: '5d' } }

async function ask<T>(bench: Bench, name: string, definition: object): Promise<T> {
  const answer = await bench.admin(`insights/${name}`, { method: 'POST', body: JSON.stringify(definition) })
  expect(answer.status).toBe(200)
  return (await answer.json()) as T
}

it('takes a time that goes beyond now for one that ends now: what is to come is no time in which nobody did anything', async () => {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles([], { features: [USED] })))
  const used = (userId: string, ago: number) => ({
    type: 'track',
    userId,
    event: 'used',
    timestamp: new Date(NOON - ago * DAY).toISOString(),
    context: { groupId: 'acme' },
  })
  await bench.send('/v1/batch', { batch: [used('ada', 3), used('ada', 2), used('ada', 1), used('bob', 27.4)] })
  // the day is not over, and the month even less
  for (const to of ['2026-03-10', '2026-03-31']) {
    const engagement = await ask<EngagementAnswer>(bench, 'engagement', { from: '2026-03-02', to, unit: 'week' })
    const { range: _, ...now } = await ask<EngagementAnswer>(bench, 'engagement', { from: '2026-03-02', unit: 'week' })
    expect(engagement).toMatchObject({ range: { to: new Date(NOON).toISOString() } })
    expect({ days: engagement.days, stickiness: engagement.stickiness, periods: engagement.periods }).toEqual({
      days: now.days,
      stickiness: now.stickiness,
      periods: now.periods,
    })
    expect(engagement.periods.at(-1)).toMatchObject({ period: '2026-03-09', complete: false })
    const adoption = await ask<AdoptionAnswer>(bench, 'adoption', { feature: 'reports', from: '2026-02-01', to, days: 60 })
    // the weeks of one adopter say nothing of others
    expect(adoption.quality.weeksUsed).toEqual({ k: 1, n: 1, value: 1, low: 0, high: 1 })
    // nobody has been watched longer than bob
    expect(adoption.curve.at(-1)!.day).toBeLessThanOrEqual(27)
    expect(await ask<DepthAnswer>(bench, 'depth', { to })).toMatchObject({ n: 2, range: { to: new Date(NOON).toISOString() } })
    expect(await ask<AccountsAnswer>(bench, 'accounts', { to })).toMatchObject({ accounts: [{ active: { k: 2, n: 2 } }] })
  }
})

it('names every column of a table', async () => {
  const bench = await createBench()
  const milestones = [{ key: 'activated', when: { event: 'used' }, from: 'signup' }]
  const journeys = [{ key: 'adoption', stages: [{ key: 'invited' }, { key: 'active', when: { event: 'used' } }] }]
  const goals = [{ key: 'g', metric: { milestone: 'activated' }, target: 0.5 }]
  await bench.admin('publish', publishing(toFiles([], { features: [USED], milestones, journeys, goals })))
  await bench.send('/v1/batch', {
    batch: [{ type: 'track', userId: 'ada', event: 'used', timestamp: new Date(NOON - 3 * DAY).toISOString(), context: { groupId: 'acme' } }],
  })
  const days = { from: '2026-03-01', to: '2026-03-05' }
  const asked = {
    funnel: { steps: ['used', 'used'] },
    retention: {},
    engagement: {},
    sessions: {},
    adoption: { feature: 'reports' },
    depth: {},
    behaviour: {},
    accounts: {},
    mix: { milestone: 'activated', first: days, second: days, traits: ['role'] },
    milestone: { milestone: 'activated' },
    journey: { journey: 'adoption', whatIf: [{ stage: 2, rate: 0.5 }] },
    goals: {},
  }
  for (const [name, definition] of Object.entries(asked)) {
    const { columns, rows } = await ask<{ columns: unknown[]; rows: unknown[][] }>(bench, name, definition)
    expect([name, rows.length > 0, rows.filter((row) => row.length !== columns.length)]).toEqual([name, true, []])
  }
})

it('counts of those who saw a guide in the time: who saw it before and went on in it is none of them', async () => {
  const bench = await createBench()
  const questions = [{ key: 'nps', ask: 'nps', title: 'Would you recommend us?' }]
  const survey = { kind: 'survey', key: 'score', goal: null, why: 'it asks', owner: 'growth', reviewBy: '2026-12-01', when: { page: '/*' }, questions }
  expect((await bench.admin('publish', publishing(toFiles([TOUR, survey])))).status).toBe(200)
  const said = (userId: string, event: string, ago: number, properties: object = {}) => ({
    type: 'track',
    userId,
    event,
    properties: { guide: 'welcome', ...properties },
    timestamp: new Date(NOON - ago * DAY).toISOString(),
  })
  const score = { guide: 'score' }
  const batch = [
    said('ada', 'guide.seen', 1),
    said('ada', 'guide.step-seen', 0.9, { step: 'two' }),
    said('bob', 'guide.seen', 1),
    said('dee', 'guide.seen', 5),
    said('dee', 'guide.step-seen', 0.9, { step: 'two' }),
    said('dee', 'guide.completed', 0.8),
    said('bob', 'guide.seen', 1, score),
    said('dee', 'guide.seen', 5, score),
    said('dee', 'guide.answered', 0.8, score),
  ]
  expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: batch.length })
  expect(await ask<GuideAnswer>(bench, 'guide', { guide: 'welcome', last: '2d' })).toMatchObject({
    n: 2,
    steps: [{ ofSeen: { k: 0, n: 2 }, lost: 2 }, { people: 1, ofSeen: { k: 1, n: 2 }, lost: 0 }, { lost: 1 }],
    ends: [{ end: 'completed', showings: 1, people: { k: 0, n: 2 } }, {}, {}, {}, {}],
  })
  expect(await ask<SurveyAnswer>(bench, 'survey', { survey: 'score', last: '2d' })).toMatchObject({ n: 1, answered: { k: 0, n: 1 }, never: 1 })
})

it('refuses kinds of people by what is another of nearly everybody', async () => {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles([], { milestones: [{ key: 'activated', when: { event: 'done' } }] })))
  const kinds = async (from: number, to: number): Promise<void> => {
    const batch = Array.from({ length: to - from }, (_, i) => {
      const createdAt = new Date(NOON - 18 * DAY).toISOString()
      return { type: 'identify', userId: `u${from + i}`, traits: { source: `s${from + i}`, createdAt }, timestamp: createdAt }
    })
    await bench.send('/v1/batch', { batch })
  }
  const days = { from: '2026-02-15', to: '2026-02-25' }
  const definition = { milestone: 'activated', days: 7, first: days, second: days, traits: ['source'] }
  await kinds(0, 200)
  expect((await ask<MixAnswer>(bench, 'mix', definition)).groups).toHaveLength(200)
  await kinds(200, 201)
  const answer = await bench.admin('insights/mix', { method: 'POST', body: JSON.stringify(definition) })
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { errors: [{ pointer: '/traits', detail: expect.stringContaining('more than 200 kinds') }] },
  ])
})
