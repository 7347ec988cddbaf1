// Laws of the evaluator over random conditions, definitions and people, against a reference that is written as slowly and
// plainly as the rules are: from events, not tallies; by native regular expressions, dates and big integers.
import type { Comparison, Condition, Feature, FeatureLevel, Guide, GuideProgress, GuideState, Milestone, Segment, Tally } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileWhere } from './comparison.ts'
import { compileCondition } from './publish/condition.ts'
import { toValues, type Context, type Truth } from './context.ts'
import { explainCondition, type Explanation } from './explain/explain-condition.ts'
import { compileModel } from './model.ts'
import { compileBundle } from './publish/bundle.ts'
import { recordTally } from './tally.ts'

const DAY_MS = 86_400_000
// a Sunday, an hour in which summer time ends in Berlin
const NOW = Date.parse('2026-10-25T01:30:00Z')
const NAMES = ['a', 'b', '__proto__'] as const
const KEYS = ['a', 'b', 'constructor'] as const
const ZONES = ['UTC', 'Europe/Berlin', 'Pacific/Auckland'] as const
const DURATIONS: Record<string, number> = { '1h': DAY_MS / 24, '1d': DAY_MS, '3d': 3 * DAY_MS }
const LEVELS: FeatureLevel[] = ['none', 'tried', 'repeated', 'adopted', 'habitual']
const STATES: GuideState[] = ['unseen', 'seen', 'completed']
const ARMS = ['x', 'y', 'none', 'holdout']

// ——— what may be written

const name = fc.constantFrom(...NAMES)
const key = fc.constantFrom(...KEYS)
const duration = fc.constantFrom(...Object.keys(DURATIONS))
const number = fc.integer({ min: 0, max: 4 })
const scope = fc.constantFrom('person' as const, 'account' as const)
const day = fc.constantFrom('2026-10-24', '2026-10-25', '2026-10-26')
const scalar = fc.constantFrom<(string | number | boolean)[]>('x', 'xy', '', 1, 2, true, false, 'mon', '1.2.3')
const words: fc.Arbitrary<Comparison>[] = [
  fc.record({ is: scalar }),
  fc.record({ in: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
  fc.record({ gt: number }),
  fc.record({ gte: number }),
  fc.record({ lt: number }),
  fc.record({ lte: number }),
  fc.record({ between: fc.tuple(number, number) }),
  fc.record({ contains: fc.constantFrom<(string | number)[]>('x', 'y', 1) }),
  fc.record({ startsWith: fc.constantFrom('x', '20', '') }),
  fc.record({ endsWith: fc.constantFrom('y', '') }),
  fc.record({ matches: fc.constantFrom('^x', 'x.?$', '\\d{4}-', '(?i)^X+Y$', '(xy|1)+', '[^x]') }),
  fc.record({ semver: fc.constantFrom('>=1.2.0 <2', '!=1.2.3', '1.2.3', '>1.0.0-alpha', '<=1.2.3-rc.1') }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ within: duration }),
  fc.record({ before: day }),
  fc.record({ after: day }),
]
const comparison = fc
  .tuple(fc.oneof(...words), fc.option(fc.oneof(...words), { freq: 3, nil: {} }), fc.option(fc.record({ ifMissing: fc.boolean() }), { freq: 4, nil: {} }))
  .map((parts): Comparison => Object.assign({}, ...parts))
const where = fc.option(
  fc.tuple(name, fc.constantFrom<Comparison[]>({ is: 1 }, { gte: 2, ifMissing: true }, { exists: false })).map(([of, one]) => Object.fromEntries([[of, one]])),
  { freq: 2, nil: undefined },
)
const count = fc.constantFrom({ gte: 2 }, { gt: 0 }, { is: 0 }, { lt: 2 }, { gte: 1, lte: 2 }, { between: [1, 2] as [number, number] })
const event = fc.oneof(
  fc.record({ event: name, where, scope, count, within: duration }),
  fc.record({ event: name, where, scope, count }),
  fc.record({ event: name, where }),
  fc.record({ event: name, where, scope, absent: duration }),
)
/** Leaves that name no definition. */
const plain = fc.oneof<fc.MaybeWeightedArbitrary<Condition>[]>(
  { weight: 4, arbitrary: fc.tuple(name, comparison).map(([trait, one]): Condition => ({ trait, ...one })) },
  fc.tuple(name, comparison).map(([account, one]): Condition => ({ account, ...one })),
  fc.tuple(name, comparison).map(([property, one]): Condition => ({ property, ...one })),
  { weight: 3, arbitrary: event },
  fc.record({ page: fc.constantFrom('/', '/:id', '*', '/a/*', '/a/:id/b', '/*/7/**') }),
  fc.record({
    page: fc.constant('*'),
    query: fc.tuple(name, fc.constantFrom('1', '*')).map((pair) => Object.fromEntries([pair])),
    hash: fc.constantFrom('', 'x', '/x/:id', '*'),
  }),
  fc.record({ guide: key, state: fc.subarray(STATES, { minLength: 1 }) }),
  fc.record({ guide: key, state: fc.subarray(STATES, { minLength: 1 }), within: duration }),
  fc.record({ device: fc.constant('viewport' as const), is: fc.constantFrom('narrow' as const, 'wide' as const) }),
  fc.record({ device: fc.constant('input' as const), is: fc.constantFrom('touch' as const, 'mouse' as const) }),
  fc.record({ element: name, is: fc.constantFrom('visible' as const, 'present' as const, 'absent' as const) }),
  fc
    .tuple(fc.constantFrom('hour' as const, 'weekday' as const), fc.option(fc.constantFrom('user', ...ZONES), { nil: undefined }), comparison)
    .map(([time, timezone, one]): Condition => ({ time, timezone, ...one })),
  fc.record({ time: fc.constant('date' as const), timezone: fc.constantFrom('user', ...ZONES), before: day }),
  fc.record({ time: fc.constant('date' as const), is: day }),
  fc.record({ time: fc.constant('date' as const), after: day }),
)
const leaf = fc.oneof<fc.MaybeWeightedArbitrary<Condition>[]>(
  { weight: 4, arbitrary: plain },
  fc.record({ segment: key, is: fc.boolean() }),
  fc.record({ flag: key, is: fc.boolean() }),
  fc.record({ milestone: key, is: fc.constantFrom('reached' as const, 'open' as const), scope }),
  fc.record({ feature: key, level: fc.subarray(LEVELS, { minLength: 1 }), scope }),
  fc.record({ experiment: key, is: fc.constantFrom(...ARMS) }),
  fc.record({ experiment: key, in: fc.subarray(ARMS, { minLength: 1 }) }),
)
const nest = (leaves: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaves,
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  })).condition
const condition = nest(leaf)

