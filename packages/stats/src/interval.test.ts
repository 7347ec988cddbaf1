import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wilson } from './interval.ts'

const proportion = fc.integer({ min: 1, max: 100_000 }).chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))

describe('wilson', () => {
  // Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.
  it.each([
    { k: 81, n: 263, low: 0.2553, high: 0.3662 },
    { k: 15, n: 148, low: 0.0624, high: 0.1605 },
    { k: 0, n: 20, low: 0, high: 0.1611 },
    { k: 1, n: 29, low: 0.0061, high: 0.1718 },
  ])('gives the published interval of $k / $n', ({ k, n, low, high }) => {
    expect(wilson(k, n).low).toBeCloseTo(low, 4)
    expect(wilson(k, n).high).toBeCloseTo(high, 4)
  })

  it('knows nothing without observations', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
  })

  it('refuses what is not a proportion', () => {
    for (const [k, n, level] of [
      [2, 1, 0.95],
      [-1, 5, 0.95],
      [0.5, 5, 0.95],
      [0, -1, 0.95],
      [0, Infinity, 0.95],
      [NaN, 5, 0.95],
      [1, 5, 0],
      [1, 5, 1],
      [1, 5, NaN],
    ] as const) {
      expect(() => wilson(k, n, level)).toThrow(RangeError)
    }
  })

  it('contains the rate and stays within 0 and 1', () => {
    fc.assert(
      fc.property(proportion, fc.double({ min: 0.01, max: 0.9999, noNaN: true }), ({ k, n }, level) => {
        const { low, high } = wilson(k, n, level)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(k / n)
        expect(high).toBeGreaterThanOrEqual(k / n)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is the mirror image for those who did not', () => {
    fc.assert(
      fc.property(proportion, ({ k, n }) => {
        expect(wilson(n - k, n).low).toBeCloseTo(1 - wilson(k, n).high, 12)
      }),
    )
  })

  it('narrows with more people at the same rate, and widens with the level', () => {
    fc.assert(
      fc.property(proportion, fc.integer({ min: 2, max: 50 }), ({ k, n }, times) => {
        const width = (interval: { low: number; high: number }) => interval.high - interval.low
        expect(width(wilson(k * times, n * times))).toBeLessThan(width(wilson(k, n)))
        expect(width(wilson(k, n, 0.99))).toBeGreaterThan(width(wilson(k, n, 0.9)))
      }),
    )
  })
})
