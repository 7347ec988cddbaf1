import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomialDraw } from './binomial-draw.ts'
import { chanceToWin } from './chance-to-win.ts'
import { independence, sampleRatio } from './chi-squared.ts'
import { fisherExact } from './fisher.ts'
import { newcombe } from './newcombe.ts'
import { power, sampleSize } from './sample-size.ts'
import { seeded } from './testing/seeded.ts'

const proportion = (max: number) => fc.integer({ min: 1, max }).chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))

describe('newcombe', () => {
  it.each([
    { first: { n: 60, rate: 0.3 }, second: { n: 25, rate: 0.2 } },
    { first: { n: 900, rate: 0.12 }, second: { n: 100, rate: 0.08 } },
    { first: { n: 2000, rate: 0.5 }, second: { n: 2000, rate: 0.5 } },
  ])('covers the truth in 93–97 % of 2,000 draws: $first.n at $first.rate, $second.n at $second.rate', ({ first, second }) => {
    const random = seeded(first.n)
    const truth = first.rate - second.rate
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const { low, high } = newcombe(
        { k: binomialDraw(random, first.n, first.rate), n: first.n },
        { k: binomialDraw(random, second.n, second.rate), n: second.n },
      )
      if (low <= truth && truth <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
    expect(covered / 2000).toBeLessThan(0.97)
  })
})

describe('fisherExact', () => {
  it('does not depend on the order of groups or on what is counted', () => {
    fc.assert(
      fc.property(proportion(60), proportion(60), (first, second) => {
        const p = fisherExact(first, second)
        expect(p).toBeGreaterThan(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(fisherExact(second, first)).toBeCloseTo(p, 9)
        expect(fisherExact({ k: first.n - first.k, n: first.n }, { k: second.n - second.k, n: second.n })).toBeCloseTo(p, 9)
      }),
    )
  })

  it('comes to the same as the χ² test where counts are large', () => {
    const p = fisherExact({ k: 5200, n: 50_000 }, { k: 4900, n: 50_000 })
    expect(
      p /
        independence([
          [5200, 44_800],
          [4900, 45_100],
        ]).p,
    ).toBeCloseTo(1, 1)
  })

  it('finds nothing in nothing', () => {
    expect(fisherExact({ k: 0, n: 0 }, { k: 3, n: 5 })).toBe(1)
    expect(() => fisherExact({ k: 3, n: 2 }, { k: 0, n: 0 })).toThrow(RangeError)
  })
})

describe('independence', () => {
  it('is the same for columns as for rows, and leaves out what is empty', () => {
    const table = fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(table, (rows) => {
        const turned = [0, 1, 2].map((i) => rows.map((row) => row[i]!))
        const answer = independence(rows)
        expect(independence(turned).statistic).toBeCloseTo(answer.statistic, 6)
        expect(independence(turned).degreesOfFreedom).toBe(answer.degreesOfFreedom)
        expect(independence([...rows, [0, 0, 0]])).toEqual(answer)
      }),
    )
    expect(independence([])).toEqual({ statistic: 0, degreesOfFreedom: 0, p: 1 })
    expect(() => independence([[1], [1, 2]])).toThrow(RangeError)
    expect(() => independence([[0.5]])).toThrow(RangeError)
  })
})

describe('sampleRatio', () => {
  it('raises the alarm in about one sound experiment of a thousand, and always where one arm loses a twentieth', () => {
    const random = seeded(9)
    let alarms = 0
    for (let run = 0; run < 20_000; run++) {
      const held = binomialDraw(random, 5000, 0.1)
      if (sampleRatio([5000 - held, held], [0.9, 0.1]).alarm) alarms++
    }
    // 20 ± 13: three standard deviations
    expect(alarms).toBeGreaterThan(6)
    expect(alarms).toBeLessThan(34)
    expect(sampleRatio([47_500, 50_000], [1, 1]).alarm).toBe(true)
  })
})

describe('chanceToWin', () => {
  it('is even between equals, and the rest of the other way round', () => {
    fc.assert(
      fc.property(proportion(5000), proportion(5000), (first, second) => {
        expect(chanceToWin(first, first)).toBeCloseTo(0.5, 9)
        expect(chanceToWin(first, second) + chanceToWin(second, first)).toBeCloseTo(1, 9)
      }),
      { numRuns: 60 },
    )
  })

  it('gives the exact chance where one posterior is plain', () => {
    // Beta(1, 1) is even on 0 to 1: the chance that it lies below Beta(a, b) is the mean of that
    fc.assert(
      fc.property(proportion(100_000), ({ k, n }) => {
        expect(chanceToWin({ k, n }, { k: 0, n: 0 })).toBeCloseTo((k + 1) / (n + 2), 9)
      }),
      { numRuns: 60 },
    )
  })

  it('takes a million people as well as none', () => {
    expect(chanceToWin({ k: 0, n: 0 }, { k: 0, n: 0 })).toBeCloseTo(0.5, 12)
    // the normal approximation: 700 of 1414.2
    expect(chanceToWin({ k: 500_700, n: 1_000_000 }, { k: 500_000, n: 1_000_000 })).toBeCloseTo(0.8389, 3)
    expect(() => chanceToWin({ k: 0, n: 0 }, { k: 0, n: 0 }, { a: 0, b: 1 })).toThrow(RangeError)
  })
})

describe('sampleSize and power', () => {
  it('are each the inverse of the other', () => {
    const rate = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        (first, second, ratio, wanted) => {
          fc.pre(Math.abs(first - second) > 0.005)
          const contrast = { first, second, ratio }
          const { first: n, second: m } = sampleSize(contrast, wanted)
          expect(power(contrast, n)).toBeCloseTo(wanted, 9)
          expect(m).toBeCloseTo(n * ratio, 6)
          expect(sampleSize(contrast, wanted + (1 - wanted) / 2).first).toBeGreaterThan(n)
        },
      ),
    )
  })

  it('promise the share of alarms that a simulation shows', () => {
    const contrast = { first: 0.3, second: 0.2, ratio: 1 / 3 }
    const { first: n, second: m } = sampleSize(contrast)
    const random = seeded(4)
    let seen = 0
    for (let run = 0; run < 2000; run++) {
      const first = { k: binomialDraw(random, Math.ceil(n), 0.3), n: Math.ceil(n) }
      const second = { k: binomialDraw(random, Math.ceil(m), 0.2), n: Math.ceil(m) }
      if (
        independence([
          [first.k, first.n - first.k],
          [second.k, second.n - second.k],
        ]).p < 0.05
      )
        seen++
    }
    expect(seen / 2000).toBeGreaterThan(0.77)
    expect(seen / 2000).toBeLessThan(0.83)
  })

  it('never end where there is nothing to see', () => {
    expect(sampleSize({ first: 0.2, second: 0.2 })).toEqual({ first: Infinity, second: Infinity })
    for (const wrong of [{ first: 0 }, { second: 1 }, { alpha: 0 }, { ratio: 0 }])
      expect(() => sampleSize({ first: 0.1, second: 0.2, ...wrong })).toThrow(RangeError)
    expect(() => power({ first: 0.1, second: 0.2 }, 0)).toThrow(RangeError)
  })
})