// ——— the model: "a" and "b" are defined, "constructor" is not

const used = fc.record({ event: name, where })
const definitions = fc.record({
  segments: fc.tuple(nest(plain), nest(plain)).map(([a, b]): Segment[] => [
    { key: 'a', when: a },
    { key: 'b', when: { any: [{ segment: 'a' }, b] } },
  ]),
  milestones: fc.tuple(nest(plain), nest(plain)).map((list) => list.map((when, i): Milestone => ({ key: KEYS[i]!, from: 'signup', when }))),
  features: fc.tuple(fc.array(used, { minLength: 1, maxLength: 2 }), fc.array(used, { minLength: 1, maxLength: 1 })).map((list) =>
    list.map((usedWhen, i): Feature => ({
      key: KEYS[i]!,
      name: 'F',
      tier: 'core',
      usedWhen,
      adoptedWhen: { count: 2, within: '1d' },
      habitualWhen: { weeks: 1, of: 1 + i },
    })),
  ),
})
type Definitions = typeof definitions extends fc.Arbitrary<infer T> ? T : never

// ——— a person

interface Happened {
  at: number
  mine: boolean
  properties: Record<string, unknown>
}
/** All there is to know of a person and the moment; `undefined`: not known. */
interface World {
  traits: Record<string, unknown> | undefined
  account: Record<string, unknown> | undefined
  properties: Record<string, unknown> | undefined
  events: Record<string, Happened[]>
  historyKnown: boolean
  accountKnown: boolean
  reached: Record<string, number | undefined>
  reachedByAccount: Record<string, number | undefined>
  guides: Record<string, GuideProgress | null | undefined>
  arms: Record<string, string | undefined>
  flags: Record<string, Truth>
  zone: string | undefined
  place: Context['place']
  viewport: Context['viewport']
  input: Context['input']
  elements: Record<string, 'visible' | 'present' | 'absent' | undefined>
}
const by = <K extends string, T>(names: readonly K[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.array(value, { minLength: names.length, maxLength: names.length }).map((list) => Object.fromEntries(names.map((one, i) => [one, list[i]!])))
/** A record without anything in it, `constructor` included. */
const nothing = <T>(): Record<string, T> => Object.create(null) as Record<string, T>
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 4 })
const value = fc.constantFrom<unknown[]>(
  'x',
  'xy',
  'XY',
  '',
  0,
  1,
  2,
  3,
  true,
  false,
  '1.2.3',
  '1.2.3-rc.1',
  '2.0',
  '2026-10-24',
  '2026-10-25T01:00:00Z',
  NOW - 1,
  NOW + 1,
  ['x', 1],
  [],
  {},
  null,
  undefined,
  Number.NaN,
)
const values = by(NAMES, value)
const happened = fc.record({
  at: fc.integer({ min: NOW - 4 * DAY_MS, max: NOW }),
  mine: fc.boolean(),
  properties: by(NAMES, fc.constantFrom<unknown[]>(1, 2, 'x', null)),
})
const time = fc.integer({ min: NOW - 2 * DAY_MS, max: NOW })
const world: fc.Arbitrary<World> = fc.record({
  traits: maybe(values),
  account: maybe(values),
  properties: maybe(values),
  events: by(NAMES, fc.array(happened, { maxLength: 6 })),
  historyKnown: fc.boolean(),
  accountKnown: fc.boolean(),
  reached: by(KEYS, fc.option(time, { nil: undefined, freq: 2 })),
  reachedByAccount: by(KEYS, fc.option(time, { nil: undefined, freq: 2 })),
  guides: by(
    KEYS,
    fc.oneof(
      fc.constantFrom(null, undefined),
      fc.record({ seen: fc.constant(1), state: fc.constantFrom(...STATES), at: time }),
      fc.record({ seen: fc.constant(1), state: fc.constant('seen' as const), lastSeenAt: time }),
    ),
  ),
  arms: by(KEYS, maybe(fc.constantFrom(...ARMS))),
  flags: by(KEYS, fc.constantFrom<Truth[]>(true, false, undefined)),
  zone: maybe(fc.constantFrom(...ZONES, 'Mars/Olympus')),
  place: maybe(
    fc.record({
      path: fc.constantFrom('/', '/7', '/a', '/a/7/b', '/a/7/b/'),
      query: fc.constantFrom({}, { a: '1' }, { a: '2', b: '1' }),
      hash: maybe(fc.constantFrom('', 'x', '/x/3')),
    }),
  ),
  viewport: maybe(fc.constantFrom('narrow', 'wide')),
  input: maybe(fc.constantFrom('touch', 'mouse')),
  elements: by(NAMES, maybe(fc.constantFrom('visible', 'present', 'absent'))),
})

