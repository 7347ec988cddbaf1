import type { Tally } from '@foothold/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tallyKey } from './publish/tally-key.ts'
import { addToTally, countWithin, lastBefore, mergeTally, recordTally } from './tally.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW = Date.parse('2026-11-22T12:00:00Z')
const times = fc.array(fc.integer({ min: NOW - 60 * DAY_MS, max: NOW }), { minLength: 1, maxLength: 40 })
/** Dense enough for several on one day and in one hour. */
const late = fc.array(fc.integer({ min: NOW - 3 * DAY_MS, max: NOW }), { minLength: 1, maxLength: 30 })
const tallyOf = (list: readonly number[]): Tally => list.reduce<Tally | null>((tally, at) => recordTally(tally, at), null)!
const tally = times.map(tallyOf)
const toDay = (at: number): number => Math.floor(at / DAY_MS)

describe('recording', () => {
  test('keeps count, first, last, days and the latest, whatever the order', () => {
    fc.assert(
      fc.property(times, (list) => {
        const { count, first, last, days, recent } = tallyOf(list)
        expect({ count, first, last }).toEqual({ count: list.length, first: Math.min(...list), last: Math.max(...list) })
        expect(Object.values(days).reduce((a, b) => a + b)).toBe(list.length)
        expect(recent).toEqual(list.toSorted((a, b) => a - b).slice(-20))
      }),
    )
  })

  test('in place comes to the same', () => {
    const long = fc.array(fc.integer({ min: NOW - 200 * DAY_MS, max: NOW }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(long, ([first, ...rest]) => {
        const one = recordTally(null, first!)
        for (const at of rest) addToTally(one, at)
        expect(one).toEqual(tallyOf([first!, ...rest]))
      }),
    )
  })

  test('does not change the tally it is given', () => {
    const before = tallyOf([NOW])
    const copy = structuredClone(before)
    recordTally(before, NOW + 1)
    expect(before).toEqual(copy)
  })

  test('puts an event on its UTC day, the one at midnight on the new day', () => {
    const midnight = Date.parse('2026-11-22')
    expect(tallyOf([midnight - 1, midnight, midnight + DAY_MS - 1]).days).toEqual({ '2026-11-21': 1, '2026-11-22': 2 })
  })

  test('is bounded, however much happens: 120 days, 20 single events, the total for ever', () => {
    const long = tallyOf(Array.from({ length: 2_000 }, (_, i) => NOW - i * 6 * HOUR_MS))
    expect(Object.keys(long.days)).toHaveLength(120)
    expect(long.recent).toHaveLength(20)
    expect(long.count).toBe(2_000)
    expect(JSON.stringify(long).length).toBeLessThan(2_500)
    expect(countWithin(long, 30 * DAY_MS, NOW)).toBe(30 * 4 + 3)
    const merged = mergeTally(long, tallyOf(Array.from({ length: 500 }, (_, i) => NOW - 700 * DAY_MS + i * DAY_MS)))
    expect(Object.keys(merged.days)).toHaveLength(120)
    expect(merged.recent).toHaveLength(20)
  })
})

describe('merging', () => {
  test('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(tally, tally, tally, (a, b, c) => {
        expect(mergeTally(a, b)).toEqual(mergeTally(b, a))
        expect(mergeTally(mergeTally(a, b), c)).toEqual(mergeTally(a, mergeTally(b, c)))
        expect(mergeTally(a, a)).toEqual(a)
        expect(mergeTally(mergeTally(a, b), b)).toEqual(mergeTally(a, b))
      }),
    )
  })

  test('adds up two devices that were used on different days', () => {
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

  test('never counts an event twice that both know, also where their clocks differ a little', () => {
    const skewed = fc.tuple(late, fc.integer({ min: -30_000, max: 30_000 }))
    fc.assert(
      fc.property(skewed, fc.integer({ min: 1, max: 4 * DAY_MS }), ([list, skewMs], withinMs) => {
        const theirs = list.map((at) => at + skewMs)
        // an event near midnight may be on another day for the other clock: there the two cannot be told from two events
        fc.pre(list.every((at, i) => toDay(at) === toDay(theirs[i]!)))
        const merged = mergeTally(tallyOf(list), tallyOf(theirs))
        expect(merged.count).toBe(list.length)
        expect(countWithin(merged, withinMs, NOW + 60_000)).toBeLessThanOrEqual(list.length)
      }),
    )
  })

  test('never says more than has happened, nor less than either knows', () => {
    fc.assert(
      fc.property(late, late, fc.integer({ min: 1, max: 4 * DAY_MS }), (here, there, withinMs) => {
        const merged = mergeTally(tallyOf(here), tallyOf(there))
        const begin = toDay(NOW - withinMs) * DAY_MS
        expect(merged.count).toBeGreaterThanOrEqual(Math.max(here.length, there.length))
        expect(merged.count).toBeLessThanOrEqual(here.length + there.length)
        expect(countWithin(merged, withinMs, NOW)).toBeLessThanOrEqual([...here, ...there].filter((at) => at >= begin).length)
      }),
    )
  })

  test('what happened here just now is counted beside what another device has done before today', () => {
    const here = tallyOf([NOW - 30 * 60_000, NOW - 20 * 60_000, NOW - 60_000])
    const there = tallyOf(Array.from({ length: 5 }, (_, i) => NOW - DAY_MS - i * HOUR_MS))
    for (const merged of [mergeTally(here, there), mergeTally(there, here)]) {
      expect(countWithin(merged, HOUR_MS, NOW)).toBe(3)
      expect(countWithin(merged, 2 * DAY_MS, NOW)).toBe(8)
      expect(lastBefore(merged, NOW)).toBe(NOW - 60_000)
    }
  })

  test('more of the same history never lowers a count', () => {
    const withinMs = fc.integer({ min: 1, max: 4 * DAY_MS })
    fc.assert(
      fc.property(late, late, withinMs, (list, more, length) => {
        const some = tallyOf(list)
        const whole = tallyOf([...list, ...more])
        expect(countWithin(mergeTally(some, whole), length, NOW)).toBeGreaterThanOrEqual(countWithin(some, length, NOW))
      }),
    )
  })

  test('what happened on other days never lowers a count', () => {
    const before = fc.array(fc.integer({ min: NOW - 9 * DAY_MS, max: toDay(NOW) * DAY_MS - 1 }), { maxLength: 30 })
    const today = fc.array(fc.integer({ min: toDay(NOW) * DAY_MS, max: NOW }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(before, today, fc.integer({ min: 1, max: 10 * DAY_MS }), (there, here, withinMs) => {
        const mine = tallyOf(here)
        const merged = there.length ? mergeTally(mine, tallyOf(there)) : mine
        expect(countWithin(merged, withinMs, NOW)).toBeGreaterThanOrEqual(countWithin(mine, withinMs, NOW))
      }),
    )
  })
})

describe('counting a window', () => {
  test('is exact while the events are remembered singly, else exact to the day in which it begins', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 70 * DAY_MS }), (list, withinMs) => {
        const from = NOW - withinMs
        const count = countWithin(tallyOf(list), withinMs, NOW)
        const exact = list.filter((at) => at >= from).length
        expect(count).toBeGreaterThanOrEqual(exact)
        expect(count).toBeLessThanOrEqual(list.filter((at) => at >= toDay(from) * DAY_MS).length)
        if (list.length <= 20 || exact < 20) expect(count).toBe(exact)
      }),
    )
  })

  test('is exact across midnight, and knows no summer time: a day is 24 hours', () => {
    const midnight = Date.parse('2026-11-22')
    const around = tallyOf([midnight - 2, midnight - 1, midnight, midnight + 1])
    expect([1, 2, 3, 4].map((withinMs) => countWithin(around, withinMs, midnight + 1))).toEqual([2, 3, 4, 4])
    // 29 March 2026: the clocks of Berlin go forward an hour
    const noon = Date.parse('2026-03-29T12:00:00+02:00')
    expect(countWithin(tallyOf([noon - DAY_MS]), DAY_MS, noon)).toBe(1)
    expect(countWithin(tallyOf([noon - DAY_MS - 1]), DAY_MS, noon)).toBe(0)
  })

  test('what is outside counts nothing, the future neither', () => {
    expect(countWithin(null, DAY_MS, NOW)).toBe(0)
    expect(countWithin(null, undefined, NOW)).toBe(0)
    expect(countWithin(tallyOf([NOW - 2 * DAY_MS]), DAY_MS, NOW)).toBe(0)
    expect(countWithin(tallyOf([NOW + 1]), DAY_MS, NOW)).toBe(0)
    expect(countWithin(tallyOf([NOW - 1, NOW + 1, NOW + 3 * DAY_MS]), DAY_MS, NOW)).toBe(1)
    expect(countWithin(tallyOf([NOW - DAY_MS, NOW]), undefined, NOW)).toBe(2)
    expect(countWithin(tallyOf([NOW - DAY_MS, NOW]), DAY_MS, NOW)).toBe(2)
  })

  test('never says that more has happened than has, where the clock was set back', () => {
    const around = fc.array(fc.integer({ min: NOW - 3 * DAY_MS, max: NOW + 3 * DAY_MS }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(around, fc.integer({ min: 1, max: 4 * DAY_MS }), (list, withinMs) => {
        expect(countWithin(tallyOf(list), withinMs, NOW)).toBe(list.filter((at) => at <= NOW && at >= NOW - withinMs).length)
      }),
    )
  })
})

