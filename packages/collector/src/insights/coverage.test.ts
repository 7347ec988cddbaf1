// Draws people whose true numbers are known, and counts how often an answer's interval has the truth in it: of 95 % intervals 93 to 97 in
// a hundred, over hundreds of populations. The draws are the same each time.
import type { Difference, InsightDefinition, InsightName } from '@foothold/protocol'
import { expect, it } from 'vitest'
import { parseContent, toContentText } from '../config/bundle.ts'
import { compileConfig } from '../config/live.ts'
import { checkFiles } from '../config/publish.ts'
import { countActivity } from '../fold/activity.ts'
import { countDepth } from '../fold/depth.ts'
import { listLandmarks } from '../fold/landmark.ts'
import { countAdoption } from '../fold/adoption.ts'
import { createMemorySource, type PlainEvent, type Told } from '../fold/memory-source.ts'
import { countRetention } from '../fold/retention.ts'
import { parseDefinition } from '../route/admin/answer-insight.ts'
import { toFiles } from '../testing/files.ts'
import type { AskOptions } from './ask.ts'
import { INSIGHTS } from './registry.ts'

const DAY = 86_400_000
/** A Monday. */
const NOW = Date.parse('2026-06-01T00:00:00Z')
const MODEL = {
  features: ['one', 'two', 'three', 'four', 'five'].map((key) => ({ key, name: key, usedWhen: [{ event: key }], adoptedWhen: { count: 1, within: '30d' } })),
  milestones: [{ key: 'there', when: { event: 'there' } }],
}
const CONFIG = compileConfig(parseContent(toContentText(checkFiles(toFiles([], MODEL)).content)), 'v1', 1)

/** mulberry32 by T. Ettinger. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Person = { signedUpAt: number; reachedAt: number | null; traits: Record<string, unknown> }

/** What answers are made of: the folds over a list, and people. */
function optionsOf(events: readonly PlainEvent[], people: readonly Person[] = [], told: Told = {}): AskOptions {
  const source = createMemorySource(events, told)
  const query: Partial<AskOptions['query']> = {
    activity: (_, question) => countActivity(source, question),
    depth: (_, question) => countDepth(source, question),
    retention: (_, question) => countRetention(source, question),
    adoption: (_, question) => countAdoption(source, question),
    landmarks: (_, question) => listLandmarks(source, question),
  }
  return {
    project: 'p',
    now: NOW,
    config: CONFIG,
    query: query as AskOptions['query'],
    async *reached() {
      for (const [id, person] of people.entries()) yield { id: String(id), ...person }
    },
  } as Partial<AskOptions> as AskOptions
}

const define = <Name extends InsightName>(name: Name, definition: object): InsightDefinition<Name> => parseDefinition(name, definition)

type Bounded = Pick<Difference, 'low' | 'high'> | { low: number | null; high: number | null } | null

/** Counts by name how often the truth is in the interval. */
async function cover(runs: number, draw: () => Promise<Record<string, readonly [interval: Bounded, truth: number]>>): Promise<void> {
  const covered = new Map<string, number>()
  for (let run = 0; run < runs; run++)
    for (const [name, [interval, truth]] of Object.entries(await draw()))
      covered.set(name, (covered.get(name) ?? 0) + Number((interval?.low ?? -Infinity) <= truth && truth <= (interval?.high ?? Infinity)))
  for (const [name, count] of covered) {
    expect(count / runs, `${name}: ${count} of ${runs}`).toBeGreaterThanOrEqual(0.93)
    expect(count / runs, `${name}: ${count} of ${runs}`).toBeLessThanOrEqual(0.97)
  }
}

it('covers what becomes of people who have been there for unlike times: rates, curve and median', async () => {
  const random = seeded(1)
  const rate = 0.06
  const definition = define('milestone', { milestone: 'there', days: 14, last: '60d' })
  await cover(1000, async () => {
    const people = Array.from({ length: 120 }, (): Person => {
      const signedUpAt = NOW - 60 * DAY * random()
      const at = signedUpAt + (-Math.log(1 - random()) / rate) * DAY
      return { signedUpAt, reachedAt: at < NOW ? at : null, traits: {} }
    })
    const { reached, byDay, curve, medianDays } = await INSIGHTS.milestone.ask(definition, optionsOf([], people))
    const truth = (day: number): number => 1 - Math.exp(-rate * day)
    return { reached: [reached, truth(14)], 'by day 14': [byDay, truth(14)], 'by day 5': [curve[4]!, truth(5)], median: [medianDays, Math.LN2 / rate] }
  })
})

