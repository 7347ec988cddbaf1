import type { Feature, Guide, Milestone, Rollout, Segment, Tally } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { toValues, type Facts } from './context.ts'
import { compileModel } from './model.ts'
import { compileBundle } from './publish/bundle.ts'
import { createExpand } from './publish/dependency.ts'
import { recordTally } from './tally.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const facts = (more: Partial<Facts> = {}): Facts => ({
  now: NOW,
  historyKnown: true,
  tally: () => null,
  reachedAt: () => undefined,
  guide: () => null,
  traits: toValues(),
  ...more,
})
const used = (...daysAgo: number[]): Tally | null => daysAgo.reduce<Tally | null>((tally, days) => recordTally(tally, NOW - days * DAY_MS), null)
type Written<T extends object> = Partial<T> & Pick<T, 'key' & keyof T>
interface Parts {
  features?: Written<Feature>[]
  segments?: Segment[]
  milestones?: Written<Milestone>[]
  rollouts?: Rollout[]
}
const fill = (written: Parts) => ({
  segments: written.segments ?? [],
  milestones: (written.milestones ?? []).map((one): Milestone => ({ from: 'signup', when: { event: 'never' }, ...one })),
  features: (written.features ?? []).map((one): Feature => ({ name: one.key, tier: 'core', usedWhen: [], adoptedWhen: { count: 3, within: '30d' }, ...one })),
  rollouts: written.rollouts ?? [],
})
const model = (written: Parts, guides: Guide[] = []): ReturnType<typeof compileModel> => compileModel(compileBundle('v', { guides, model: fill(written) }))

const AUTOMATION: Parts = {
  features: [{ key: 'automation', name: 'Automation', usedWhen: [{ event: 'run' }, { event: 'run-all' }], adoptedWhen: { count: 3, within: '30d' } }],
}
const automation = model(AUTOMATION)

test.each<[string, Tally | null, string]>([
  ['never', null, 'none'],
  ['once', used(100), 'tried'],
  ['twice', used(100, 1), 'repeated'],
  ['often, but long ago', used(100, 99, 98, 97), 'repeated'],
  ['often lately', used(3, 2, 1), 'adopted'],
  ['in three of the last four weeks, and often lately', used(20, 8, 1), 'habitual'],
  ['in three of the last four weeks, but too seldom', used(35, 20, 8), 'repeated'],
])('a feature used %s is at the level of %3$s', (_, tally, level) => {
  expect(automation.over(facts({ tally: (key) => (key === 'run' ? tally : null) })).level('automation')).toBe(level)
})

test('uses of a feature add up over its events', () => {
  expect(automation.over(facts({ tally: (key) => (key === 'run' ? used(2, 1) : used(3)) })).level('automation')).toBe('adopted')
})

test('without the whole history only the highest level is certain', () => {
  const over = (tally: Tally | null): string | undefined =>
    automation.over(facts({ historyKnown: false, tally: (key) => (key === 'run' ? tally : null) })).level('automation')
  expect(over(used(3, 2, 1))).toBe('adopted')
  expect(over(used(1))).toBeUndefined()
  expect(over(null)).toBeUndefined()
})

const NESTED: Parts = {
  segments: [
    { key: 'admin', when: { trait: 'role', is: 'admin' } },
    { key: 'active-admin', when: { all: [{ segment: 'admin' }, { milestone: 'activated', is: 'reached' }] } },
    { key: 'other', when: { segment: 'active-admin', is: false } },
  ],
  milestones: [{ key: 'activated', when: { all: [{ event: 'created' }, { feature: 'reports', level: ['tried', 'repeated', 'adopted'] }] } }],
  features: [{ key: 'reports', name: 'Reports', usedWhen: [{ event: 'report' }] }],
}
const nested = model(NESTED)

test('definitions may refer to each other', () => {
  const context = nested.over(facts({ traits: toValues({ role: 'admin' }), tally: (key) => (key === 'created' || key === 'report' ? used(1) : null) }))
  expect(['admin', 'active-admin', 'other'].filter((key) => context.segment(key))).toEqual(['admin', 'active-admin'])
  expect(nested.newlyReached(context)).toEqual(['activated'])
})

test('a milestone that was reached stays reached', () => {
  const context = nested.over(facts({ traits: toValues({ role: 'admin' }), reachedAt: () => 1 }))
  expect(context.milestone('activated')).toBe(true)
  expect(nested.newlyReached(context)).toEqual([])
})

test('a reference to what is not defined is unknown', () => {
  const context = nested.over(facts({ accountKnown: true }))
  expect(context.segment('nobody')).toBeUndefined()
  expect(context.milestone('nothing')).toBeUndefined()
  expect(context.milestone('nothing', 'account')).toBeUndefined()
  expect(context.level('nowhere')).toBeUndefined()
  expect(context.flag('no-flag')).toBeUndefined()
  expect(context.arm('no-guide')).toBeUndefined()
})

test('resolves what a definition depends on through all references', () => {
  expect([...createExpand(fill(NESTED))(['segment:other', 'trait:plan'])].sort()).toEqual([
    'event:created',
    'event:report',
    'feature:reports',
    'milestone:activated',
    'segment:active-admin',
    'segment:admin',
    'segment:other',
    'trait:plan',
    'trait:role',
  ])
})

test('cycles are unknown and end at once, however often they refer to each other', () => {
  const keys = ['a', 'b', 'c', 'd']
  const written: Parts = { segments: keys.map((key) => ({ key, when: { any: keys.flatMap((to) => [{ segment: to }, { segment: to }]) } })) }
  const cycle = model(written)
  const start = performance.now()
  expect(cycle.over(facts()).segment('a')).toBeUndefined()
  expect([...createExpand(fill(written))(['segment:a'])]).toHaveLength(4)
  expect(performance.now() - start).toBeLessThan(100)
})