describe('when it last happened', () => {
  test('is exact, however much has happened', () => {
    fc.assert(fc.property(times, (list) => void expect(lastBefore(tallyOf(list), NOW)).toBe(Math.max(...list))))
    expect(lastBefore(null, NOW)).toBeNull()
    expect(lastBefore(tallyOf([NOW]), NOW)).toBe(NOW)
  })

  test('looks behind events of a clock that was set back; with nothing else to go by it tells of those', () => {
    expect(lastBefore(tallyOf([NOW - HOUR_MS, NOW + DAY_MS]), NOW)).toBe(NOW - HOUR_MS)
    expect(lastBefore(tallyOf([NOW + DAY_MS]), NOW)).toBe(NOW + DAY_MS)
  })
})

test('the key of a tally does not depend on how its `where` was written', () => {
  expect(tallyKey({ event: 'a' })).toBe('a')
  expect(tallyKey({ event: 'a', where: { x: { is: 1 }, y: { gt: 2, lt: 5 } } })).toBe(tallyKey({ event: 'a', where: { y: { lt: 5, gt: 2 }, x: { is: 1 } } }))
  expect(tallyKey({ event: 'a', where: { x: { is: 1 } } })).not.toBe(tallyKey({ event: 'a', where: { x: { is: '1' } } }))
  expect(tallyKey({ event: 'a', where: { x: { in: [1, 2] } } })).not.toBe(tallyKey({ event: 'a', where: { x: { in: [2, 1] } } }))
  expect(tallyKey({ event: 'a', scope: 'person' })).toBe('a')
  expect(tallyKey({ event: 'a', scope: 'account' })).not.toBe('a')
  expect(tallyKey({ event: 'a', where: JSON.parse('{ "__proto__": { "is": 1 } }') as Record<string, { is: number }> })).not.toBe('a')
})
