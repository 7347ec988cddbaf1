import type { Condition, Tally } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { compileCondition, toTallyNeeds } from './condition.ts'
import type { Context, Truth } from './context.ts'
import { explainCondition } from './explain.ts'
import { recordTally, tallyKey } from './tally.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const tally = (...daysAgo: number[]): Tally => daysAgo.reduce<Tally | null>((one, days) => recordTally(one, NOW - days * DAY_MS), null)!

/** A context in which nothing at all is known. */
const blank: Context = {
  now: NOW,
  historyKnown: false,
  tally: () => null,
  reachedAt: () => undefined,
  guide: () => undefined,
  segment: () => undefined,
  milestone: () => undefined,
  level: () => undefined,
}
const full: Context = {
  ...blank,
  historyKnown: true,
  traits: { role: 'admin' },
  account: { plan: 'pro' },
  properties: { size: 3 },
  tally: (key) => (key === 'created' ? tally(3, 1) : null),
  guide: (key) => (key === 'tour' ? { seen: 1, state: 'completed', at: NOW - DAY_MS } : null),
  segment: (key) => key === 'in',
  milestone: (key) => key === 'reached',
  level: () => 'tried',
  place: { path: '/projects/7', query: { tab: 'a' } },
  viewport: 'narrow',
  input: 'touch',
  element: (css) => (css === '.seen' ? 'visible' : css === '.hidden' ? 'present' : css === '((' ? undefined : 'absent'),
}
const ask = (condition: Condition, context = full): Truth => compileCondition(condition).evaluate(context)

test.each<[Condition, Truth]>([
  [{ trait: 'role', is: 'admin' }, true],
  [{ trait: 'role', is: 'rep' }, false],
  [{ trait: 'none', is: 'x' }, undefined],
  [{ account: 'plan', in: ['pro'] }, true],
  [{ property: 'size', gte: 4 }, false],
  [{ segment: 'in' }, true],
  [{ segment: 'in', is: false }, false],
  [{ segment: 'out', is: false }, true],
  [{ milestone: 'reached', is: 'reached' }, true],
  [{ milestone: 'reached', is: 'open' }, false],
  [{ milestone: 'other', is: 'open' }, true],
  [{ feature: 'f', level: ['tried', 'adopted'] }, true],
  [{ feature: 'f', level: ['none'] }, false],
  [{ event: 'created' }, true],
  [{ event: 'other' }, false],
  [{ event: 'created', count: { is: 2 } }, true],
  [{ event: 'created', count: { gte: 2 }, within: '2d' }, false],
  [{ event: 'created', count: { lt: 2 }, within: '2d' }, true],
  [{ event: 'created', absent: '1d' }, true],
  [{ event: 'created', absent: '2d' }, false],
  [{ event: 'other', absent: '2d' }, true],
  [{ page: '/projects/:id' }, true],
  [{ page: '/projects/:id', query: { tab: 'b' } }, false],
  [{ guide: 'tour', state: ['completed'] }, true],
  [{ guide: 'tour', state: ['unseen'] }, false],
  [{ guide: 'other', state: ['unseen'] }, true],
  [{ guide: 'tour', state: ['completed'], within: '2d' }, true],
  [{ guide: 'tour', state: ['completed'], within: '1h' }, false],
  [{ guide: 'other', state: ['unseen'], within: '1d' }, false],
  [{ device: 'viewport', is: 'narrow' }, true],
  [{ device: 'input', is: 'mouse' }, false],
  [{ element: '.seen', is: 'visible' }, true],
  [{ element: '.seen', is: 'present' }, true],
  [{ element: '.seen', is: 'absent' }, false],
  [{ element: '.hidden', is: 'visible' }, false],
  [{ element: '.hidden', is: 'present' }, true],
  [{ element: '.gone', is: 'absent' }, true],
  [{ element: '((', is: 'absent' }, undefined],
])('%j is %s', (condition, expected) => expect(ask(condition)).toBe(expected))

