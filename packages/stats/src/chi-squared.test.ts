import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chiSquared } from './chi-squared.ts'

describe('chiSquared', () => {
  it('gives the published statistic of the sample-ratio mismatch of Kohavi et al.', () => {
    // "Trustworthy Online Controlled Experiments", ch. 21: 821,588 and 815,482 of a 50/50 split; scipy.stats.chisquare gives 22.774368841894.
    const { statistic, degreesOfFreedom } = chiSquared([821_588, 815_482], [1, 1])
    expect(statistic).toBeCloseTo(22.774368841894, 9)
    expect(degreesOfFreedom).toBe(1)
  })

  it("gives Mendel's peas", () => {
    // Mendel (1866), round/wrinkled × yellow/green, 9:3:3:1; R. A. Fisher (1936), Annals of Science 1, 115–137: χ² = 0.470 on 3 degrees of freedom.
    const { statistic, degreesOfFreedom } = chiSquared([315, 101, 108, 32], [9, 3, 3, 1])
    expect(statistic).toBeCloseTo(0.47, 3)
    expect(degreesOfFreedom).toBe(3)
  })

  it('leaves out an arm that nobody should be in', () => {
    expect(chiSquared([1000, 1200, 900], [0.5, 0.5, 0])).toEqual({ ...chiSquared([1000, 1200], [1, 1]), expected: [1100, 1100, 0] })
  })

  it('compares nothing where there is one arm or nobody', () => {
    expect(chiSquared([1000], [1])).toMatchObject({ statistic: 0, degreesOfFreedom: 0 })
    expect(chiSquared([0, 0], [1, 1])).toMatchObject({ statistic: 0, degreesOfFreedom: 0 })
    expect(chiSquared([5, 5], [0, 0])).toMatchObject({ statistic: 0, degreesOfFreedom: 0 })
  })

  it('does not depend on the scale of the shares or the order of the arms', () => {
    const arms = fc.array(fc.record({ count: fc.nat(1_000_000), share: fc.integer({ min: 1, max: 100 }) }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(arms, fc.integer({ min: 2, max: 1000 }), (given, scale) => {
        const counts = given.map(({ count }) => count)
        const shares = given.map(({ share }) => share)
        const { statistic, degreesOfFreedom, expected } = chiSquared(counts, shares)
        const near = Math.max(1, statistic) * 1e-9
        expect(statistic).toBeGreaterThanOrEqual(0)
        expect(
          Math.abs(
            chiSquared(
              counts,
              shares.map((share) => share / scale),
            ).statistic - statistic,
          ),
        ).toBeLessThan(near)
        const turned = chiSquared(counts.toReversed(), shares.toReversed())
        expect(Math.abs(turned.statistic - statistic)).toBeLessThan(near)
        expect(turned.degreesOfFreedom).toBe(degreesOfFreedom)
        const total = counts.reduce((sum, count) => sum + count, 0)
        expect(Math.abs(expected.reduce((sum, count) => sum + count, 0) - total)).toBeLessThan(Math.max(1, total) * 1e-9)
      }),
    )
  })

  it('refuses what cannot be compared', () => {
    expect(() => chiSquared([1, 2], [1])).toThrow(RangeError)
    expect(() => chiSquared([1.5], [1])).toThrow(RangeError)
    expect(() => chiSquared([-1], [1])).toThrow(RangeError)
    expect(() => chiSquared([1], [-1])).toThrow(RangeError)
    expect(() => chiSquared([1], [NaN])).toThrow(RangeError)
  })
})