/** The world as the evaluator gets it: events as tallies, counted as the bundle says. */
function contextOf(of: World, model: Definitions, asked: Condition): Context {
  const guide: Guide = { kind: 'celebration', key: 'g', goal: null, priority: 50, title: 't', confetti: true, audience: asked }
  const bundle = compileBundle('v', { guides: [guide], model })
  const tallies = new Map(
    bundle.tallies.map((need) => {
      const matches = compileWhere(need.where)
      const list = of.events[need.event]!.filter(({ mine, properties }) => (mine || need.account) && matches(properties, NOW))
      return [need.key, list.reduce<Tally | null>((tally, { at }) => recordTally(tally, at), null)]
    }),
  )
  const context = compileModel(bundle).over({
    now: NOW,
    zone: of.zone,
    traits: of.traits && toValues(of.traits),
    account: of.account && toValues(of.account),
    properties: of.properties && toValues(of.properties),
    historyKnown: of.historyKnown,
    accountKnown: of.accountKnown,
    tally: (need) => tallies.get(need) ?? null,
    reachedAt: (milestone, whose) => (whose === 'account' ? of.reachedByAccount : of.reached)[milestone],
    guide: (guide) => of.guides[guide],
    place: of.place,
    viewport: of.viewport,
    input: of.input,
    element: (css) => of.elements[css],
  })
  // shares have laws of their own
  return Object.assign(context, { arm: (guide: string) => of.arms[guide], flag: (rollout: string) => of.flags[rollout] })
}
const ask = (one: Condition, of: World, model: Definitions): Truth => compileCondition(one)(contextOf(of, model, one))

// ——— the reference

const negate = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)
const every = (truths: Truth[]): Truth => (truths.includes(false) ? false : truths.includes(undefined) ? undefined : true)
const some = (truths: Truth[]): Truth => negate(every(truths.map(negate)))