it('covers why two cohorts differ', async () => {
  const random = seeded(2)
  const kinds = [
    { name: 'a', first: { share: 0.5, rate: 0.6 }, second: { share: 0.2, rate: 0.5 } },
    { name: 'b', first: { share: 0.3, rate: 0.4 }, second: { share: 0.3, rate: 0.3 } },
    { name: 'c', first: { share: 0.2, rate: 0.2 }, second: { share: 0.5, rate: 0.25 } },
  ]
  const sum = (of: (kind: (typeof kinds)[number]) => number): number => kinds.reduce((all, kind) => all + of(kind), 0)
  // Kitagawa (1955): the difference of one at the mean of the other
  const composition = sum(({ first, second }) => ((first.share - second.share) * (first.rate + second.rate)) / 2)
  const rates = sum(({ first, second }) => ((first.rate - second.rate) * (first.share + second.share)) / 2)
  const spans = { first: { from: '2026-03-01', to: '2026-03-31' }, second: { from: '2026-02-01', to: '2026-02-28' } }
  const definition = define('mix', { milestone: 'there', days: 14, traits: ['kind'], ...spans })
  await cover(250, async () => {
    const people = (['first', 'second'] as const).flatMap((side) =>
      Array.from({ length: 160 }, (): Person => {
        let left = random()
        const kind = kinds.find((one) => (left -= one[side].share) < 0) ?? kinds[2]!
        const signedUpAt = Date.parse(spans[side].from) + DAY
        return { signedUpAt, reachedAt: random() < kind[side].rate ? signedUpAt + DAY : null, traits: { kind: kind.name } }
      }),
    )
    const answer = await INSIGHTS.mix.ask(definition, optionsOf([], people))
    return {
      difference: [answer.difference, composition + rates],
      composition: [answer.composition, composition],
      rates: [answer.rates, rates],
      first: [answer.first, sum(({ first }) => first.share * first.rate)],
    }
  })
})

it('covers who comes back, and how that differs from before', async () => {
  const random = seeded(3)
  const definition = define('retention', { start: 'start', back: 'back', cohorts: 4, periods: 2, against: 'previous' })
  await cover(500, async () => {
    const events = Array.from({ length: 130 }, (_, person) => person + 1).flatMap((person): PlainEvent[] => {
      // eight weeks, the present one has just begun
      const week = Math.floor(random() * 7)
      const start = NOW - (7 - week) * 7 * DAY
      const comes = (after: number): PlainEvent[] =>
        random() < (week < 3 ? 0.3 : 0.5) / after ? [{ person, name: 'back', at: start + (7 * after + 6 * random()) * DAY }] : []
      return [{ person, name: 'start', at: start }, ...comes(1), ...comes(2)]
    })
    const { mean, against } = await INSIGHTS.retention.ask(definition, optionsOf(events.filter(({ at }) => at < NOW)))
    return { 'week 1': [mean[0]!, 0.5], 'week 2': [mean[1]!, 0.25], 'week 1, before': [against!.mean[0]!, 0.3], difference: [against!.difference[0]!, 0.2] }
  })
})

