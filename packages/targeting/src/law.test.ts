// Laws of the evaluator over random conditions and contexts, against a reference that is written as slowly and plainly as
// the rules are.
import type { Condition, EventCondition, FeatureLevel, GuideProgress, GuideState, Tally } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileCondition } from './condition.ts'
import type { Context, Truth } from './context.ts'
import { explainCondition, type Explanation } from './explain.ts'
import { countWithin, recordTally } from './tally.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const NAMES = ['a', 'b', 'constructor'] as const
const name = fc.constantFrom(...NAMES)
const scalar = fc.constantFrom<(string | number | boolean)[]>('x', 'xy', 1, 2, true, '2026-11-20T00:00:00Z')
const levels: FeatureLevel[] = ['none', 'tried', 'adopted']
const states: GuideState[] = ['unseen', 'seen', 'completed']
const windows = ['1d', '3d', '9d'] as const
const WINDOW_MS = { '1d': DAY_MS, '3d': 3 * DAY_MS, '9d': 9 * DAY_MS }

const leaf = fc.oneof<fc.Arbitrary<Condition>[]>(
  fc.record({ trait: name, is: scalar }),
  fc.record({ account: name, gte: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ trait: name, contains: fc.constant('x'), ifMissing: fc.boolean() }),
  fc.record({ property: name, exists: fc.boolean() }),
  fc.record({ trait: name, within: fc.constantFrom(...windows) }),
  fc.record({ segment: name, is: fc.boolean() }),
  fc.record({ milestone: name, is: fc.constantFrom('reached' as const, 'open' as const) }),
  fc.record({ feature: name, level: fc.subarray(levels, { minLength: 1 }) }),
  fc.record({ event: name, count: fc.constantFrom({ gte: 2 }, { is: 0 }, { lt: 2 }, { gt: 0 }), within: fc.constantFrom(...windows) }),
  fc.record({ event: name }),
  fc.record({ event: name, absent: fc.constantFrom(...windows) }),
  fc.record({ page: fc.constantFrom('/', '/:id', '*') }),
  fc.record({ guide: name, state: fc.subarray(states, { minLength: 1 }) }),
  fc.record({ device: fc.constant('viewport' as const), is: fc.constantFrom('narrow' as const, 'wide' as const) }),
  fc.record({ element: name, is: fc.constantFrom('visible' as const, 'present' as const, 'absent' as const) }),
)
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}))

/** Everything that a context answers, as plain values: by name, or once. */
interface World {
  trait: Record<string, unknown>
  account: Record<string, unknown>
  property: Record<string, unknown>
  segment: Record<string, Truth>
  milestone: Record<string, Truth>
  feature: Record<string, FeatureLevel | undefined>
  event: Record<string, Tally | null>
  guide: Record<string, GuideProgress | null | undefined>
  page: string | undefined
  device: 'narrow' | 'wide' | undefined
  element: Record<string, 'visible' | 'present' | 'absent' | undefined>
  known: boolean
}
const byName = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.tuple(value, value, value).map((values) => Object.fromEntries(NAMES.map((key, i) => [key, values[i]!])))
const truth = fc.constantFrom<Truth[]>(true, false, undefined)
const tallies = fc
  .array(fc.integer({ min: NOW - 10 * DAY_MS, max: NOW }), { maxLength: 4 })
  .map((times) => times.reduce<Tally | null>((one, at) => recordTally(one, at), null))
const world: fc.Arbitrary<World> = fc.record({
  trait: byName(fc.option(scalar, { nil: undefined })),
  account: byName(fc.option(scalar, { nil: undefined })),
  property: byName(fc.option(scalar, { nil: undefined })),
  segment: byName(truth),
  milestone: byName(truth),
  feature: byName(fc.constantFrom(...levels, undefined)),
  event: byName(tallies),
  guide: byName(fc.option(fc.record({ seen: fc.constant(1), state: fc.constantFrom(...states), at: fc.constant(NOW - 1) }), { nil: null })),
  page: fc.constantFrom('/', '/7', '/7/8', undefined),
  device: fc.constantFrom('narrow' as const, 'wide' as const, undefined),
  element: byName(fc.constantFrom('visible' as const, 'present' as const, 'absent' as const, undefined)),
  known: fc.boolean(),
})
const contextOf = (of: World): Context => ({
  now: NOW,
  traits: of.trait,
  account: of.account,
  properties: of.property,
  historyKnown: of.known,
  tally: (key) => of.event[key] ?? null,
  reachedAt: () => undefined,
  guide: (key) => of.guide[key],
  segment: (key) => of.segment[key],
  milestone: (key) => of.milestone[key],
  level: (key) => of.feature[key],
  place: of.page === undefined ? undefined : { path: of.page, query: {} },
  viewport: of.device,
  element: (css) => of.element[css],
})