function slow(one: Condition, of: World, model: Definitions): Truth {
  const again = (inner: Condition): Truth => slow(inner, of, model)
  const defined = <T extends { key: string }>(list: T[], wanted: string): T | undefined => list.find((definition) => definition.key === wanted)
  if ('all' in one) return every(one.all.map(again))
  if ('any' in one) return some(one.any.map(again))
  if ('not' in one) return negate(again(one.not))
  if ('trait' in one) return of.traits && slowComparison(one, of.traits[one.trait])
  if ('account' in one) return of.account && slowComparison(one, of.account[one.account])
  if ('property' in one) return of.properties && slowComparison(one, of.properties[one.property])
  if ('segment' in one) {
    const segment = defined(model.segments, one.segment)
    const inside = segment && again(segment.when)
    return one.is === false ? negate(inside) : inside
  }
  if ('milestone' in one) {
    const reached = slowMilestone(one.milestone, one.scope ?? 'person', of, model)
    return one.is === 'open' ? negate(reached) : reached
  }
  if ('flag' in one) return one.is === false ? negate(of.flags[one.flag]) : of.flags[one.flag]
  if ('feature' in one) {
    const feature = defined(model.features, one.feature)
    const level = feature && slowLevel(feature, one.scope ?? 'person', of)
    // more of an unknown history may make a habit of what is adopted, and nothing else of it
    const known = one.scope === 'account' ? of.accountKnown : of.historyKnown
    if (level === 'adopted' && !known && one.level.includes('habitual') && !one.level.includes('adopted')) return undefined
    return level && (one.level.includes(level) || (level === 'habitual' && one.level.includes('adopted')))
  }
  if ('experiment' in one) {
    const arm = of.arms[one.experiment]
    return arm === undefined ? undefined : one.in ? one.in.includes(arm) : arm === one.is
  }
  if ('event' in one) return slowEvent(one, of)
  if ('page' in one) {
    const { page, query = {}, hash } = one
    if (!of.place) return undefined
    const { place } = of
    const parameters = Object.entries(query).every(
      ([wanted, text]) => Object.keys(place.query).includes(wanted) && (text === '*' || place.query[wanted] === text),
    )
    return parameters && slowPath(page, place.path) && (hash === undefined || slowPath(hash, place.hash ?? ''))
  }
  if ('guide' in one) {
    const progress = of.guides[one.guide]
    if (progress === undefined) return undefined
    const at = progress?.at ?? progress?.lastSeenAt ?? 0
    return one.state.includes(progress?.state ?? 'unseen') && (one.within === undefined || (at <= NOW && NOW - at <= DURATIONS[one.within]!))
  }
  if ('device' in one) return of[one.device] && of[one.device] === one.is
  if ('time' in one) return slowTime(one, of.zone)
  const element = of.elements[one.element]
  return element && (one.is === 'present' ? element !== 'absent' : element === one.is)
}

function slowComparison(one: Comparison, actual: unknown): Truth {
  if (actual === undefined || actual === null) return one.exists === undefined ? one.ifMissing : !one.exists
  const n = typeof actual === 'number' ? actual : Number.NaN
  const text = typeof actual === 'string' ? actual : undefined
  const date =
    typeof actual === 'number'
      ? actual
      : text === undefined || !/^\d{4}-\d\d-\d\d/.test(text)
        ? Number.NaN
        : new Date(/T/.test(text) && !/Z|[+-]\d\d:\d\d$/.test(text) ? `${text}Z` : text).getTime()
  return Object.entries(one).every(([word, written]) => {
    if (written === undefined) return true
    if (word === 'is') return actual === written
    if (word === 'in') return (written as unknown[]).some((member) => member === actual)
    if (word === 'gt') return n > (written as number)
    if (word === 'gte') return n >= (written as number)
    if (word === 'lt') return n < (written as number)
    if (word === 'lte') return n <= (written as number)
    if (word === 'between') return n >= (written as number[])[0]! && n <= (written as number[])[1]!
    if (word === 'contains') return text === undefined ? Array.isArray(actual) && actual.some((member) => member === written) : text.indexOf(`${written}`) >= 0
    if (word === 'startsWith') return text !== undefined && text.slice(0, `${written}`.length) === written
    if (word === 'endsWith') return text !== undefined && text.slice(text.length - `${written}`.length) === written
    if (word === 'matches') return text !== undefined && new RegExp(`${written}`.replace('(?i)', ''), `${written}`.startsWith('(?i)') ? 'i' : '').test(text)
    if (word === 'semver') return text !== undefined && `${written}`.split(' ').every((bound) => slowSemver(bound, text))
    if (word === 'exists') return written === true
    if (word === 'within') return date <= NOW && NOW - date <= DURATIONS[written as string]!
    if (word === 'before') return date < new Date(written as string).getTime()
    if (word === 'after') return date > new Date(written as string).getTime()
    return true
  })
}

