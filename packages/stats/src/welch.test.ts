import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toSample } from './sample.ts'
import { normalDraw, seeded } from './testing/seeded.ts'
import { welch } from './welch.ts'

const sample = fc.record({
  n: fc.integer({ min: 2, max: 10_000 }),
  mean: fc.double({ min: -1000, max: 1000, noNaN: true }),
  variance: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
})

describe('welch', () => {
  it('covers the truth in 93–97 % of 2,000 draws, with unlike variances and sizes', () => {
    const random = seeded(3)
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const first = toSample(Array.from({ length: 12 }, () => 5 + 4 * normalDraw(random)))
      const second = toSample(Array.from({ length: 40 }, () => 3 + normalDraw(random)))
      const { low, high } = welch(first, second)
      if (low <= 2 && 2 <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
    expect(covered / 2000).toBeLessThan(0.97)
  })

  it('turns its sign with the samples, and leaves 0 out where p is below alpha', () => {
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const answer = welch(first, second)
        const turned = welch(second, first)
        expect(turned.low).toBe(-answer.high)
        expect(turned.p).toBe(answer.p)
        expect(answer.degreesOfFreedom).toBeGreaterThanOrEqual((Math.min(first.n, second.n) - 1) * (1 - 1e-12))
        expect(answer.degreesOfFreedom).toBeLessThanOrEqual((first.n + second.n - 2) * (1 + 1e-12))
        fc.pre(Math.abs(answer.p! - 0.05) > 1e-9)
        expect(answer.low > 0 || answer.high < 0).toBe(answer.p! < 0.05)
      }),
    )
  })

  it('says that it does not know where it cannot', () => {
    const one = { n: 1, mean: 2, variance: 0 }
    const some = { n: 9, mean: 1, variance: 0 }
    expect(welch(one, some)).toEqual({ value: 1, low: -Infinity, high: Infinity, standardError: null, degreesOfFreedom: null, p: null })
    expect(welch({ n: 0, mean: 0, variance: 0 }, some).value).toBeNull()
    expect(welch(some, some).p).toBeNull()
  })

  it('refuses what is no sample', () => {
    expect(() => welch({ n: 2, mean: NaN, variance: 1 }, { n: 2, mean: 0, variance: 1 })).toThrow(RangeError)
    expect(() => toSample([1, NaN])).toThrow(RangeError)
  })
})

describe('toSample', () => {
  it('loses no digits far away from 0', () => {
    const near = toSample([4, 7, 13, 16])
    expect(near).toEqual({ n: 4, mean: 10, variance: 30 })
    expect(toSample([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toEqual({ n: 4, mean: 1e9 + 10, variance: 30 })
    expect(toSample([])).toEqual({ n: 0, mean: 0, variance: 0 })
  })
})