/** The reference. */
function slow(one: Condition, of: World): Truth {
  if ('all' in one) return worst(one.all.map((inner) => slow(inner, of)))
  if ('any' in one) return negate(worst(one.any.map((inner) => negate(slow(inner, of)))))
  if ('not' in one) return negate(slow(one.not, of))
  if ('trait' in one || 'account' in one || 'property' in one) {
    const value = 'trait' in one ? of.trait[one.trait] : 'account' in one ? of.account[one.account] : of.property[one.property]
    if (one.exists !== undefined) return (value !== undefined) === one.exists
    if (value === undefined) return one.ifMissing
    if (one.gte !== undefined) return typeof value === 'number' && value >= one.gte
    if (one.contains !== undefined) return typeof value === 'string' && value.includes('x')
    if (one.within !== undefined) {
      const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
      return at <= NOW && at >= NOW - WINDOW_MS[one.within as keyof typeof WINDOW_MS]
    }
    return value === one.is
  }
  if ('segment' in one) return one.is === false ? negate(of.segment[one.segment]) : of.segment[one.segment]
  if ('milestone' in one) return one.is === 'open' ? negate(of.milestone[one.milestone]) : of.milestone[one.milestone]
  if ('feature' in one) return of.feature[one.feature] === undefined ? undefined : one.level.includes(of.feature[one.feature]!)
  if ('event' in one) return slowEvent(one, of)
  if ('page' in one) return of.page === undefined ? undefined : one.page === '*' || (one.page === '/' ? of.page === '/' : of.page === '/7')
  if ('guide' in one) return of.guide[one.guide] === undefined ? undefined : one.state.includes(of.guide[one.guide]?.state ?? 'unseen')
  if ('device' in one) return of.device && of.device === one.is
  const found = of.element[one.element]
  return found && (one.is === 'present' ? found !== 'absent' : found === one.is)
}

function slowEvent(one: EventCondition, of: World): Truth {
  const tally = of.event[one.event] ?? null
  if (one.absent) {
    if (tally && tally.last > NOW - WINDOW_MS[one.absent as keyof typeof WINDOW_MS]) return false
    return of.known ? true : undefined
  }
  const n = countWithin(tally, one.within ? WINDOW_MS[one.within as keyof typeof WINDOW_MS] : undefined, NOW)
  const { gte, gt, lt, is } = one.count ?? { gte: 1 }
  const holds = (gte === undefined || n >= gte) && (gt === undefined || n > gt) && (lt === undefined || n < lt) && (is === undefined || n === is)
  const certain = of.known || (holds && lt === undefined && is === undefined)
  return certain ? holds : undefined
}
const negate = (value: Truth): Truth => (value === undefined ? undefined : !value)
const worst = (values: Truth[]): Truth => (values.includes(false) ? false : values.includes(undefined) ? undefined : true)

test('the compiled condition answers as the slow reference does', () => {
  fc.assert(
    fc.property(condition, world, (one, of) => void expect(compileCondition(one).evaluate(contextOf(of))).toBe(slow(one, of))),
    { numRuns: 2_000 },
  )
})

test('an explanation agrees with the evaluation, at every node', () => {
  const check = ({ condition: one, result, children = [] }: Explanation, of: World): void => {
    expect(result).toBe(slow(one, of))
    for (const child of children) check(child, of)
  }
  fc.assert(fc.property(condition, world, (one, of) => check(explainCondition(one, contextOf(of)), of)))
})

test('what is not among the dependencies never changes the answer', () => {
  const SUBJECTS = ['trait', 'account', 'property', 'segment', 'milestone', 'feature', 'event', 'guide'] as const
  fc.assert(
    fc.property(condition, world, world, (one, before, after) => {
      const { dependencies, evaluate } = compileCondition(one)
      // keeps what the condition depends on and takes everything else from another world
      const changed: World = { ...after, known: before.known }
      for (const subject of SUBJECTS) {
        const record: Record<string, unknown> = { ...after[subject] }
        for (const key of NAMES) if (dependencies.has(`${subject}:${key}`)) record[key] = before[subject][key]
        Object.assign(changed, { [subject]: record })
      }
      if (dependencies.has('page')) changed.page = before.page
      if (dependencies.has('device')) changed.device = before.device
      if (dependencies.has('element')) changed.element = before.element
      expect(evaluate(contextOf(changed))).toBe(evaluate(contextOf(before)))
    }),
    { numRuns: 1_000 },
  )
})

test('more knowledge never takes back an answer', () => {
  fc.assert(
    fc.property(condition, world, (one, of) => {
      const early = compileCondition(one).evaluate(contextOf({ ...of, known: false }))
      if (early !== undefined) expect(compileCondition(one).evaluate(contextOf({ ...of, known: true }))).toBe(early)
    }),
  )
})