/** By the letter of semver.org, for versions in which missing numbers are 0. */
function slowSemver(bound: string, text: string): boolean {
  const read = (version: string): { numbers: number[]; pre: string[] } | undefined => {
    const found = /^v?(\d+(?:\.\d+){0,2})(?:-([\w.-]+))?(?:\+.+)?$/.exec(version)
    return found ? { numbers: [...found[1]!.split('.').map(Number), 0, 0].slice(0, 3), pre: found[2]?.split('.') ?? [] } : undefined
  }
  const [, operator, rest] = /^([<>=!]*)(.*)$/.exec(bound)!
  const [a, b] = [read(text), read(rest!)]
  if (!a || !b) return false
  const rank = ({ numbers, pre }: typeof a): string[] => [
    ...numbers.map((part) => String(part).padStart(9, '0')),
    // a pre-release before its release, numbers before words, fewer parts before more
    ...(pre.length ? pre.map((part) => (/^\d+$/.test(part) ? `1${part.padStart(9, '0')}` : `2${part}`)) : ['9']),
    '0',
  ]
  const [one, other] = [rank(a), rank(b)]
  const at = one.findIndex((part, i) => part !== other[i])
  const order = at < 0 ? 0 : one[at]! < (other[at] ?? '') ? -1 : 1
  return { '': order === 0, '=': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0, '<': order < 0, '<=': order <= 0 }[operator!]!
}

function slowPath(pattern: string, path: string): boolean {
  const parts = pattern.split('/').filter(Boolean)
  const open = /^\*+$/.test(parts.at(-1) ?? '')
  const source = (open ? parts.slice(0, -1) : parts).map((part) => (part === '*' || part.startsWith(':') ? '/[^/]+' : `/${part}`)).join('')
  return new RegExp(`^${source}${open ? '(/.*)?' : ''}/?$`).test(path.startsWith('/') ? path : `/${path}`)
}

function slowTime({ time: part, timezone = 'user', ...one }: Extract<Condition, { time: unknown }>, zone: string | undefined): Truth {
  const timeZone = timezone === 'user' ? zone : timezone
  if (timeZone === undefined || timeZone === 'Mars/Olympus') return undefined
  // "2026-10-25 02:30:00"
  const [date, clock] = new Date(NOW).toLocaleString('sv-SE', { timeZone }).split(' ') as [string, string]
  if (part === 'hour') return slowComparison(one, Number(clock.slice(0, 2)))
  if (part === 'weekday') return slowComparison(one, ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(date).getUTCDay()])
  return (one.is === undefined || one.is === date) && (one.before === undefined || date < one.before) && (one.after === undefined || date > one.after)
}

function slowEvents(one: { event: string; where?: Record<string, Comparison> | undefined }, whose: 'person' | 'account', of: World): number[] {
  const list = of.events[one.event]!.filter(
    ({ mine, properties }) =>
      (whose === 'account' || mine) && Object.entries(one.where ?? {}).every(([asked, test]) => slowComparison(test, properties[asked]) === true),
  )
  return list.map(({ at }) => at)
}

function slowEvent(one: Extract<Condition, { event: string }>, of: World): Truth {
  const known = one.scope === 'account' ? of.accountKnown : of.historyKnown
  const times = slowEvents(one, one.scope ?? 'person', of)
  if (one.absent !== undefined) return times.some((at) => NOW - at < DURATIONS[one.absent!]!) ? false : known ? true : undefined
  const n = times.filter((at) => one.within === undefined || (at <= NOW && NOW - at <= DURATIONS[one.within]!)).length
  const holds = slowComparison(one.count ?? { gte: 1 }, n)
  // what more events cannot undo is certain before all are known
  const more = [n, n + 1, n + 2, n + 9].every((larger) => slowComparison(one.count ?? { gte: 1 }, larger) === true)
  return known || (more && !Object.keys(one.count ?? {}).some((word) => /is|lt|between/.test(word))) ? holds : undefined
}

