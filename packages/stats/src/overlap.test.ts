import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanInterval } from './mean-interval.ts'
import { overlapDifference } from './overlap.ts'
import { toSample } from './sample.ts'
import { normalDraw, seeded } from './testing/seeded.ts'
import { welch } from './welch.ts'

const covarianceOf = (one: readonly number[], other: readonly number[]): number => {
  const [a, b] = [toSample(one).mean, toSample(other).mean]
  return one.reduce((sum, value, i) => sum + (value - a) * (other[i]! - b), 0) / (one.length - 1)
}
// R, data set `sleep` (A. R. Cushny, A. R. Peebles (1905), J. Physiol. 32, 501–510): hours of extra sleep of ten people with two drugs
const DRUGS = [
  [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
  [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
] as const

describe('overlapDifference', () => {
  it('is the paired t test where all are in both', () => {
    // R: t.test(extra ~ group, sleep, paired = TRUE): t = -4.0621, df = 9, p-value = 0.002833, -2.4598858 -0.7001142
    const covariance = covarianceOf(...DRUGS)
    const answer = overlapDifference(toSample(DRUGS[0]), toSample(DRUGS[1]), { n: 10, covariance })
    expect(answer.value! / answer.standardError!).toBeCloseTo(-4.0621, 4)
    expect(answer.degreesOfFreedom).toBeCloseTo(9, 10)
    expect(answer.p).toBeCloseTo(0.002833, 6)
    expect(answer.low).toBeCloseTo(-2.4598858, 7)
    expect(answer.high).toBeCloseTo(-0.7001142, 7)
  })

  it("is Welch's where nobody is in both", () => {
    // R: t.test(extra ~ group, sleep): t = -1.8608, df = 17.776, p-value = 0.07939, -3.3654832 0.2054832
    const answer = overlapDifference(toSample(DRUGS[0]), toSample(DRUGS[1]), { n: 0, covariance: 0 })
    expect(answer).toEqual(welch(toSample(DRUGS[0]), toSample(DRUGS[1])))
    expect(answer.degreesOfFreedom).toBeCloseTo(17.776, 3)
    expect([answer.low, answer.high]).toEqual([expect.closeTo(-3.3654832, 7), expect.closeTo(0.2054832, 7)])
  })

  it('covers the truth in 93–97 % of 2,000 draws, with people in both and people in one alone', () => {
    const random = seeded(11)
    let [covered, plain] = [0, 0]
    for (let run = 0; run < 2000; run++) {
      const own = Array.from({ length: 30 }, () => 2 * normalDraw(random))
      const one = own.map((value) => value + normalDraw(random))
      const other = own.map((value) => value + normalDraw(random) - 1)
      const covariance = covarianceOf(one, other)
      const [first, second] = [
        [...one, ...Array.from({ length: 12 }, () => 2 * normalDraw(random))],
        [...other, ...Array.from({ length: 20 }, () => 3 * normalDraw(random) - 1)],
      ].map(toSample)
      const answer = overlapDifference(first!, second!, { n: 30, covariance })
      if (answer.low <= 1 && 1 <= answer.high) covered++
      const apart = welch(first!, second!)
      if (apart.low <= 1 && 1 <= apart.high) plain++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
    expect(covered / 2000).toBeLessThan(0.97)
    // as if nobody were in both says less than is known
    expect(plain / 2000).toBeGreaterThan(0.98)
  })

  it('turns with the samples, and says that it does not know where it cannot', () => {
    const sample = fc.record({ n: fc.integer({ min: 2, max: 1000 }), mean: fc.integer({ min: -9, max: 9 }), variance: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(sample, sample, fc.double({ min: 0, max: 0.9, noNaN: true }), (first, second, r) => {
        const shared = { n: Math.min(first.n, second.n), covariance: r * Math.sqrt(first.variance * second.variance) }
        const [answer, turned] = [overlapDifference(first, second, shared), overlapDifference(second, first, shared)]
        expect(turned.low).toBeCloseTo(-answer.high, 9)
        expect(answer.standardError!).toBeLessThanOrEqual(welch(first, second).standardError!)
      }),
    )
    const one = { n: 1, mean: 1, variance: 0 }
    expect(overlapDifference(one, one, { n: 1, covariance: 0 })).toMatchObject({ value: 0, low: -Infinity, p: null })
    // everybody by as much
    const same = toSample([1, 2, 4])
    expect(overlapDifference({ ...same, mean: same.mean + 1 }, same, { n: 3, covariance: same.variance })).toMatchObject({ low: 1, high: 1, p: 0 })
  })

  it('refuses what cannot be', () => {
    const some = { n: 3, mean: 1, variance: 1 }
    for (const shared of [
      { n: 4, covariance: 0 },
      { n: -1, covariance: 0 },
      { n: 1.5, covariance: 0 },
      { n: 3, covariance: Number.NaN },
    ])
      expect(() => overlapDifference(some, some, shared)).toThrow(RangeError)
  })
})

describe('meanInterval', () => {
  it('is the t interval of one sample', () => {
    // R: t.test(sleep$extra[1:10] - sleep$extra[11:20]), as paired
    const { low, high } = meanInterval(toSample(DRUGS[0].map((value, i) => value - DRUGS[1][i]!)))
    expect([low, high]).toEqual([expect.closeTo(-2.4598858, 7), expect.closeTo(-0.7001142, 7)])
  })

  it('knows nothing of nobody, and no spread of one', () => {
    expect(meanInterval({ n: 0, mean: 0, variance: 0 })).toEqual({ value: null, low: -Infinity, high: Infinity })
    expect(meanInterval({ n: 1, mean: 2, variance: 0 })).toEqual({ value: 2, low: -Infinity, high: Infinity })
    expect(() => meanInterval({ n: 2, mean: 0, variance: -1 })).toThrow(RangeError)
  })
})
