import { describe, expect, it } from 'vitest'
import { wilson } from '@foothold/stats'
import { toCurve } from './curve.ts'
import { toStatus } from './goals.ts'
import { toRate } from './rate.ts'
import { toScore } from './survey.ts'
import { whatIf } from './what-if.ts'

const rounded = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e3) / 1e3)

describe('what if', () => {
  // 40 % log in, 70 % of them act, 50 % come again, 30 % make it a habit, 20 % become power users
  const chain = [1, 0.4, 0.7, 0.5, 0.3, 0.2]

  it('carries a better stage through to the last one', () => {
    expect(rounded(whatIf(chain, []))).toEqual([1, 0.4, 0.28, 0.14, 0.042, 0.008])
    expect(rounded(whatIf(chain, [{ stage: 2, rate: 0.75 }]))).toEqual([1, 0.75, 0.525, 0.262, 0.079, 0.016])
    const all = [0.75, 0.85, 0.7, 0.55, 0.35].map((rate, index) => ({ stage: index + 2, rate }))
    expect(rounded(whatIf(chain, all))).toEqual([1, 0.75, 0.638, 0.446, 0.245, 0.086])
  })

  it('takes rates of the first stage too: 20 % of all become 35 %, which is three quarters more', () => {
    // the same journey, read as shares of all who were invited
    const ofFirst = [1, 0.75, 0.7, 0.65, 0.55, 0.35]
    const better = whatIf(
      [1, 0.4, 1, 1, 0.75, 0.2 / 0.3],
      ofFirst.slice(1).map((rate, index) => ({ stage: index + 2, rate, of: 'first' as const })),
    )
    expect(rounded(better)).toEqual(ofFirst)
    expect(better.at(-1)! / 0.2).toBeCloseTo(1.75)
    // nobody comes to a stage who was not at the one before
    expect(whatIf([1, 0.4, 0.7], [{ stage: 3, rate: 0.9, of: 'first' }])).toEqual([1, 0.4, 0.4])
  })
})

describe('a curve by day', () => {
  it('counts the young for as long as they are there', () => {
    const { curve, medianDays } = toCurve(
      [
        { time: 1, event: true },
        { time: 2, event: false },
        { time: 3, event: true },
        { time: 5, event: false },
      ],
      7,
    )
    expect(curve.map(({ day, value, atRisk }) => [day, value, atRisk])).toEqual([
      [1, 0.25, 4],
      [2, 0.25, 3],
      [3, 0.625, 2],
      [4, 0.625, 1],
      [5, 0.625, 1],
    ])
    expect(medianDays.value).toBe(3)
  })
  it('knows nobody, and everybody', () => {
    expect(toCurve([], 7)).toEqual({ curve: [], medianDays: { value: null, low: null, high: null } })
    expect(toCurve([{ time: 0.5, event: true }], 3).curve.map(({ value }) => value)).toEqual([1, 1, 1])
    expect(toCurve([{ time: 0.5, event: false }], 3).curve).toEqual([])
    // nobody of three so far says little of the others
    const waiting = [1, 2, 3].map((time) => ({ time, event: false }))
    expect(toCurve(waiting, 3).curve.map(({ value, low, high, atRisk }) => [value, low, high, atRisk])).toEqual(
      [3, 2, 1].map((n) => [0, 0, wilson(0, n).high, n]),
    )
  })
})

describe('scores', () => {
  const given = (counts: Record<number, number>) => Object.entries(counts).map(([value, people]) => ({ value: Number(value), people }))
  it('are those of the textbook', () => {
    expect(toScore('nps', given({ 10: 5, 9: 2, 8: 1, 6: 2 }))!.value).toBeCloseTo(50)
    expect(toScore('csat', given({ 5: 2, 4: 1, 3: 1 }))).toMatchObject({ n: 4, value: 0.75 })
    expect(toScore('ces', given({ 7: 1, 5: 1 }))).toMatchObject({ n: 2, value: 6 })
    expect(toScore('text', given({ 1: 1 }))).toBeNull()
    expect(toScore('nps', [{ value: 'ten', people: 3 }])).toEqual({ n: 0, value: null, low: null, high: null })
  })
  it('stay within their bounds', () => {
    expect(toScore('nps', given({ 10: 1, 0: 1 }))).toMatchObject({ value: 0, low: expect.closeTo(-73.3, 1), high: expect.closeTo(73.3, 1) })
    expect(toScore('ces', given({ 7: 1, 1: 1 }))).toMatchObject({ value: 4, low: 1, high: 7 })
  })
})

describe('the status of a goal', () => {
  it('is not that of one person: the interval and how many they are count', () => {
    const status = (k: number, n: number, target = 0.5) => toStatus(toRate(k, n), target)
    expect([status(0, 0), status(1, 1), status(1, 2), status(10, 19), status(9, 19)]).toEqual(Array.from({ length: 5 }, () => 'too-early'))
    expect([status(10, 10), status(10, 20), status(60, 100), status(0, 0, 0)]).toEqual(['achieved', 'achieved', 'achieved', 'too-early'])
    expect([status(9, 20), status(48, 100), status(38, 100), status(0, 5)]).toEqual(['on-track', 'on-track', 'behind', 'behind'])
  })
})
