// Laws of whole bundles: a change reaches every guide whose decision it changes, and nothing else does; an id that becomes known
// takes back no decision. Conditions are simple here; what each may say is in law.test.ts.
import type {
  Comparison,
  Condition,
  CountComparison,
  Experiment,
  Feature,
  FeatureLevel,
  Guide,
  GuideState,
  Milestone,
  Model,
  Rollout,
  Schedule,
  Segment,
  Tally,
} from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileWhere } from './comparison.ts'
import { compileCondition } from './publish/condition.ts'
import { toValues, type Context, type Facts, type Truth } from './context.ts'
import { createDependencyIndex } from './dependency-index.ts'
import { compileGuide, evaluateGuide, type Refusal } from './guide.ts'
import { compileModel } from './model.ts'
import { compileBundle } from './publish/bundle.ts'
import { createExpand, dependenciesOf } from './publish/dependency.ts'
import { recordTally } from './tally.ts'

const HOUR_MS = 3_600_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const KEYS = ['a', 'b', 'constructor'] as const
const key = fc.constantFrom(...KEYS)
const yes = fc.boolean()
const scope = fc.constantFrom('person' as const, 'account' as const)

const plain = fc.oneof<fc.MaybeWeightedArbitrary<Condition>[]>(
  fc.record({ trait: key, is: fc.constantFrom(1, 2) }),
  fc.record({ account: key, gte: fc.constant(2), ifMissing: yes }),
  fc.record({ property: key, exists: yes }),
  fc.record({ event: key, scope }),
  fc.record({
    event: key,
    where: fc.constant<Record<string, Comparison>>({ size: { gte: 2 } }),
    count: fc.constantFrom<CountComparison[]>({ gte: 2 }, { lt: 2 }),
    within: fc.constant('2h'),
  }),
  fc.record({ event: key, absent: fc.constant('2h'), scope }),
  fc.record({ page: fc.constantFrom('/', '/a'), hash: fc.constantFrom('*', 'x') }),
  fc.record({ guide: key, state: fc.constantFrom<GuideState[][]>(['unseen'], ['completed']) }),
  fc.record({ device: fc.constant('viewport' as const), is: fc.constantFrom('narrow' as const, 'wide' as const) }),
  fc.record({ element: key, is: fc.constant('present' as const) }),
  fc.record({ time: fc.constant('hour' as const), gte: fc.constantFrom(12, 20) }),
)
const leaf = fc.oneof<fc.MaybeWeightedArbitrary<Condition>[]>(
  { weight: 2, arbitrary: plain },
  fc.record({ segment: key, is: yes }),
  fc.record({ flag: key, is: yes }),
  fc.record({ milestone: key, is: fc.constantFrom('reached' as const, 'open' as const), scope }),
  fc.record({ feature: key, level: fc.constantFrom<FeatureLevel[][]>(['none'], ['adopted']), scope }),
  fc.record({ experiment: key, is: fc.constantFrom('x', 'holdout', 'none') }),
)
const condition = fc.oneof<fc.MaybeWeightedArbitrary<Condition>[]>(
  { weight: 2, arbitrary: leaf },
  fc.record({ all: fc.array(leaf, { minLength: 2, maxLength: 3 }) }),
  fc.record({ any: fc.array(fc.oneof(leaf, fc.record({ not: leaf })), { minLength: 2, maxLength: 3 }) }),
)

const unit = fc.constantFrom('user' as const, 'account' as const)
const share = fc.constantFrom(0, 0.5, 1)
const model: fc.Arbitrary<Model> = fc
  .record({ one: plain, two: leaf, milestones: fc.tuple(plain, leaf), used: key, percent: fc.constantFrom(0, 50, 100), unit, celebrate: yes, holdout: share })
  .map(({ one, two, milestones, used, percent, unit, celebrate, holdout }) => ({
    segments: [
      { key: 'a', when: one },
      { key: 'b', when: { any: [{ segment: 'a' }, two] } },
    ] satisfies Segment[],
    milestones: milestones.map((when, i): Milestone => ({ key: KEYS[i]!, from: 'signup', when, ...(celebrate ? { celebrate: 'a' } : {}) })),
    features: [{ key: 'a', name: 'A', tier: 'core', usedWhen: [{ event: used }], adoptedWhen: { count: 2, within: '2h' } }] satisfies Feature[],
    rollouts: [{ key: 'a', unit, phases: [{ percent, segment: 'b' }] }] satisfies Rollout[],
    attention: { perSession: 1, perWeek: 3 },
    goals: [],
    journeys: [],
    badges: [],
    holdout: { share: holdout, unit, seed: 'all' },
  }))