it('covers how steadily people are active, and how that differs from before, of the same people and others', async () => {
  const random = seeded(4)
  const definition = define('engagement', { doing: ['one'], from: '2026-05-04', to: '2026-05-31', against: 'previous' })
  const [kinds, more, length] = [[0.08, 0.45], 1.2, 28]
  const average = (of: (chance: number) => number): number => kinds.reduce((sum, chance) => sum + of(chance), 0) / kinds.length
  const stickiness = (own: number, before: number): number =>
    Array.from({ length }, (_, day) => {
      const someDay = (p: number): number => 1 - (1 - p * own) ** (day + 1) * (1 - p * before) ** (length - day - 1)
      return average((p) => p * own) / average(someDay)
    }).reduce((sum, one) => sum + one / length, 0)
  const activeDays = (own: number): number => average((p) => 7 * p * own) / average((p) => 1 - (1 - p * own) ** 7)
  const atLeast = (days: number, p: number): number =>
    Array.from({ length: 8 }, (_, n) => n)
      .slice(days)
      .reduce((sum, n) => sum + [1, 7, 21, 35, 35, 21, 7, 1][n]! * p ** n * (1 - p) ** (7 - n), 0)
  const steady = (own: number): number => average((p) => atLeast(3, p * own)) / average((p) => atLeast(1, p * own))
  await cover(400, async () => {
    const events = Array.from({ length: 80 }, (_, index) => index + 1).flatMap((person) => {
      const chance = kinds[random() < 0.5 ? 0 : 1]!
      return Array.from({ length: 3 * length }, (_, day) => day).flatMap((day): PlainEvent[] =>
        random() < chance * (day < 2 * length ? 1 : more) ? [{ person, name: 'one', at: NOW - (3 * length - day) * DAY + 1 }] : [],
      )
    })
    const {
      intervals,
      against,
      activeDays: { three },
    } = await INSIGHTS.engagement.ask(definition, optionsOf(events))
    return {
      stickiness: [intervals.stickiness, stickiness(more, 1)],
      'active days': [intervals.activeDays, activeDays(more)],
      'three days or more': [three, steady(more)],
      'stickiness before': [against!.intervals.stickiness, stickiness(1, 1)],
      'difference of stickiness': [against!.difference.stickiness, stickiness(more, 1) - stickiness(1, 1)],
      'difference of active days': [against!.difference.activeDays, activeDays(more) - activeDays(1)],
    }
  })
})

it('covers depth and its trend', async () => {
  const random = seeded(5)
  const [kinds, more] = [[0.15, 0.6], 1.25]
  const truth = (of: number): number => {
    const mean = (f: (chance: number) => number): number => kinds.reduce((sum, chance) => sum + f(chance * of), 0)
    return mean((p) => p) / mean((p) => 1 - (1 - p) ** MODEL.features.length)
  }
  await cover(600, async () => {
    const events = Array.from({ length: 60 }, (_, index) => index + 1).flatMap((person) => {
      const chance = kinds[random() < 0.5 ? 0 : 1]!
      return [1, 0].flatMap((before) =>
        MODEL.features.flatMap(({ key }): PlainEvent[] =>
          random() < chance * (before ? 1 : more) ? [{ person, name: key, at: NOW - (before * 28 + 10) * DAY }] : [],
        ),
      )
    })
    const { now, before, difference } = await INSIGHTS.depth.ask(define('depth', {}), optionsOf(events))
    return { now: [now, truth(more)], before: [before, truth(1)], trend: [difference, truth(more) - truth(1)] }
  })
})

it('covers what follows adoption, where those who are active adopt', async () => {
  const random = seeded(6)
  const effect = 0.15
  const definition = define('adoption', { feature: 'one', impact: 'matched', outcome: 'done', landmark: 7, within: '14d', days: 5 })
  let crude = 0
  await cover(400, async () => {
    const [events, roles]: [PlainEvent[], [number, number, string][]] = [[], []]
    for (let person = 1; person <= 160; person++) {
      const start = NOW - 30 * DAY
      const [isBusy, isAdmin] = [random() < 0.5, random() < 0.4]
      roles.push([person, start, isAdmin ? 'admin' : 'member'])
      events.push({ person, name: 'two', at: start })
      if (isBusy) for (const day of [1, 2, 3]) events.push({ person, name: 'two', at: start + day * DAY })
      const adopts = random() < 0.2 + (isBusy ? 0.4 : 0) + (isAdmin ? 0.1 : 0)
      if (adopts) events.push({ person, name: 'one', at: start + 5 * DAY })
      if (random() < 0.2 + (isBusy ? 0.3 : 0) + (isAdmin ? 0.1 : 0) + (adopts ? effect : 0)) events.push({ person, name: 'done', at: start + 10 * DAY })
    }
    const { impact } = await INSIGHTS.adoption.ask(definition, optionsOf(events, [], { role: roles }))
    crude += impact!.crude!.value! / 400
    return { impact: [impact!.difference, effect] }
  })
  // what is known of them matters
  expect(crude).toBeGreaterThan(effect + 0.08)
})