test('a definition is computed once, however many ask for it', () => {
  let asked = 0
  const chain = model({
    segments: Array.from({ length: 40 }, (_, i) => ({
      key: `s${i}`,
      when: i === 0 ? { event: 'x' } : { all: [{ segment: `s${i - 1}` }, { segment: `s${i - 1}` }] },
    })),
  })
  const context = chain.over(facts({ tally: () => (asked++, used(1)) }))
  expect(context.segment('s39')).toBe(true)
  expect(asked).toBe(1)
})

test('a use that depends on a pattern or a version is counted by the tally that was published for it', () => {
  const usedWhen = [{ event: 'opened', where: { path: { matches: '^/reports/' }, version: { semver: '>=2' } } }]
  const bundle = compileBundle('v', {
    guides: [],
    model: fill({ features: [{ key: 'reports', usedWhen }], segments: [{ key: 's', when: { feature: 'reports', level: ['adopted'], scope: 'account' } }] }),
  })
  const keys = new Set(bundle.tallies.map(({ key }) => key))
  const context = compileModel(bundle).over(facts({ accountKnown: true, tally: (key) => (keys.has(key) ? used(3, 2, 1) : null) }))
  expect(bundle.tallies).toHaveLength(2)
  expect(context.level('reports')).toBe('adopted')
  expect(context.level('reports', 'account')).toBe('adopted')
})

test('the level of an account counts everybody in it, and is certain when the account is known', () => {
  const tally = (key: string): Tally | null => (key === '@account run' ? used(100) : null)
  const automation = model({ ...AUTOMATION, segments: [{ key: 's', when: { feature: 'automation', level: ['none'], scope: 'account' } }] })
  expect(automation.over(facts({ tally, accountKnown: true })).level('automation', 'account')).toBe('tried')
  expect(automation.over(facts({ tally })).level('automation', 'account')).toBeUndefined()
  expect(automation.over(facts({ tally, accountKnown: true })).level('automation')).toBe('none')
})

test('a milestone of the account is reached where anybody has reached it, the person included', () => {
  const trait = model({ milestones: [{ key: 'm', when: { trait: 'done', is: true } }] })
  const ask = (more: Partial<Facts>) => trait.over(facts(more)).milestone('m', 'account')
  expect(ask({ reachedAt: (_, scope) => (scope === 'account' ? 1 : undefined) })).toBe(true)
  expect(ask({ traits: toValues({ done: true }) })).toBe(true)
  expect(ask({ traits: toValues({ done: false }) })).toBeUndefined()
  expect(ask({ traits: toValues({ done: false }), accountKnown: true })).toBe(false)
  // it may yet turn out that the person has
  expect(ask({ accountKnown: true })).toBeUndefined()
})

test('arms and flags are drawn by the units of the facts', () => {
  const guide = {
    kind: 'hint',
    key: 'h',
    goal: null,
    priority: 50,
    title: 't',
    target: { find: [{ css: 'a' }], unique: true, waitFor: '5s', onMissing: 'float' },
    experiment: {
      unit: 'account',
      variants: [
        { key: 'a', weight: 1 },
        { key: 'b', weight: 0 },
      ],
    },
  } satisfies Guide
  const drawn = model(
    { rollouts: [{ key: 'f', unit: 'user', phases: [{ percent: 50, segment: 'beta' }] }], segments: [{ key: 'beta', when: { trait: 'beta', is: true } }] },
    [guide],
  )
  const context = (more: Partial<Facts>) => drawn.over(facts(more))
  expect(context({ units: { account: 'acme' } }).arm('h')).toBe('a')
  expect(context({ units: { user: 'ada' } }).arm('h')).toBeUndefined()
  expect(context({ stuckArm: () => 'b' }).arm('h')).toBe('b')
  // the share of "1" is 0.3533, that of "2" 0.91
  expect(context({ units: { user: '1' }, traits: toValues({ beta: true }) }).flag('f')).toBe(true)
  expect(context({ units: { user: '1' }, traits: toValues({ beta: false }) }).flag('f')).toBe(false)
  expect(context({ units: { user: '1' } }).flag('f')).toBeUndefined()
  expect(context({ units: { user: '2' } }).flag('f')).toBe(false)
})

test('what the browser answers is asked through, not copied', () => {
  let place: Facts['place'] = { path: '/a', query: {} }
  const live: Facts = {
    ...facts(),
    get place() {
      return place
    },
  }
  const context = model({}).over(live)
  place = { path: '/b', query: {} }
  expect(context.place?.path).toBe('/b')
})

test('whoever asks a definition hears of the instant at which time alone may change it, also where it was answered before', () => {
  const { over } = model({ segments: [{ key: 'calm', when: { event: 'x', absent: '5m' } }] })
  const heard: number[] = []
  const context = over(facts({ tally: () => recordTally(null, NOW - 60_000), wake: (at) => heard.push(at) }))
  expect([context.segment('calm'), context.segment('calm')]).toEqual([false, false])
  expect(heard).toEqual([NOW + 240_000, NOW + 240_000])
})

test('an answer that rests on the event of the moment is another for another event', () => {
  const { over } = model({ segments: [{ key: 'big', when: { property: 'plan', is: 'pro' } }] })
  const context = over(facts({ properties: toValues({ plan: 'pro' }) }))
  expect(context.segment('big')).toBe(true)
  context.properties = toValues({ plan: 'free' })
  expect(context.segment('big')).toBe(false)
})