const more = fc.record({
  audience: condition,
  page: fc.option(fc.constantFrom('/', '/a'), { nil: undefined }),
  after: fc.option(key, { nil: undefined }),
  element: fc.option(key, { nil: undefined }),
  group: fc.option(fc.constantFrom('g', 'h'), { nil: undefined }),
  schedule: fc.option(fc.constantFrom<Schedule[]>({ hours: ['09:00', '13:00'] }, { days: ['sun'], timezone: 'UTC' }), {
    nil: undefined,
    freq: 1,
  }),
  experiment: fc.option(
    fc.record({
      unit,
      holdout: share,
      variants: fc.constant<NonNullable<Experiment['variants']>>([
        { key: 'x', weight: 1 },
        { key: 'y', weight: 1 },
      ]),
    }),
    { nil: undefined },
  ),
})
type More = typeof more extends fc.Arbitrary<infer T> ? T : never
function toGuide({ audience, page, after, element, group, schedule, experiment }: More, of: string): Guide {
  const when = {
    ...(page ? { page } : {}),
    ...(after ? { after: { event: after } } : {}),
    ...(element ? { element: { css: element, is: 'visible' as const } } : {}),
  }
  const frequency = group ? { frequency: { group, cooldown: '2h', max: 9 } } : {}
  const envelope = {
    key: of,
    goal: null,
    priority: 50,
    title: 't',
    audience,
    when,
    ...frequency,
    ...(schedule ? { schedule } : {}),
    ...(experiment ? { experiment } : {}),
  }
  return of === 'a'
    ? { kind: 'celebration', ...envelope, confetti: true }
    : of === 'b'
      ? { kind: 'empty-state', ...envelope, slot: 'slot' }
      : { kind: 'checklist', ...envelope, order: 'any', tasks: [] }
}
const guides = fc.tuple(more, more, more, more, more).map((list) => list.map((one, i) => toGuide(one, [...KEYS, 'd', 'e'][i]!)))

/** Facets of a person by the name of their change; each has two forms. */
const FACETS = [
  ...KEYS.flatMap((one) => ['trait', 'account', 'property', 'event', 'guide', 'milestone', 'experiment'].map((subject) => `${subject}:${one}`)),
  'guide:d',
  'guide:e',
  'page',
  'device',
  'element',
  'time',
] as const
type World = Record<string, boolean>
const world: fc.Arbitrary<World> = fc
  .array(fc.boolean(), { minLength: FACETS.length, maxLength: FACETS.length })
  .map((list) => Object.fromEntries(FACETS.map((facet, i) => [facet, list[i]!])))
const units = fc.record({ user: fc.constantFrom('u1', 'u2', 'u3', 'u4', undefined), account: fc.constantFrom('a1', 'a2', 'a3', undefined) })
interface Knowledge {
  units: Facts['units']
  historyKnown: boolean
  accountKnown: boolean
}
const knowledge: fc.Arbitrary<Knowledge> = fc.record({ units, historyKnown: fc.boolean(), accountKnown: fc.boolean() })

type Bundle = ReturnType<typeof compileBundle>
function contextOf(bundle: Bundle, of: World, known: Knowledge): Context {
  const is = (facet: string): boolean => of[facet] === true
  const values = (subject: string) => toValues(Object.fromEntries(KEYS.map((one) => [one, is(`${subject}:${one}`) ? 2 : subject === 'trait' ? 1 : undefined])))
  const tallies = new Map(
    bundle.tallies.map((need): [string, Tally | null] => {
      const happened = is(`event:${need.event}`) && compileWhere(need.where)({ size: 2 }, NOW)
      return [need.key, happened ? recordTally(recordTally(null, NOW - HOUR_MS), NOW - 1) : null]
    }),
  )
  return compileModel(bundle).over({
    now: is('time') ? NOW : NOW + 9 * HOUR_MS,
    zone: 'UTC',
    ...known,
    traits: values('trait'),
    account: values('account'),
    properties: values('property'),
    tally: (need) => tallies.get(need) ?? null,
    reachedAt: (milestone) => (is(`milestone:${milestone}`) ? NOW - HOUR_MS : undefined),
    guide: (guide) => (is(`guide:${guide}`) ? { seen: 1, state: 'completed', at: NOW - HOUR_MS, lastSeenAt: NOW - HOUR_MS } : null),
    stuckArm: (guide) => (is(`experiment:${guide}`) ? 'x' : undefined),
    place: { path: is('page') ? '/' : '/a', query: {}, hash: 'x' },
    viewport: is('device') ? 'narrow' : 'wide',
    element: () => (is('element') ? 'visible' : 'absent'),
    fired: is('event:a') ? 'event' : null,
  })
}
const decide = (bundle: Bundle, context: Context): (Refusal | undefined)[] => bundle.guides.map((guide) => evaluateGuide(compileGuide(guide), context))

