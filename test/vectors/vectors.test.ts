// Runs the language-neutral cases of this folder against the real thing: what is authored is published as a bundle, and asked.
import { readFileSync } from 'node:fs'
import type { Automaton, Condition, EventCondition, Experiment, Guide, GuideProgress, Model, Schedule, Tally } from '@foothold/protocol'
import { conditionSchema, guideSchema, modelSchema } from '@foothold/protocol/schema'
import {
  compileBundle,
  compileCondition,
  compileGuide,
  compileModel,
  compilePattern,
  compileWhere,
  countWithin,
  evaluateGuide,
  inNamespace,
  mergeTally,
  parseSemver,
  PatternError,
  pickRange,
  recordTally,
  tallyKey,
  toRanges,
  toShare,
  toValues,
  type Context,
  type Facts,
  type Range,
} from '@foothold/targeting'
import { toMs } from '@foothold/protocol'
import { describe, expect, test } from 'vitest'

interface Vectors {
  specVersion: number
  description: string
}
function read<T>(name: string): T & Vectors {
  const vectors = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as T & Vectors
  expect(vectors.specVersion).toBe(1)
  expect(vectors.description.length).toBeGreaterThan(20)
  return vectors
}
const ms = (text: string): number => Date.parse(text)
const tallyOf = (events: readonly string[]): Tally | null => events.reduce<Tally | null>((tally, at) => recordTally(tally, ms(at)), null)
const blank: Facts = { now: 0, historyKnown: true, tally: () => null, reachedAt: () => undefined, guide: () => null }
const NO_MODEL = { segments: [], milestones: [], features: [] }
/** The evaluator of one condition without a model. */
const { over } = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] })
const guideOf = (key: string, more: object): Guide => guideSchema.parse({ kind: 'celebration', key, goal: null, why: 'none', title: 't', ...more })

describe('conditions', () => {
  interface Known {
    now: string
    zone?: string
    historyKnown: boolean
    accountKnown: boolean
    units?: Facts['units']
    traits?: Record<string, unknown>
    account?: Record<string, unknown>
    properties?: Record<string, unknown>
    events?: { event: string; at: string; properties?: Record<string, unknown>; by?: 'other' }[]
    milestones?: Record<string, string>
    accountMilestones?: Record<string, string>
    guides?: Record<string, Omit<GuideProgress, 'at' | 'lastSeenAt'> & { at?: string; lastSeenAt?: string }>
    arms?: Record<string, string>
    place?: Context['place']
    viewport?: 'narrow' | 'wide'
    input?: 'touch' | 'mouse'
    elements?: Record<string, 'visible' | 'present' | 'absent'>
  }
  interface Case {
    name: string
    context: string
    with?: Partial<Known>
    condition: Condition
    expected: boolean | 'unknown'
  }
  const { contexts, model, cases } = read<{ contexts: Record<string, Known>; model: object & { experiments: Record<string, Experiment> }; cases: Case[] }>(
    'conditions',
  )
  const { experiments, ...definitions } = model
  const parsed: Model = modelSchema.parse(definitions)

  function contextOf(known: Known, condition: Condition): Context {
    const guides = Object.entries(experiments).map(([key, experiment]) => guideOf(key, { experiment }))
    const bundle = compileBundle('v', { guides: [...guides, guideOf('asking', { audience: condition })], model: parsed })
    const tallies = new Map(
      bundle.tallies.map((need) => {
        const matches = compileWhere(need.where)
        const list = known.events?.filter(
          ({ event, properties = {}, by }) => event === need.event && (need.account || !by) && matches(properties, ms(known.now)),
        )
        return [need.key, tallyOf(list?.map(({ at }) => at) ?? [])]
      }),
    )
    const time = (times: Record<string, string> | undefined, key: string): number | undefined =>
      times && Object.hasOwn(times, key) ? ms(times[key]!) : undefined
    return compileModel(bundle).over({
      ...known,
      now: ms(known.now),
      traits: known.traits && toValues(known.traits),
      account: known.account && toValues(known.account),
      properties: known.properties && toValues(known.properties),
      tally: (key) => tallies.get(key) ?? null,
      reachedAt: (key, scope) => time(scope === 'account' ? known.accountMilestones : known.milestones, key),
      guide: (key) => {
        const progress = known.guides?.[key]
        if (!progress) return known.guides && null
        const { at, lastSeenAt, ...rest } = progress
        return { ...rest, ...(at ? { at: ms(at) } : {}), ...(lastSeenAt ? { lastSeenAt: ms(lastSeenAt) } : {}) }
      },
      stuckArm: (key) => known.arms?.[key],
      place: known.place,
      element: (css) => known.elements?.[css],
    })
  }

  test('have names of their own', () => expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length))
  test.each(cases)('$name', ({ context, with: more, condition, expected }) => {
    expect(conditionSchema.safeParse(condition).success).toBe(true)
    expect(compileCondition(condition)(contextOf({ ...contexts[context]!, ...more }, condition)) ?? 'unknown').toBe(expected)
  })
})