function slowLevel(feature: Feature, whose: 'person' | 'account', of: World): FeatureLevel | undefined {
  const times = feature.usedWhen.flatMap((use) => slowEvents(use, whose, of))
  if (times.filter((at) => NOW - at <= DURATIONS[feature.adoptedWhen.within]!).length >= feature.adoptedWhen.count) {
    const { weeks, of: last } = feature.habitualWhen!
    const ago = times.map((at) => Math.floor(NOW / DAY_MS) - Math.floor(at / DAY_MS)).filter((days) => days >= 0)
    return Array.from({ length: last }, (_, week) => ago.some((days) => days >= 7 * week && days < 7 * week + 7)).filter(Boolean).length >= weeks
      ? 'habitual'
      : 'adopted'
  }
  if (!(whose === 'account' ? of.accountKnown : of.historyKnown)) return undefined
  return times.length === 0 ? 'none' : times.length === 1 ? 'tried' : 'repeated'
}

function slowMilestone(wanted: string, whose: 'person' | 'account', of: World, model: Definitions): Truth {
  const definition = model.milestones.find((one) => one.key === wanted)
  const own = of.reached[wanted] !== undefined ? true : definition && slow(definition.when, of, model)
  // that it was never reached is known with the history only
  const mine = own === false && !of.historyKnown ? undefined : own
  if (whose === 'person') return mine
  if (of.reachedByAccount[wanted] !== undefined) return true
  return mine === false && !of.accountKnown ? undefined : mine
}

// ——— the laws

const show = (one: Condition): string => JSON.stringify(one)

test('the compiled condition answers as the slow reference does', () => {
  fc.assert(
    fc.property(condition, world, definitions, (one, of, model) => void expect([show(one), ask(one, of, model)]).toEqual([show(one), slow(one, of, model)])),
    { numRuns: 3_000 },
  )
}, 60_000)

test('an explanation agrees with the evaluation, at every node', () => {
  const check = ({ condition: one, result, children = [] }: Explanation, of: World, model: Definitions): void => {
    expect([show(one), result]).toEqual([show(one), slow(one, of, model)])
    for (const child of children) check(child, of, model)
  }
  fc.assert(
    fc.property(condition, world, definitions, (one, of, model) => check(explainCondition(one, contextOf(of, model, one)), of, model)),
    { numRuns: 1_000 },
  )
}, 60_000)

test('more knowledge never takes back an answer', () => {
  const flags = fc.record({
    ...Object.fromEntries(
      ['traits', 'account', 'properties', 'zone', 'place', 'viewport', 'input', 'elements', 'guides', 'arms', 'flags'].map((part) => [part, fc.boolean()]),
    ),
    history: fc.boolean(),
    accountHistory: fc.boolean(),
  }) as fc.Arbitrary<Record<string, boolean>>
  fc.assert(
    fc.property(condition, world, definitions, flags, (one, whole, model, hidden) => {
      const late: World = { ...whole, historyKnown: whole.historyKnown || hidden['history']!, accountKnown: whole.accountKnown || hidden['accountHistory']! }
      const part = <T>(flag: string, of: T): T | undefined => (hidden[flag] ? undefined : of)
      const early: World = {
        ...late,
        traits: part('traits', late.traits),
        account: part('account', late.account),
        properties: part('properties', late.properties),
        arms: part('arms', late.arms) ?? nothing(),
        flags: part('flags', late.flags) ?? nothing(),
        zone: part('zone', late.zone),
        place: part('place', late.place),
        viewport: part('viewport', late.viewport),
        input: part('input', late.input),
        elements: part('elements', late.elements) ?? nothing(),
        guides: part('guides', late.guides) ?? nothing(),
      }
      // before the history is there, some of the person's events and all that was reached are missing; the account's likewise
      const keep = (list: Happened[]): Happened[] => list.filter(({ mine }, i) => !(mine ? hidden['history'] && i % 2 : hidden['accountHistory'] && i % 2))
      if (hidden['history']) Object.assign(early, { historyKnown: false, reached: nothing() })
      if (hidden['accountHistory'] || hidden['history']) Object.assign(early, { accountKnown: false, reachedByAccount: nothing() })
      early.events = Object.fromEntries(Object.entries(late.events).map(([event, list]) => [event, keep(list)]))
      const answer = ask(one, early, model)
      if (answer !== undefined) expect([show(one), ask(one, late, model)]).toEqual([show(one), answer])
    }),
    { numRuns: 3_000 },
  )
}, 60_000)
