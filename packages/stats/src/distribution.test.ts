import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  betaCdf,
  betaQuantile,
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
  fCdf,
  fQuantile,
  logGamma,
  normalCdf,
  normalQuantile,
  tCdf,
  tQuantile,
} from './index.ts'

const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true })
const shape = fc.double({ min: 0.05, max: 1e5, noNaN: true })
const freedom = fc.double({ min: 0.5, max: 1e5, noNaN: true })

const isNear = (given: number, wanted: number, relative = 1e-9) => expect(Math.abs(given - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted))

describe('distributions', () => {
  it('have a quantile that is the inverse of the share below', () => {
    fc.assert(
      fc.property(share, shape, shape, freedom, (p, a, b, degrees) => {
        isNear(normalCdf(normalQuantile(p)), p)
        isNear(tCdf(tQuantile(p, degrees), degrees), p)
        isNear(chiSquaredCdf(chiSquaredQuantile(p, degrees), degrees), p)
        isNear(fCdf(fQuantile(p, degrees, b + 1), degrees, b + 1), p)
        const x = betaQuantile(p, a, b)
        // near 0 and 1 the next number that there is lies too far
        if (x > 1e-300 && x < 1 - 1e-6) isNear(betaCdf(x, a, b), p)
      }),
    )
  })

  it('mirror', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        freedom,
        shape,
        shape,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (x, degrees, a, b, at) => {
          expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14)
          expect(tCdf(x, degrees) + tCdf(-x, degrees)).toBeCloseTo(1, 12)
          expect(betaCdf(at, a, b) + betaCdf(1 - at, b, a)).toBeCloseTo(1, 9)
          expect(chiSquaredCdf(x * x, degrees) + chiSquaredSurvival(x * x, degrees)).toBeCloseTo(1, 12)
        },
      ),
    )
  })

  it('never fall', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 5, noNaN: true }), freedom, (x, more, degrees) => {
        expect(normalCdf(x + more)).toBeGreaterThanOrEqual(normalCdf(x))
        expect(tCdf(x + more, degrees)).toBeGreaterThanOrEqual(tCdf(x, degrees) - 1e-12)
        expect(chiSquaredCdf(x + more, degrees)).toBeGreaterThanOrEqual(chiSquaredCdf(x, degrees) - 1e-12)
      }),
    )
  })

  it('meet where one is the other', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 6, noNaN: true }), freedom, (x, degrees) => {
        // t² is F(1, ν); N² is χ²(1); t without bound on ν is N
        expect(fCdf(x * x, 1, degrees)).toBeCloseTo(2 * tCdf(x, degrees) - 1, 9)
        isNear(chiSquaredSurvival(x * x, 1), 2 * normalCdf(-x))
        isNear(tCdf(-x, 1e15), normalCdf(-x))
        isNear(tCdf(-x, 999_999), tCdf(-x, 1_000_001), 1e-8)
      }),
    )
  })

  it('have ends', () => {
    expect([normalQuantile(0), normalQuantile(1), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([-Infinity, Infinity, 0, 1])
    expect([tQuantile(0, 3), tQuantile(1, 3), tCdf(-Infinity, 3), tCdf(Infinity, 3)]).toEqual([-Infinity, Infinity, 0, 1])
    expect([chiSquaredQuantile(0, 3), chiSquaredQuantile(1, 3), chiSquaredSurvival(0, 3), chiSquaredSurvival(Infinity, 3)]).toEqual([0, Infinity, 1, 0])
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3), betaCdf(0, 2, 3), betaCdf(1, 2, 3)]).toEqual([0, 1, 0, 1])
    expect([fQuantile(0, 2, 3), fQuantile(1, 2, 3), fCdf(0, 2, 3), fCdf(Infinity, 2, 3)]).toEqual([0, Infinity, 0, 1])
  })

  it('find quantiles far out in a tail', () => {
    isNear(betaCdf(betaQuantile(1e-200, 5, 9), 5, 9), 1e-200)
    isNear(tCdf(tQuantile(1e-100, 1e6), 1e6), 1e-100)
    isNear(chiSquaredCdf(chiSquaredQuantile(1e-200, 7), 7), 1e-200)
  })

  it('refuse what they cannot take', () => {
    for (const wrong of [-0.1, 1.1, NaN]) {
      for (const ask of [
        () => normalQuantile(wrong),
        () => tQuantile(wrong, 3),
        () => chiSquaredQuantile(wrong, 3),
        () => fQuantile(wrong, 2, 3),
        () => betaQuantile(wrong, 2, 3),
      ])
        expect(ask).toThrow(RangeError)
    }
    for (const wrong of [0, -1, NaN]) {
      for (const ask of [
        () => tCdf(1, wrong),
        () => tQuantile(0.1, wrong),
        () => chiSquaredCdf(1, wrong),
        () => fCdf(1, wrong, 2),
        () => betaCdf(0.5, wrong, 2),
        () => logGamma(wrong),
      ])
        expect(ask).toThrow(RangeError)
    }
    for (const ask of [() => normalCdf(NaN), () => tCdf(NaN, 1), () => chiSquaredCdf(-1, 1), () => fCdf(-1, 1, 1), () => betaCdf(2, 1, 1)])
      expect(ask).toThrow(RangeError)
  })
})

describe('logGamma', () => {
  it('follows the factorial, and its neighbour', () => {
    let sum = 0
    for (let n = 2; n < 150; n++) isNear(logGamma(n + 1), (sum += Math.log(n)), 1e-13)
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), (x) => {
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-12 * Math.max(1, Math.abs(logGamma(x))))
      }),
    )
  })
})
