import type { Comparison } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { compileWhere, own } from './comparison.ts'
import { compileComparison } from './publish/condition.ts'
import { lowerWhere } from './publish/lower.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const DAY_MS = 86_400_000
const compare = (written: Comparison, value: unknown): boolean | undefined => compileComparison(written)(value, NOW)

test.each<[Comparison, unknown, boolean]>([
  [{ is: 'a' }, 'a', true],
  [{ is: 'a' }, 'b', false],
  [{ is: 1 }, '1', false],
  [{ is: false }, false, true],
  [{ is: true }, 1, false],
  [{ in: ['a', 2, true] }, 2, true],
  [{ in: ['a', 2, true] }, '2', false],
  [{ gt: 3 }, 4, true],
  [{ gt: 3 }, 3, false],
  [{ gte: 3 }, 3, true],
  [{ lt: 3 }, 2, true],
  [{ lt: 3 }, 3, false],
  [{ lte: 3 }, 3, true],
  [{ lte: 3 }, Number.NaN, false],
  [{ between: [1, 3] }, 1, true],
  [{ between: [1, 3] }, 3, true],
  [{ between: [1, 3] }, 3.1, false],
  [{ contains: 'b' }, 'abc', true],
  [{ contains: 'B' }, 'abc', false],
  [{ contains: 'b' }, ['a', 'b'], true],
  [{ contains: 'b' }, ['abc'], false],
  [{ contains: 1 }, [1, 2], true],
  [{ contains: 1 }, ['1'], false],
  [{ startsWith: 'a' }, 'abc', true],
  [{ startsWith: 'b' }, 'abc', false],
  [{ endsWith: '@x.com' }, 'ada@x.com', true],
  [{ endsWith: '@x.com' }, 'ada@x.com.evil', false],
  [{ exists: true }, 0, true],
  [{ exists: true }, '', true],
  [{ exists: false }, 0, false],
  [{ before: '2026-01-01' }, '2025-12-31', true],
  [{ before: '2026-01-01' }, '2026-01-01', false],
  [{ after: '2026-01-01' }, '2026-01-02T00:00:00Z', true],
  [{ after: '2026-01-01' }, NOW, true],
  [{ within: '7d' }, NOW - 7 * DAY_MS, true],
  [{ within: '7d' }, NOW - 7 * DAY_MS - 1, false],
  [{ within: '7d' }, NOW, true],
  [{ within: '7d' }, NOW + 1, false],
  [{ within: '7d' }, new Date(NOW - DAY_MS).toISOString(), true],
  [{ within: '7d' }, 'banana', false],
  [{ before: '2026-01-01' }, 'Sprint 12', false],
  [{ within: '3h' }, '2026-11-22 10:00:00', true],
  [{ within: '3h' }, '2026-11-22T10:00:00', true],
  [{ within: '3h' }, '2026-11-22 10:00:00+09:00', false],
  [{ gte: 2, lt: 4 }, 3, true],
  [{ gte: 2, lt: 4 }, 4, false],
  // all that is written must hold, whatever its number
  [{ gte: 2, between: [0, 9], in: [1, 2, 3] }, 2, true],
  [{ gte: 2, between: [0, 9], in: [1, 2, 3] }, 1, false],
  [{ gte: 2, between: [3, 9] }, 2, false],
  [{ lte: 5, between: [3, 9] }, 6, false],
  [{ startsWith: 'a', endsWith: 'c', contains: 'b' }, 'abc', true],
  [{ startsWith: 'a', endsWith: 'c', contains: 'b' }, 'adc', false],
  [{ contains: 1 }, 'a1', true],
  [{ matches: 'b.d' }, 'abcde', true],
  [{ matches: '^b.d' }, 'abcde', false],
  [{ matches: '(?i)^B' }, 'bc', true],
  [{ semver: '>=1.2 <2' }, '1.9.9', true],
  [{ semver: '>=1.2 <2' }, '2.0.0', false],
  [{ semver: '>=1.2 <2' }, 'latest', false],
  [{ exists: true, is: 'a' }, 'b', false],
  [{ is: 'a', ifMissing: true }, 'b', false],
  [{ is: Number.NaN }, Number.NaN, false],
])('%j of %j is %s', (written, value, expected) => expect(compare(written, value)).toBe(expected))

test.each<Comparison>([
  { gt: 0 },
  { gte: 0 },
  { lt: 9 },
  { lte: 9 },
  { between: [0, 9] },
  { contains: 'x' },
  { startsWith: 'x' },
  { endsWith: 'x' },
  { within: '1d' },
  { before: '2099-01-01' },
  { after: '1999-01-01' },
  { matches: '.*' },
  { semver: '>=0' },
])('a value of another type is a plain false for %j', (written) => {
  for (const value of [{}, [], true, () => 1, Symbol('x')]) expect(compare(written, value)).toBe(false)
})

test.each([undefined, null])('a missing value (%s) is unknown, unless the author decided', (missing) => {
  expect(compare({ is: 'a' }, missing)).toBeUndefined()
  expect(compare({ is: 'a', ifMissing: true }, missing)).toBe(true)
  expect(compare({ is: 'a', ifMissing: false }, missing)).toBe(false)
  expect(compare({ exists: true }, missing)).toBe(false)
  expect(compare({ exists: false }, missing)).toBe(true)
})

test('`where` holds only where every property is there and compares', () => {
  const matches = compileWhere(lowerWhere({ template: { is: 'blank' }, size: { gte: 2 } }))
  expect(matches({ template: 'blank', size: 2 }, NOW)).toBe(true)
  expect(matches({ template: 'blank', size: 1 }, NOW)).toBe(false)
  expect(matches({ template: 'blank' }, NOW)).toBe(false)
  expect(matches(undefined, NOW)).toBe(false)
  expect(compileWhere(undefined)(undefined, NOW)).toBe(true)
  const lenient = compileWhere(lowerWhere({ template: { is: 'blank', ifMissing: true }, old: { exists: false } }))
  expect(lenient({}, NOW)).toBe(true)
  expect(lenient({ template: 'other' }, NOW)).toBe(false)
  expect(lenient({ old: 1 }, NOW)).toBe(false)
  expect(lenient({ old: null }, NOW)).toBe(true)
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('what is inherited under the name "%s" is no value', (name) => {
  expect(own({}, name)).toBeUndefined()
  expect(compileWhere(lowerWhere({ [name]: { exists: true } }))({}, NOW)).toBe(false)
  const record = JSON.parse(`{ "${name}": "mine" }`) as Record<string, unknown>
  expect(own(record, name)).toBe('mine')
  expect(compileWhere(lowerWhere({ [name]: { is: 'mine' } }))(record, NOW)).toBe(true)
})
