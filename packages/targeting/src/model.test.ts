import type { Feature, Milestone, Segment, Tally } from '@foothold/protocol'
import { expect, test } from 'vitest'
import type { Facts } from './context.ts'
import { compileModel } from './model.ts'
import { recordTally } from './tally.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const facts = (more: Partial<Facts> = {}): Facts => ({
  now: NOW,
  historyKnown: true,
  tally: () => null,
  reachedAt: () => undefined,
  guide: () => null,
  traits: {},
  ...more,
})
const used = (...daysAgo: number[]): Tally | null => daysAgo.reduce<Tally | null>((tally, days) => recordTally(tally, NOW - days * DAY_MS), null)
type Written<T extends object> = Partial<T> & Pick<T, 'key' & keyof T>
const model = (written: { features?: Written<Feature>[]; segments?: Segment[]; milestones?: Written<Milestone>[] }): ReturnType<typeof compileModel> =>
  compileModel({
    segments: written.segments ?? [],
    milestones: (written.milestones ?? []).map((one) => ({ from: 'signup', when: { event: 'never' }, ...one })),
    features: (written.features ?? []).map((one) => ({ name: one.key, tier: 'core', usedWhen: [], adoptedWhen: { count: 3, within: '30d' }, ...one })),
  })

const automation = model({
  features: [{ key: 'automation', name: 'Automation', usedWhen: [{ event: 'run' }, { event: 'run-all' }], adoptedWhen: { count: 3, within: '30d' } }],
})

test.each<[string, Tally | null, string]>([
  ['never', null, 'none'],
  ['once', used(100), 'tried'],
  ['twice', used(100, 1), 'repeated'],
  ['often, but long ago', used(100, 99, 98, 97), 'repeated'],
  ['often lately', used(3, 2, 1), 'adopted'],
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

const nested = model({
  segments: [
    { key: 'admin', when: { trait: 'role', is: 'admin' } },
    { key: 'active-admin', when: { all: [{ segment: 'admin' }, { milestone: 'activated', is: 'reached' }] } },
    { key: 'other', when: { segment: 'active-admin', is: false } },
  ],
  milestones: [{ key: 'activated', when: { all: [{ event: 'created' }, { feature: 'reports', level: ['tried', 'repeated', 'adopted'] }] } }],
  features: [{ key: 'reports', name: 'Reports', usedWhen: [{ event: 'report' }] }],
})

test('definitions may refer to each other', () => {
  const context = nested.over(facts({ traits: { role: 'admin' }, tally: (key) => (key === 'created' || key === 'report' ? used(1) : null) }))
  expect(nested.segments(context)).toEqual(['admin', 'active-admin'])
  expect(nested.newlyReached(context)).toEqual(['activated'])
})

test('a milestone that was reached stays reached', () => {
  const context = nested.over(facts({ traits: { role: 'admin' }, reachedAt: () => 1 }))
  expect(context.milestone('activated')).toBe(true)
  expect(nested.newlyReached(context)).toEqual([])
})

test('a reference to what is not defined is unknown', () => {
  const context = nested.over(facts())
  expect(context.segment('nobody')).toBeUndefined()
  expect(context.milestone('nothing')).toBeUndefined()
  expect(context.level('nowhere')).toBeUndefined()
})

test('resolves what a definition depends on through all references', () => {
  expect([...nested.expand(['segment:other', 'trait:plan'])].sort()).toEqual([
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
  expect(nested.events.map(({ event }) => event)).toEqual(['created', 'report'])
})

test('cycles are unknown and end at once, however often they refer to each other', () => {
  const keys = ['a', 'b', 'c', 'd']
  const cycle = model({ segments: keys.map((key) => ({ key, when: { any: keys.flatMap((to) => [{ segment: to }, { segment: to }]) } })) })
  const start = performance.now()
  expect(cycle.over(facts()).segment('a')).toBeUndefined()
  expect([...cycle.expand(['segment:a'])]).toHaveLength(4)
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