test('the index misses no guide whose decision a change has changed', () => {
  let found = 0
  fc.assert(
    fc.property(guides, model, world, fc.subarray([...FACETS], { minLength: 1, maxLength: 4 }), knowledge, (list, model, before, changed, known) => {
      const bundle = compileBundle('v', { guides: list, model })
      const index = createDependencyIndex(bundle.guides, ({ dependencies }) => dependencies)
      const after = { ...before, ...Object.fromEntries(changed.map((facet) => [facet, !before[facet]])) }
      const [one, other] = [decide(bundle, contextOf(bundle, before, known)), decide(bundle, contextOf(bundle, after, known))]
      // the moment is that of event "a", whoever waits for it; time is the business of the clock where it is no subject
      // whoever reports progress of a guide reports its group
      const groups = bundle.guides.flatMap(({ key, group }) => (group && changed.some((facet) => facet === `guide:${key}`) ? [`group:${group}`] : []))
      const reached = new Set([...index.of([...changed, ...groups])].map((guide) => guide.key))
      const missed = bundle.guides
        .filter((guide, i) => JSON.stringify(one[i]) !== JSON.stringify(other[i]) && !reached.has(guide.key))
        .map((guide) => guide.key)
      const timed = changed.includes('time')
      const awaiting = changed.includes('event:a') ? list.filter(({ when }) => when?.after && when.after.event !== 'a').map((guide) => guide.key) : []
      expect(missed.filter((guide) => !timed && !awaiting.includes(guide))).toEqual([])
      if (JSON.stringify(one) !== JSON.stringify(other)) found++
    }),
    { numRuns: 3_000 },
  )
  // a law about nothing would hold too
  expect(found).toBeGreaterThan(300)
}, 60_000)

test('what a condition does not depend on, references resolved, never changes its answer', () => {
  fc.assert(
    fc.property(condition, guides, model, world, world, knowledge, (one, list, model, before, after, known) => {
      const dependencies = createExpand(model)(dependenciesOf(one))
      const mixed = Object.fromEntries(FACETS.map((facet) => [facet, (dependencies.has(facet) || facet === 'time' ? before : after)[facet]!]))
      const bundle = compileBundle('v', { guides: [...list, toGuide({ audience: one } as More, 'asking')], model })
      const ask = (of: World): Truth => compileCondition(one)(contextOf(bundle, of, known))
      expect([one, ask(mixed)]).toEqual([one, ask(before)])
    }),
    { numRuns: 3_000 },
  )
}, 60_000)

test('a decision stands when an id, the history or the history of the account becomes known', () => {
  fc.assert(
    fc.property(guides, model, world, knowledge, knowledge, (list, model, of, known, hidden) => {
      const bundle = compileBundle('v', { guides: list, model })
      const late: Knowledge = { units: known.units, historyKnown: true, accountKnown: true }
      // nothing has happened as far as is known before the history is there
      const early: Knowledge = {
        units: { user: hidden.units?.user && known.units?.user, account: hidden.units?.account && known.units?.account },
        historyKnown: hidden.historyKnown,
        accountKnown: hidden.accountKnown && hidden.historyKnown,
      }
      const before = decide(bundle, contextOf(bundle, of, early))
      const after = decide(bundle, contextOf(bundle, of, late))
      // a refusal may be told of another gate when more is known, but an open guide stays open and a closed one closed
      bundle.guides.forEach(({ key }, i) => before[i]?.reason !== 'unknown' && expect([key, !before[i], before[i]]).toEqual([key, !after[i], before[i]]))
    }),
    { numRuns: 2_000 },
  )
}, 60_000)
