import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterDifference, clusterRate, ratioMetric, type Pair } from './ratio-metric.ts'
import { newcombe } from './newcombe.ts'
import { binomialDraw } from './binomial-draw.ts'
import { proportionSample, relativeLift } from './relative-lift.ts'
import { toSample } from './sample.ts'
import { seeded } from './testing/seeded.ts'

const pairs = fc.array(fc.record({ numerator: fc.integer({ min: 0, max: 50 }), denominator: fc.integer({ min: 1, max: 50 }) }), { minLength: 2, maxLength: 60 })

describe('ratioMetric', () => {
  it('is the mean where every unit counts one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 40 }), (values) => {
        const plain = toSample(values)
        const ratio = ratioMetric(values.map((numerator) => ({ numerator, denominator: 1 })))
        expect(ratio.mean).toBeCloseTo(plain.mean, 12)
        expect(ratio.variance).toBeCloseTo(plain.variance, 9)
      }),
    )
  })

  it('has the variance of the delta method, term by term', () => {
    fc.assert(
      fc.property(pairs, (units) => {
        const above = toSample(units.map(({ numerator }) => numerator))
        const below = toSample(units.map(({ denominator }) => denominator))
        const together = units.reduce((sum, unit) => sum + (unit.numerator - above.mean) * (unit.denominator - below.mean), 0) / (units.length - 1)
        const ratio = above.mean / below.mean
        const wanted = (above.variance - 2 * ratio * together + ratio ** 2 * below.variance) / below.mean ** 2
        const given = ratioMetric(units)
        expect(given.mean).toBeCloseTo(ratio, 12)
        expect(Math.abs(given.variance - wanted)).toBeLessThan(1e-9 * Math.max(1, wanted))
      }),
    )
  })

  it('says nothing of nothing', () => {
    expect(ratioMetric([])).toEqual({ n: 0, mean: 0, variance: 0 })
    expect(ratioMetric([{ numerator: 0, denominator: 0 }])).toEqual({ n: 1, mean: 0, variance: 0 })
    expect(() => ratioMetric([{ numerator: 1, denominator: -1 }])).toThrow(RangeError)
    expect(() => ratioMetric([{ numerator: NaN, denominator: 1 }])).toThrow(RangeError)
  })
})

describe('clusterRate', () => {
  it('covers the truth in 93–97 % of 1,000 draws of accounts whose people go together', () => {
    const random = seeded(43)
    let covered = 0
    for (let run = 0; run < 1000; run++) {
      const units = Array.from({ length: 60 }, () => {
        const denominator = 1 + Math.floor(random() * 20)
        return { numerator: binomialDraw(random, denominator, random() < 0.5 ? 0.1 : 0.5), denominator }
      })
      const { low, high } = clusterRate(units)
      if (low <= 0.3 && 0.3 <= high) covered++
    }
    expect(covered / 1000).toBeGreaterThan(0.93)
    expect(covered / 1000).toBeLessThan(0.97)
  })

  it('is the t interval of the mean where every account is one person, and says where it does not know', () => {
    // 1, 0, 1, 1: mean 0.75, variance 0.25; t(0.975, 3) = 3.1824
    const rate = clusterRate([1, 0, 1, 1].map((numerator) => ({ numerator, denominator: 1 })))
    expect(rate.value).toBe(0.75)
    expect(rate.low).toBeCloseTo(0, 9)
    expect(
      clusterRate(
        [1, 0, 1, 1].map((numerator) => ({ numerator, denominator: 1 })),
        0.5,
      ).low,
    ).toBeCloseTo(0.75 - 0.7649 * 0.25, 4)
    expect(clusterRate([])).toEqual({ value: null, low: 0, high: 1 })
    expect(
      clusterRate([
        { numerator: 0, denominator: 0 },
        { numerator: 1, denominator: 2 },
      ]),
    ).toEqual({ value: 0.5, low: 0, high: 1 })
  })
})

