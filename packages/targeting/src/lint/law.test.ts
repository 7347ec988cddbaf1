// Laws of what the linter says about sense: what it calls impossible is never true in the evaluator, what it calls always true is
// never false, and what it calls idle can be left out.
import type { Condition, Guide, GuideProgress, Model, Tally } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findIdle, isAlways } from './always.ts'
import { compileWhere } from '../comparison.ts'
import { compileCondition } from '../publish/condition.ts'
import { toValues, type Context, type Truth } from '../context.ts'
import { findContradictions, isImpossible } from './contradiction.ts'
import { compileModel } from '../model.ts'
import { compileBundle } from '../publish/bundle.ts'
import { recordTally } from '../tally.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
type Scalar = string | number | boolean
const TEXTS = ['', 'x', 'xy', 'yx', '1.2.0', '2.0.0-beta', '2026-11-20T00:00:00Z', '2026-01-01']
const written = fc.constantFrom<Scalar[]>('x', 'xy', 1, 2, true, '1.2.0', '2026-01-01')
const few = { minLength: 1, maxLength: 3 }
const number = fc.constantFrom(0, 1, 2, 3)
const comparison = fc.oneof(
  ...[
    fc.record({ is: written }),
    fc.record({ in: fc.uniqueArray(written, few) }),
    fc.record({ gt: number }),
    fc.record({ gte: number }),
    fc.record({ lt: number }),
    fc.record({ lte: number, gt: number }),
    fc.record({ between: fc.tuple(number, number) }),
    fc.record({ contains: fc.constantFrom<Scalar[]>('x', 'y', 1) }),
    fc.record({ startsWith: fc.constantFrom('', 'x', 'xy', '1.') }),
    fc.record({ endsWith: fc.constantFrom('y', 'x') }),
    fc.record({ matches: fc.constantFrom('^x', 'y$', '^[xy]+$', '.', 'x*', '$x', '^\\d') }),
    fc.record({ semver: fc.constantFrom('>=2.0.0', '<2.0.0', '>1', '1.2.0', '!=1.2.0', '>=1 <2', '>3 <2') }),
    fc.record({ exists: fc.boolean() }),
    fc.record({ is: written, exists: fc.boolean() }),
    fc.record({ within: fc.constantFrom('1d', '3d') }),
    fc.record({ before: fc.constantFrom('2026-02-01', '2025-01-01') }),
    fc.record({ after: fc.constantFrom('2026-02-01', '2026-11-01') }),
    fc.record({ is: written, startsWith: fc.constantFrom('x', 'y'), ifMissing: fc.boolean() }),
    fc.record({ gt: number, ifMissing: fc.boolean() }),
  ],
)
const name = fc.constantFrom('a', 'constructor')
const windows = fc.constantFrom('1d', '3d', '9d')
const count = fc.constantFrom(
  { gte: 1 },
  { gte: 2 },
  { is: 0 },
  { lt: 2 },
  { lt: 1 },
  { gt: 0 },
  { gte: 0 },
  { between: [1, 2] as [number, number] },
  { gte: 2, lt: 2 },
)
const scope = fc.constantFrom('person' as const, 'account' as const)
const where = fc.constantFrom({ x: { is: 1 } }, { x: { is: 1, gt: 2 } })
const leaf = (references: boolean): fc.Arbitrary<Condition> =>
  fc.oneof(
    ...([
      { arbitrary: fc.tuple(name, comparison).map(([trait, one]) => ({ trait, ...one })), weight: 6 },
      {
        arbitrary: fc
          .tuple(
            fc.constantFrom('hour' as const, 'weekday' as const, 'date' as const),
            fc.constantFrom<object[]>(
              { is: 3 },
              { gte: 0 },
              { lt: 12 },
              { gte: 12 },
              { gt: 23 },
              { is: 'mon' },
              { in: ['sat', 'sun'] },
              { startsWith: '2026-1' },
              { before: '2026-11-20' },
              { after: '2026-11-01T09:00:00Z' },
            ),
          )
          .map(([time, one]) => ({ time, ...one })),
        weight: 2,
      },
      ...(references
        ? [
            { arbitrary: fc.record({ segment: fc.constantFrom('s', 't'), is: fc.boolean() }), weight: 3 },
            { arbitrary: fc.record({ milestone: fc.constant('m'), is: fc.constantFrom('reached' as const, 'open' as const), scope }), weight: 2 },
            { arbitrary: fc.record({ flag: fc.constant('f'), is: fc.boolean() }), weight: 1 },
            { arbitrary: fc.constantFrom<Condition[]>({ experiment: 'g', is: 'one' }, { experiment: 'g', in: ['two', 'holdout', 'none'] }), weight: 1 },
            {
              arbitrary: fc.record({
                feature: fc.constant('f'),
                level: fc.subarray(['none', 'tried', 'repeated', 'adopted', 'habitual'] as const, { minLength: 1 }),
                scope,
              }),
              weight: 2,
            },
          ]
        : []),
      { arbitrary: fc.record({ event: fc.constant('e'), count, within: windows, scope }), weight: 2 },
      { arbitrary: fc.record({ event: fc.constant('e') }), weight: 1 },
      { arbitrary: fc.record({ event: fc.constant('e'), where }), weight: 1 },
      { arbitrary: fc.record({ event: fc.constant('e'), absent: windows }), weight: 1 },
      { arbitrary: fc.record({ page: fc.constantFrom('/', '/:id', '/x', '/x/*', '/x/:id', '*') }), weight: 2 },
      { arbitrary: fc.record({ page: fc.constant('*'), query: fc.constantFrom({ tab: '1' }, { tab: '2' }, { tab: '*' }) }), weight: 1 },
      { arbitrary: fc.record({ page: fc.constant('/*'), hash: fc.constantFrom('', '/a', '/:b', '*') }), weight: 1 },
      { arbitrary: fc.record({ guide: fc.constant('g'), state: fc.subarray(['unseen', 'seen', 'completed'] as const, { minLength: 1 }) }), weight: 1 },
      { arbitrary: fc.record({ guide: fc.constant('g'), state: fc.constant(['seen' as const]), within: windows }), weight: 1 },
      { arbitrary: fc.record({ device: fc.constant('viewport' as const), is: fc.constantFrom('narrow' as const, 'wide' as const) }), weight: 1 },
      { arbitrary: fc.record({ element: fc.constant('#a'), is: fc.constantFrom('visible' as const, 'present' as const, 'absent' as const) }), weight: 1 },
    ] as fc.WeightedArbitrary<Condition>[]),
  )
