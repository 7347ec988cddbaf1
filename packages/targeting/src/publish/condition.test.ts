import type { Condition, Tally } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { compileCondition } from './condition.ts'
import { toValues, type Context, type Truth } from '../context.ts'
import { explainCondition } from '../explain/explain-condition.ts'
import { recordTally } from '../tally.ts'

const DAY_MS = 86_400_000
// a Sunday, 21:00 in Tokyo
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
  arm: () => undefined,
  flag: () => undefined,
  groupSeenAt: () => undefined,
}
const full: Context = {
  ...blank,
  historyKnown: true,
  accountKnown: true,
  zone: 'Asia/Tokyo',
  traits: toValues({ role: 'admin', version: '2.4.1', url: 'https://app.example.com/projects/7' }),
  account: toValues({ plan: 'pro' }),
  properties: toValues({ size: 3 }),
  tally: (key) => (key === 'created' ? tally(3, 1) : key === '@account exported' ? tally(2) : null),
  guide: (key) =>
    key === 'tour' ? { seen: 1, state: 'completed', at: NOW - DAY_MS } : key === 'half-seen' ? { seen: 1, state: 'seen', lastSeenAt: NOW - DAY_MS } : null,
  segment: (key) => key === 'in',
  milestone: (key, scope) => key === (scope === 'account' ? 'reached-by-others' : 'reached'),
  level: (_, scope) => (scope === 'account' ? 'adopted' : 'tried'),
  arm: (key) => (key === 'tour' ? 'short' : undefined),
  flag: (key) => (key === 'on' ? true : key === 'off' ? false : undefined),
  place: { path: '/projects/7', query: { tab: 'a' }, hash: '/files/3' },
  viewport: 'narrow',
  input: 'touch',
  element: (css) => (css === '.seen' ? 'visible' : css === '.hidden' ? 'present' : css === '((' ? undefined : 'absent'),
}
const ask = (condition: Condition, context = full): Truth => compileCondition(condition)(context)

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
  [{ guide: 'half-seen', state: ['seen'], within: '2d' }, true],
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
  [{ trait: 'version', semver: '>=2.4.0 <3' }, true],
  [{ trait: 'version', semver: '>2.4.1' }, false],
  [{ trait: 'url', matches: '/projects/\\d+$' }, true],
  [{ trait: 'url', matches: '^/projects' }, false],
  [{ page: '/projects/:id', hash: '/files/:file' }, true],
  [{ page: '/projects/:id', hash: '/other' }, false],
  [{ milestone: 'reached-by-others', is: 'reached' }, false],
  [{ milestone: 'reached-by-others', is: 'reached', scope: 'account' }, true],
  [{ milestone: 'reached-by-others', is: 'open', scope: 'account' }, false],
  [{ feature: 'f', level: ['adopted'], scope: 'account' }, true],
  [{ feature: 'f', level: ['adopted'], scope: 'person' }, false],
  [{ event: 'exported' }, false],
  [{ event: 'exported', scope: 'account' }, true],
  [{ event: 'exported', scope: 'account', absent: '1d' }, true],
  [{ event: 'exported', scope: 'account', absent: '3d' }, false],
  [{ time: 'hour', is: 21 }, true],
  [{ time: 'hour', between: [9, 17], timezone: 'UTC' }, true],
  [{ time: 'weekday', in: ['sat', 'sun'] }, true],
  [{ time: 'weekday', is: 'mon', timezone: 'Pacific/Auckland' }, true],
  [{ time: 'date', is: '2026-11-22' }, true],
  [{ time: 'date', before: '2026-11-22' }, false],
  [{ experiment: 'tour', is: 'short' }, true],
  [{ experiment: 'tour', in: ['long', 'holdout'] }, false],
  [{ experiment: 'other', is: 'short' }, undefined],
  [{ flag: 'on' }, true],
  [{ flag: 'on', is: false }, false],
  [{ flag: 'off', is: false }, true],
  [{ flag: 'nowhere', is: false }, undefined],
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
  { trait: 'version', semver: '>=1' },
  { trait: 'url', matches: 'x' },
  { page: '/', hash: 'a' },
  { time: 'hour', gte: 0 },
  { time: 'weekday', is: 'mon', timezone: 'user' },
  { experiment: 'e', is: 'holdout' },
  { flag: 'f', is: false },
  { event: 'e', count: { is: 0 }, scope: 'account' },
  { event: 'e', absent: '1d', scope: 'account' },
  { milestone: 'm', is: 'open', scope: 'account' },
  { feature: 'f', level: ['none'], scope: 'account' },
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

