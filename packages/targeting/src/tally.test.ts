import type { Tally } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countWithin, mergeTally, recordTally, tallyKey } from './tally.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')
const times = fc.array(fc.integer({ min: NOW - 60 * DAY_MS, max: NOW }), { minLength: 1, maxLength: 40 })
const tallyOf = (list: readonly number[]): Tally => list.reduce<Tally | null>((tally, at) => recordTally(tally, at), null)!
const tally = times.map(tallyOf)

test('records count, first, last and days whatever the order', () => {
  fc.assert(
    fc.property(times, (list) => {
      const { count, first, last, days } = tallyOf(list)
      expect({ count, first, last }).toEqual({ count: list.length, first: Math.min(...list), last: Math.max(...list) })
      expect(Object.values(days).reduce((a, b) => a + b)).toBe(list.length)
    }),
  )
})

test('does not change the tally it is given', () => {
  const before = tallyOf([NOW])
  const copy = structuredClone(before)
  recordTally(before, NOW + 1)
  expect(before).toEqual(copy)
})

test('merging is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(tally, tally, tally, (a, b, c) => {
      expect(mergeTally(a, b)).toEqual(mergeTally(b, a))
      expect(mergeTally(mergeTally(a, b), c)).toEqual(mergeTally(a, mergeTally(b, c)))
      expect(mergeTally(a, a)).toEqual(a)
    }),
  )
})

test('two devices that were used on different days add up', () => {
  const monday = tallyOf([NOW - 5 * DAY_MS, NOW - 5 * DAY_MS + 1])
  const friday = tallyOf([NOW, NOW + 1, NOW + 2])
  expect(mergeTally(monday, friday).count).toBe(5)
})

test('an older copy of the same tally adds nothing', () => {
  fc.assert(
    fc.property(times, times, (list, more) => {
      const older = tallyOf(list)
      const newer = more.reduce<Tally>((one, at) => recordTally(one, at), older)
      expect(mergeTally(newer, older)).toEqual(newer)
    }),
  )
})

test('counts a window to the day: never less than there is, never more than with the whole first day', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 70 * DAY_MS }), (list, withinMs) => {
      const from = NOW - withinMs
      const startOfDay = Math.floor(from / DAY_MS) * DAY_MS
      const count = countWithin(tallyOf(list), withinMs, NOW)
      expect(count).toBeGreaterThanOrEqual(list.filter((at) => at >= from).length)
      expect(count).toBeLessThanOrEqual(list.filter((at) => at >= startOfDay).length)
    }),
  )
})

test('what is outside the window counts nothing, the future neither', () => {
  expect(countWithin(null, DAY_MS, NOW)).toBe(0)
  expect(countWithin(tallyOf([NOW - 2 * DAY_MS]), DAY_MS, NOW)).toBe(0)
  expect(countWithin(tallyOf([NOW + 1]), DAY_MS, NOW)).toBe(0)
  expect(countWithin(tallyOf([NOW - DAY_MS, NOW]), undefined, NOW)).toBe(2)
})

test('remembers 120 days singly and the total for ever', () => {
  const long = tallyOf(Array.from({ length: 200 }, (_, i) => NOW - i * DAY_MS))
  expect(Object.keys(long.days)).toHaveLength(120)
  expect(long.count).toBe(200)
  expect(countWithin(long, 30 * DAY_MS, NOW)).toBe(31)
})

test('the key of a tally does not depend on how its `where` was written', () => {
  expect(tallyKey({ event: 'a' })).toBe('a')
  expect(tallyKey({ event: 'a', where: { x: { is: 1 }, y: { gt: 2, lt: 5 } } })).toBe(tallyKey({ event: 'a', where: { y: { lt: 5, gt: 2 }, x: { is: 1 } } }))
  expect(tallyKey({ event: 'a', where: { x: { is: 1 } } })).not.toBe(tallyKey({ event: 'a', where: { x: { is: '1' } } }))
  expect(tallyKey({ event: 'a', where: { x: { in: [1, 2] } } })).not.toBe(tallyKey({ event: 'a', where: { x: { in: [2, 1] } } }))
})
