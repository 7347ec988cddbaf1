import { newcombe, wilson } from '@foothold/stats'
import { describe, expect, it } from 'vitest'
import { toDifference } from './difference.ts'
import { toRate } from './rate.ts'

describe('the difference of two numbers with intervals', () => {
  it('is that of Newcombe where both are shares', () => {
    // R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10: 56/70 less 48/80
    const difference = toDifference(toRate(56, 70), toRate(48, 80))
    expect(difference.value).toBeCloseTo(0.2)
    expect(difference.low).toBeCloseTo(0.0524, 4)
    expect(difference.high).toBeCloseTo(0.3339, 4)
    for (const [k, n, l, m] of [
      [0, 5, 5, 5],
      [1, 9, 3, 4],
      [30, 30, 0, 7],
    ] as const) {
      const known = newcombe({ k, n }, { k: l, n: m })
      const found = toDifference(toRate(k, n), toRate(l, m))
      expect([found.low, found.high]).toEqual([expect.closeTo(known.low, 12), expect.closeTo(known.high, 12)])
    }
  })

  it('adds the squares of the nearer sides, within what a difference can be', () => {
    expect(toDifference({ value: 0.5, low: 0.2, high: 0.6 }, { value: 0.3, low: 0.2, high: 0.7 })).toEqual({
      value: 0.2,
      low: expect.closeTo(0.2 - Math.hypot(0.3, 0.4), 12) as number,
      high: expect.closeTo(0.2 + Math.hypot(0.1, 0.1), 12) as number,
    })
    expect(toDifference({ value: 1, low: 0, high: 1 }, { value: 0, low: 0, high: 1 })).toEqual({
      value: 1,
      low: expect.closeTo(1 - Math.SQRT2, 12) as number,
      high: 1,
    })
  })

  it('says nothing where one of the two is of nobody', () => {
    expect(toDifference(toRate(0, 0), toRate(1, 2))).toEqual({ value: null, low: -1, high: 1 })
    expect(toDifference({ value: 0.5, ...wilson(1, 2) }, toRate(0, 0))).toEqual({ value: null, low: -1, high: 1 })
  })
})