test('no condition is everybody', () => expect(compileCondition(undefined)(blank)).toBe(true))

test("what the account has done is certain only where the account's history is, whatever is known of the person", () => {
  const mine: Context = { ...full, accountKnown: undefined }
  expect(ask({ event: 'exported', scope: 'account' }, mine)).toBe(true)
  expect(ask({ event: 'exported', scope: 'account', count: { lt: 5 } }, mine)).toBeUndefined()
  expect(ask({ event: 'exported', scope: 'account', absent: '1d' }, mine)).toBeUndefined()
  const theirs: Context = { ...full, historyKnown: false }
  expect(ask({ event: 'exported', scope: 'account', count: { lt: 5 } }, theirs)).toBe(true)
})

test('what is not known here is not for `ifMissing` to decide: only what is known to be missing is', () => {
  const nowhere: Context = { ...full, zone: 'Mars/Olympus', traits: undefined, arm: () => undefined }
  for (const ifMissing of [true, false]) {
    expect(ask({ time: 'hour', gte: 0, ifMissing }, nowhere)).toBeUndefined()
    expect(ask({ trait: 'role', is: 'admin', ifMissing }, nowhere)).toBeUndefined()
    expect(ask({ trait: 'role', is: 'admin', ifMissing }, { ...full, traits: toValues() })).toBe(ifMissing)
  }
  expect(ask({ time: 'hour', is: 12, timezone: 'UTC' }, nowhere)).toBe(true)
})

test.each(['__proto__', 'constructor', 'toString'])('a name "%s" is one that nobody has', (name) => {
  for (const subject of ['trait', 'account', 'property'] as const) {
    expect(ask({ [subject as 'trait']: name, exists: true })).toBe(false)
    expect(ask({ [subject as 'trait']: name, is: 'x' })).toBeUndefined()
    const values = toValues(JSON.parse(`{ "${name}": "x" }`) as Record<string, unknown>)
    expect(ask({ [subject as 'trait']: name, is: 'x' }, { ...full, traits: values, account: values, properties: values })).toBe(true)
  }
  expect(ask({ page: '/projects/:id', query: { [name]: '*' } })).toBe(false)
})

test('an explanation shows each node with its place, with what was there and what is missing', () => {
  const condition: Condition = { all: [{ trait: 'role', is: 'admin' }, { not: { page: '/projects/:id' } }, { trait: 'none', is: 1 }] }
  expect(explainCondition(condition, full)).toEqual({
    condition,
    pointer: '',
    result: false,
    children: [
      { condition: condition.all[0], pointer: '/all/0', result: true, actual: 'admin' },
      {
        condition: condition.all[1],
        pointer: '/all/1',
        result: false,
        children: [{ condition: { page: '/projects/:id' }, pointer: '/all/1/not', result: true, actual: '/projects/7?tab=a#/files/3' }],
      },
      { condition: condition.all[2], pointer: '/all/2', result: undefined, missing: 'the trait "none"' },
    ],
  })
})

test.each<[Condition, unknown]>([
  [{ account: 'plan', is: 'pro' }, 'pro'],
  [{ property: 'size', gte: 1 }, 3],
  [{ segment: 'in' }, true],
  [{ milestone: 'reached', is: 'open' }, true],
  [{ feature: 'f', level: ['none'], scope: 'account' }, 'adopted'],
  [{ event: 'created' }, { count: 2, first: NOW - 3 * DAY_MS, last: NOW - DAY_MS }],
  [{ event: 'other' }, null],
  [{ guide: 'tour', state: ['seen'] }, 'completed'],
  [{ guide: 'other', state: ['seen'] }, 'unseen'],
  [{ device: 'viewport', is: 'wide' }, 'narrow'],
  [{ element: '.hidden', is: 'visible' }, 'present'],
  [{ time: 'weekday', is: 'mon' }, 'sun'],
  [{ experiment: 'tour', is: 'long' }, 'short'],
  [{ flag: 'off' }, false],
])('an explanation of %j shows %j', (condition, actual) => expect(explainCondition(condition, full).actual).toEqual(actual))