describe('patterns', () => {
  const { cases, refused, linear } = read<{
    cases: { pattern: string; matches: string[]; fails: string[] }[]
    refused: { pattern: string; says: string }[]
    linear: { pattern: string; prefix: string; pump: string; suffix: string }[]
  }>('patterns')
  const matches = (pattern: string, text: string): boolean | undefined =>
    compileCondition({ trait: 'x', matches: pattern })(over({ ...blank, traits: toValues({ x: text }) }))

  test.each(cases)('$pattern', ({ pattern, matches: yes, fails: no }) => {
    const table = (text: string): boolean => run(compilePattern(pattern), text)
    for (const text of yes) expect([text, matches(pattern, text), table(text)]).toEqual([text, true, true])
    for (const text of no) expect([text, matches(pattern, text), table(text)]).toEqual([text, false, false])
  })
  test.each(refused)('$pattern is refused', ({ pattern, says }) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError)
    expect(() => compilePattern(pattern)).toThrow(says)
  })
  test.each(linear)('$pattern ends', ({ pattern, prefix, pump, suffix }) => {
    const start = performance.now()
    matches(pattern, prefix + pump.repeat(30_000) + suffix)
    // an engine that goes back would not end today
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

/** Reads the table of a pattern as its description says, so that the table itself is held to the cases and not a native engine. */
function run({ starts, classes, next, width, accept }: Automaton, text: string): boolean {
  let state = 0
  for (let i = 0; i < text.length && accept[state] !== 2; i++) {
    const code = text.charCodeAt(i)
    state = next[state * width + classes[starts.findLastIndex((start) => start <= code)]!]!
    if (state < 0) return false
  }
  return accept[state] !== 0
}

describe('versions', () => {
  interface Versions {
    order: string[]
    equal: [string, string][]
    invalid: string[]
    invalidBounds: string[]
    cases: { name: string; bounds: string; version: string; expected: boolean }[]
  }
  const { order, equal, invalid, invalidBounds, cases } = read<Versions>('semver')
  const fulfils = (bounds: string, version: string): boolean | undefined =>
    compileCondition({ trait: 'v', semver: bounds })(over({ ...blank, traits: toValues({ v: version }) }))

  test('have an order', () => {
    order.forEach((a, i) => {
      for (const [j, b] of order.entries()) expect([a, b, fulfils(`<${b}`, a), fulfils(`=${b}`, a), fulfils(`>${b}`, a)]).toEqual([a, b, i < j, i === j, i > j])
    })
  })
  test.each(equal)('%s equals %s', (a, b) => expect([fulfils(`=${b}`, a), fulfils(`=${a}`, b)]).toEqual([true, true]))
  test.each(invalid)('%j is none', (text) => expect(fulfils('!=9.9.9', text)).toBe(false))
  test.each(invalidBounds)('%j are no bounds', (text) => expect(parseSemver(text)).toBeUndefined())
  test.each(cases)('$name: $bounds on $version', ({ bounds, version, expected }) => expect(fulfils(bounds, version)).toBe(expected))
})

describe('pages', () => {
  const { cases } = read<{
    cases: {
      name: string
      page: string
      query?: Record<string, string>
      hash?: string
      place: { path: string; query?: Record<string, string>; hash?: string }
      expected: boolean
    }[]
  }>('pages')
  test.each(cases)('$name', ({ page, query, hash, place, expected }) => {
    expect(compileCondition({ page, query, hash })(over({ ...blank, place: { query: {}, ...place } }))).toBe(expected)
  })
})

describe('schedules', () => {
  const { cases } = read<{ cases: { name: string; schedule: Schedule; now: string; zone?: string; expected: string }[] }>('schedules')
  test.each(cases)('$name', ({ schedule, now, zone, expected }) => {
    const bundle = compileBundle('v', { guides: [guideOf('g', { schedule })], model: NO_MODEL })
    const refusal = evaluateGuide(compileGuide(bundle.guides[0]!), compileModel(bundle).over({ ...blank, now: ms(now), zone }))
    expect(refusal ? (refusal.reason === 'unknown' ? 'unknown' : refusal.detail) : 'open').toBe(expected)
  })
})

describe('assignment', () => {
  interface Assignment {
    shares: { name: string; seed: string; unit: string; expected: number }[]
    ranges: { name: string; variations: number; coverage?: number; weights?: number[]; expected: Range[] }[]
    choices: { name: string; share: number; ranges: Range[]; expected: number }[]
    namespaces: { name: string; unit: string; namespace: string; from: number; to: number; expected: boolean }[]
    arms: { name: string; key: string; experiment: Experiment; units: Facts['units']; stuck?: string; expected: string }[]
  }
  const { shares, ranges, choices, namespaces, arms } = read<Assignment>('assignment')
  test.each(shares)('share of $name', ({ seed, unit, expected }) => expect(toShare(seed, unit)).toBe(expected))
  test.each(ranges)('ranges of $name', ({ variations, coverage, weights, expected }) => {
    const found = toRanges(variations, coverage, weights).flat()
    expect(found).toHaveLength(expected.flat().length)
    for (const [i, end] of expected.flat().entries()) expect(found[i]).toBeCloseTo(end, 9)
  })
  test.each(choices)('choice: $name', ({ share, ranges, expected }) => expect(pickRange(share, ranges)).toBe(expected))
  test.each(namespaces)('namespace: $name', ({ unit, namespace, from, to, expected }) => expect(inNamespace(unit, namespace, [from, to])).toBe(expected))
  test.each(arms)('arm: $name', ({ key, experiment, units, stuck, expected }) => {
    const bundle = compileBundle('v', { guides: [guideOf(key, { experiment })], model: NO_MODEL })
    expect(
      compileModel(bundle)
        .over({ ...blank, units, stuckArm: () => stuck })
        .arm(key) ?? 'unknown',
    ).toBe(expected)
  })
})

describe('tallies', () => {
  interface Tallies {
    record: { name: string; events: string[]; expected: Tally }[]
    count: { name: string; events: string[]; within?: string; now: string; expected: number }[]
    merge: { name: string; a: string[]; b: string[]; count: number }[]
    countMerged: { name: string; a: string[]; b: string[]; within: string; now: string; expected: number }[]
    keys: { name: string; condition: EventCondition; expected: string }[]
  }
  const { record, count, merge, countMerged, keys } = read<Tallies>('tallies')
  test.each(record)('recording: $name', ({ events, expected }) => expect(tallyOf(events)).toEqual(expected))
  test.each(count)('counting: $name', ({ events, within, now, expected }) => expect(countWithin(tallyOf(events), toMs(within), ms(now))).toBe(expected))
  test.each(merge)('merging: $name', ({ a, b, count: expected }) => {
    const [one, other] = [tallyOf(a)!, tallyOf(b)!]
    expect(mergeTally(one, other).count).toBe(expected)
    expect(mergeTally(one, other)).toEqual(mergeTally(other, one))
  })
  test.each(countMerged)('counting what was merged: $name', ({ a, b, within, now, expected }) => {
    expect(countWithin(mergeTally(tallyOf(a)!, tallyOf(b)!), toMs(within), ms(now))).toBe(expected)
  })
  test.each(keys)('key: $name', ({ condition, expected }) => expect(tallyKey(condition)).toBe(expected))
})