test.each<Condition>([
  { trait: 'role', is: 'admin' },
  { trait: 'role', exists: false },
  { account: 'plan', is: 'pro', ifMissing: true },
  { property: 'size', gte: 1 },
  { segment: 'in' },
  { segment: 'in', is: false },
  { milestone: 'm', is: 'open' },
  { feature: 'f', level: ['none'] },
  { event: 'e' },
  { event: 'e', count: { is: 0 } },
  { event: 'e', absent: '1d' },
  { page: '/' },
  { guide: 'g', state: ['unseen'] },
  { device: 'viewport', is: 'wide' },
  { device: 'input', is: 'mouse' },
  { element: 'a', is: 'absent' },
])('where nothing is known, %j is unknown', (condition) => {
  expect(ask(condition, blank)).toBeUndefined()
  expect(ask({ not: condition }, blank)).toBeUndefined()
})

test('history that is not whole decides only what more history cannot undo', () => {
  const partly: Context = { ...full, historyKnown: false }
  expect(ask({ event: 'created' }, partly)).toBe(true)
  expect(ask({ event: 'created', count: { gt: 1 } }, partly)).toBe(true)
  expect(ask({ event: 'created', count: { gte: 3 } }, partly)).toBeUndefined()
  expect(ask({ event: 'created', count: { lt: 2 } }, partly)).toBeUndefined()
  expect(ask({ event: 'created', count: { is: 2 } }, partly)).toBeUndefined()
  expect(ask({ event: 'created', count: { gte: 1, lte: 9 } }, partly)).toBeUndefined()
  expect(ask({ event: 'created', absent: '2d' }, partly)).toBe(false)
  expect(ask({ event: 'created', absent: '1h' }, partly)).toBeUndefined()
})

const leaf: [Truth, Condition][] = [
  [true, { segment: 'in' }],
  [false, { segment: 'out' }],
  [undefined, { trait: 'none', is: 1 }],
]
const pairs = leaf.flatMap(([a, one]) => leaf.map(([b, other]) => [a, b, one, other] as const))

test.each(pairs)('all and any of %s and %s follow Kleene', (a, b, one, other) => {
  expect(ask({ all: [one, other] })).toBe(a === false || b === false ? false : a === undefined || b === undefined ? undefined : true)
  expect(ask({ any: [one, other] })).toBe(a === true || b === true ? true : a === undefined || b === undefined ? undefined : false)
})

test.each(leaf)('not of %s follows Kleene', (value, condition) => expect(ask({ not: condition })).toBe(value === undefined ? undefined : !value))

test('no condition is everybody', () => expect(compileCondition(undefined).evaluate(blank)).toBe(true))

test.each(['__proto__', 'constructor'])('a trait named "%s" is one that nobody has', (trait) => {
  expect(ask({ trait, exists: true })).toBe(false)
  expect(ask({ trait, is: 'x' })).toBeUndefined()
})

test('lists each tally that has to be kept once', () => {
  const { events } = compileCondition({ any: [{ event: 'a' }, { event: 'a', within: '7d' }, { not: { event: 'a', where: { x: { is: 1 } } } }] })
  const needs = toTallyNeeds(events)
  expect(needs.map(({ key }) => key)).toEqual(['a', tallyKey({ event: 'a', where: { x: { is: 1 } } })])
  expect(needs[1]!.matches({ x: 1 }, NOW)).toBe(true)
  expect(needs[1]!.matches({ x: 2 }, NOW)).toBe(false)
})

test('an explanation shows each node with what was there', () => {
  const condition: Condition = { all: [{ trait: 'role', is: 'admin' }, { not: { page: '/projects/:id' } }, { trait: 'none', is: 1 }] }
  expect(explainCondition(condition, full)).toEqual({
    condition,
    result: false,
    children: [
      { condition: condition.all[0], result: true, actual: 'admin' },
      { condition: condition.all[1], result: false, children: [{ condition: { page: '/projects/:id' }, result: true, actual: '/projects/7' }] },
      { condition: condition.all[2], result: undefined },
    ],
  })
})