describe('clusterDifference', () => {
  it('covers the truth in 93–97 % of 1,000 draws of accounts whose people go together, where counting people alone does not', () => {
    const random = seeded(21)
    // accounts differ: an account's own rate is 0.1 or 0.5
    const draw = (accounts: number, more: number): Pair[] =>
      Array.from({ length: accounts }, () => {
        const denominator = 1 + Math.floor(random() * 20)
        return { numerator: binomialDraw(random, denominator, (random() < 0.5 ? 0.1 : 0.5) + more), denominator }
      })
    const total = (units: Pair[]) => units.reduce((sum, { numerator, denominator }) => ({ k: sum.k + numerator, n: sum.n + denominator }), { k: 0, n: 0 })
    let covered = 0
    let naive = 0
    for (let run = 0; run < 1000; run++) {
      const first = draw(80, 0.1)
      const second = draw(60, 0)
      const robust = clusterDifference(first, second)
      if (robust.low <= 0.1 && 0.1 <= robust.high) covered++
      const plain = newcombe(total(first), total(second))
      if (plain.low <= 0.1 && 0.1 <= plain.high) naive++
    }
    expect(covered / 1000).toBeGreaterThan(0.93)
    expect(covered / 1000).toBeLessThan(0.97)
    expect(naive / 1000).toBeLessThan(0.9)
  })

  it('is not sure of what it has not seen yet: where nobody did in any account, another may', () => {
    const of = (accounts: number, numerator: number): Pair[] => Array.from({ length: accounts }, () => ({ numerator, denominator: 2 }))
    expect(clusterRate(of(9, 0))).toMatchObject({ value: 0, low: 0 })
    expect(clusterRate(of(9, 0)).high).toBeGreaterThan(0.15)
    expect(clusterRate(of(9, 2)).low).toBeLessThan(0.85)
    expect(clusterRate(of(900, 0)).high).toBeLessThan(0.01)
    // the interval of 9 accounts is about that of the shown alone, had it no part of its own
    const { low, high } = clusterDifference([...of(50, 0), ...of(50, 1)], of(9, 0))
    expect([low < 0.1, high > 0.39]).toEqual([true, true])
    expect(clusterDifference(of(9, 0), of(9, 0))).toMatchObject({ value: 0 })
    expect(Math.abs(clusterDifference(of(9, 0), of(9, 0)).low)).toBeLessThan(0.5)
  })

  it('leaves out accounts without people', () => {
    const some = [
      { numerator: 1, denominator: 2 },
      { numerator: 0, denominator: 3 },
    ]
    const other = [
      { numerator: 2, denominator: 2 },
      { numerator: 1, denominator: 3 },
    ]
    expect(clusterDifference([...some, { numerator: 0, denominator: 0 }], other)).toEqual(clusterDifference(some, other))
  })
})

describe('relativeLift', () => {
  it('gives the published variance of a ratio', () => {
    // growthbook (MIT), packages/shared/test/power.test.ts: frequentistVariance(2, 7, 4, 0.5, 5, 15, true) = 0.00589
    const { value, low, high } = relativeLift({ n: 15, mean: 5, variance: 0.5 }, { n: 4, mean: 7, variance: 2 })
    expect(value).toBeCloseTo(5 / 7 - 1, 12)
    expect(((high - low) / 2 / 1.959963984540054) ** 2).toBeCloseTo(0.00589, 5)
  })

  it('covers the truth in 93–97 % of 1,000 draws', () => {
    const random = seeded(5)
    let covered = 0
    for (let run = 0; run < 1000; run++) {
      const { low, high } = relativeLift(
        proportionSample({ k: binomialDraw(random, 1500, 0.24), n: 1500 }),
        proportionSample({ k: binomialDraw(random, 1000, 0.2), n: 1000 }),
      )
      if (low <= 0.2 && 0.2 <= high) covered++
    }
    expect(covered / 1000).toBeGreaterThan(0.93)
    expect(covered / 1000).toBeLessThan(0.97)
  })

  it('does not depend on the unit, and knows nothing of a share of 0', () => {
    const first = { n: 20, mean: 6, variance: 4 }
    const second = { n: 30, mean: 5, variance: 3 }
    const scaled = (sample: typeof first) => ({ ...sample, mean: sample.mean * 10, variance: sample.variance * 100 })
    expect(relativeLift(scaled(first), scaled(second)).low).toBeCloseTo(relativeLift(first, second).low, 12)
    expect(relativeLift(first, { ...second, mean: 0 }).value).toBeNull()
    expect(relativeLift({ ...first, n: 0 }, second).value).toBeNull()
  })

  it('takes counts as zeros and ones', () => {
    const sample = toSample([1, 1, 0, 0, 0])
    const counted = proportionSample({ k: 2, n: 5 })
    expect(counted.mean).toBeCloseTo(sample.mean, 12)
    expect(counted.variance).toBeCloseTo(sample.variance, 12)
    expect(proportionSample({ k: 0, n: 0 })).toEqual({ n: 0, mean: 0, variance: 0 })
  })
})