const tree = (references: boolean): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      leaf(references),
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ not: tie('condition') }),
    ),
  })).condition

/** One person at one moment. Times keep away from the ends of windows: in that one millisecond an event is in and out. */
interface World {
  traits: Record<string, unknown> | undefined
  events: { by: 'person' | 'account'; at: number; x: number }[]
  reached: boolean
  reachedByAccount: boolean
  known: boolean
  path: string | undefined
  query: Record<string, string>
  hash: string
  guide: GuideProgress | null | undefined
  viewport: 'narrow' | 'wide' | undefined
  element: 'visible' | 'present' | 'absent' | undefined
  zone: string | undefined
  now: number
  user: string | undefined
}
const value = fc.oneof(
  fc.constantFrom<unknown[]>(...TEXTS, 0, 1, 1.5, 2, 3, true, false, ['x'], ['x', 'y', 1], null, undefined, NOW - DAY_MS / 3, Date.parse('2025-06-01')),
)
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined, freq: 8 })
const world: fc.Arbitrary<World> = fc.record({
  traits: maybe(fc.record({ a: value, constructor: value })),
  events: fc.array(fc.record({ by: scope, at: fc.nat(20 * 24).map((hours) => NOW - hours * 3_600_000 - 1234), x: fc.constantFrom(1, 2) }), { maxLength: 5 }),
  reached: fc.boolean(),
  reachedByAccount: fc.boolean(),
  known: fc.boolean(),
  path: maybe(fc.constantFrom('/', '/x', '/x/7', '/y', '/x/7/8')),
  query: fc.constantFrom<Record<string, string>[]>({}, { tab: '1' }, { tab: '2' }),
  hash: fc.constantFrom('', '/a', '/b', '/a/b'),
  guide: maybe(
    fc.option(
      fc.record({ seen: fc.constant(1), state: fc.constantFrom('unseen' as const, 'seen' as const, 'completed' as const), at: fc.constant(NOW - DAY_MS / 2) }),
      { nil: null },
    ),
  ),
  viewport: maybe(fc.constantFrom('narrow' as const, 'wide' as const)),
  element: maybe(fc.constantFrom('visible' as const, 'present' as const, 'absent' as const)),
  zone: maybe(fc.constantFrom('UTC', 'Asia/Tokyo')),
  now: fc.nat(23).map((hours) => NOW + hours * 3_600_000),
  user: maybe(fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5')),
})
const allKnown = (one: World): World => ({
  ...one,
  traits: one.traits ?? {},
  known: true,
  path: one.path ?? '/',
  guide: one.guide ?? null,
  viewport: one.viewport ?? 'wide',
  element: one.element ?? 'absent',
  zone: one.zone ?? 'UTC',
  user: one.user ?? 'u1',
})

const FEATURES = [
  { key: 'f', name: 'F', tier: 'core' as const, usedWhen: [{ event: 'e' }], adoptedWhen: { count: 3, within: '9d' }, habitualWhen: { weeks: 2, of: 2 } },
]
const GUIDE: Guide = {
  kind: 'empty-state',
  key: 'g',
  goal: null,
  priority: 50,
  slot: 's',
  title: 't',
  experiment: {
    holdout: 0.3,
    unit: 'user',
    variants: [
      { key: 'one', weight: 1 },
      { key: 'two', weight: 1 },
    ],
  },
}
type Definitions = Pick<Model, 'segments' | 'milestones'>
const definitions: fc.Arbitrary<Definitions> = fc.record({
  segments: fc.tuple(tree(false), tree(false)).map(([s, t]) => [
    { key: 's', when: s },
    { key: 't', when: t },
  ]),
  milestones: tree(false).map((when) => [{ key: 'm', from: 'signup' as const, when }]),
})
const known = (own: Definitions): Parameters<typeof isImpossible>[1] => ({ ...own, features: FEATURES, guides: [GUIDE] })

function createEvaluate(condition: Condition, own: Definitions): (of: World) => Context {
  const rollouts = [{ key: 'f', unit: 'user' as const, phases: [{ percent: 50 }] }]
  const bundle = compileBundle('', { guides: [{ ...GUIDE, audience: condition }], model: { ...own, features: FEATURES, rollouts } })
  const model = compileModel(bundle)
  return (of) => {
    const tallies = new Map<string, Tally>()
    for (const need of bundle.tallies) {
      const matches = compileWhere(need.where)
      for (const { by, at, x } of of.events) {
        // a person is one of the account
        if ((need.account || by === 'person') && matches({ x }, at)) tallies.set(need.key, recordTally(tallies.get(need.key), at))
      }
    }
    return model.over({
      now: of.now,
      zone: of.zone,
      units: { user: of.user },
      traits: of.traits && toValues(of.traits),
      account: toValues(),
      historyKnown: of.known,
      accountKnown: of.known,
      tally: (key) => tallies.get(key) ?? null,
      reachedAt: (_, scope) => ((scope === 'account' ? of.reachedByAccount : of.reached) ? 1 : undefined),
      guide: () => of.guide,
      place: of.path === undefined ? undefined : { path: of.path, query: of.query, hash: of.hash },
      viewport: of.viewport,
      element: () => of.element,
    })
  }
}
const RUNS = 1_500
const TIMEOUT_MS = 60_000
const worlds = fc.array(world, { minLength: 12, maxLength: 12 })
/** Answers of a condition in some worlds. `whole` decides what is counted, so that two forms of one condition see the same. */
const answers = (condition: Condition, whole: Condition, own: Definitions, many: readonly World[]): Truth[] => {
  const contextOf = createEvaluate({ all: [condition, whole] }, own)
  const evaluate = compileCondition(condition)
  return many.map((one) => evaluate(contextOf(one)))
}

test(
  'what is called impossible is never true',
  () => {
    let impossible = 0
    fc.assert(
      fc.property(tree(true), definitions, worlds, (condition, own, many) => {
        if (!isImpossible(condition, known(own))) return
        impossible++
        expect(findContradictions(condition, known(own))).not.toEqual([])
        expect(answers(condition, condition, own, many)).not.toContain(true)
      }),
      { numRuns: RUNS },
    )
    expect(impossible).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)

/** The part of a condition at a pointer. */
const at = (condition: Condition, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, word) => (value as Record<string, unknown>)[word], condition)

/** A condition without the entry or word at a pointer; `undefined` where nothing would be left. */
function without(condition: Condition, pointer: string): Condition | undefined {
  if (pointer === '') return undefined
  // parts that are one object here must not stay one: of a clone both would be shortened
  const copy = JSON.parse(JSON.stringify(condition)) as Condition
  const [, parent, last] = /^(.*)\/([^/]*)$/.exec(pointer)!
  const holder = at(copy, parent!) as Record<string, unknown> | unknown[]
  if (Array.isArray(holder)) {
    if (holder.length === 1) return undefined
    holder.splice(Number(last), 1)
  } else delete holder[last!]
  return copy
}

/** Whether a pointer ends at a branch of a choice: of an "any", or below a "not" of an "all". */
const isBranch = (parts: readonly string[]): boolean =>
  /^\d+$/.test(parts.at(-1)!) && (parts.at(-2) === 'any') === (parts.filter((word) => word === 'not').length % 2 === 0)

/** The outermost of the choices that stand directly in each other; `''` where it is the whole. */
function choiceAround(pointer: string): string {
  const parts = pointer.split('/')
  while (isBranch(parts)) {
    parts.splice(-2)
    while (parts.at(-1) === 'not') parts.pop()
  }
  return parts.join('/')
}

test(
  'a branch that is called impossible can be left out',
  () => {
    let branches = 0
    fc.assert(
      fc.property(tree(true), definitions, worlds, (condition, own, many) => {
        if (isImpossible(condition, known(own))) return
        for (const { second } of findContradictions(condition, known(own))) {
          const parts = second.split('/')
          while (parts.length > 1 && !isBranch(parts)) parts.pop()
          if (parts.length === 1) continue
          const shorter = without(condition, parts.join('/'))
          if (!shorter) continue
          branches++
          const isTrue = (one: Condition): boolean[] => answers(one, condition, own, many).map((result) => result === true)
          expect(isTrue(shorter)).toEqual(isTrue(condition))
        }
      }),
      { numRuns: RUNS },
    )
    expect(branches).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)

test(
  'what is called always true is never false, and true where its values are known',
  () => {
    let always = 0
    fc.assert(
      fc.property(tree(true), definitions, worlds, (condition, own, many) => {
        if (isAlways(condition, known(own))) expect(answers(condition, condition, own, many)).not.toContain(false)
        for (const { kind, pointer, needs } of findIdle(condition, known(own))) {
          if (kind !== 'always' && kind !== 'never') continue
          always++
          const part = at(condition, pointer) as Condition
          expect(answers(part, condition, own, many)).not.toContain(kind === 'never')
          const wanted = kind === 'always'
          const rest = answers(part, condition, own, many.map(allKnown)).filter((result) => result !== wanted)
          expect(rest.every((result) => result === undefined && needs !== undefined)).toBe(true)
        }
      }),
      { numRuns: RUNS },
    )
    expect(always).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)

test(
  'what is called idle can be left out without changing an answer',
  () => {
    const left: Record<string, number> = {}
    fc.assert(
      fc.property(tree(true), definitions, worlds, (condition, own, many) => {
        for (const { kind, pointer } of findIdle(condition, known(own))) {
          if (!['implied', 'covered', 'moot', 'twice', 'missing'].includes(kind)) continue
          const entry = pointer.replace(/(\/not)+$/, '')
          // beside what holds anyway, the whole choice says nothing
          const shorter = without(condition, kind === 'moot' ? choiceAround(entry) : entry)
          if (!shorter) continue
          left[kind] = (left[kind] ?? 0) + 1
          const sure = many.map(allKnown)
          expect(answers(shorter, condition, own, sure), `${kind} ${pointer}`).toEqual(answers(condition, condition, own, sure))
        }
      }),
      { numRuns: RUNS },
    )
    // rare kinds may not occur in every run
    expect(Object.keys(left)).toEqual(expect.arrayContaining(['implied', 'twice']))
  },
  TIMEOUT_MS,
)
