import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomialDraw } from './binomial-draw.ts'
import { kitagawa } from './kitagawa.ts'
import { standardise } from './standardise.ts'
import { wilson } from './interval.ts'
import { seeded } from './testing/seeded.ts'

const proportion = fc.integer({ min: 1, max: 300 }).chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))
const strata = fc.array(fc.record({ first: proportion, second: proportion }), { minLength: 1, maxLength: 6 })

describe('kitagawa', () => {
  it('splits a difference by hand', () => {
    // 80 small of 100 at 10 %, 20 large at 50 %: 18 %; against 50 at 8 % and 50 at 40 %: 24 %
    const {
      difference,
      composition,
      rates,
      strata: each,
    } = kitagawa(
      [
        { first: { k: 8, n: 80 }, second: { k: 4, n: 50 } },
        { first: { k: 10, n: 20 }, second: { k: 20, n: 50 } },
      ],
      { random: seeded(1) },
    )
    expect(difference.value).toBeCloseTo(-0.06, 12)
    // (0.8 - 0.5) · 0.09 + (0.2 - 0.5) · 0.45
    expect(composition.value).toBeCloseTo(-0.108, 12)
    // (0.1 - 0.08) · 0.65 + (0.5 - 0.4) · 0.35
    expect(rates.value).toBeCloseTo(0.048, 12)
    expect(each[1]!.rates).toBeCloseTo(0.035, 12)
  })

  it('sums to the difference of the crude rates, and turns its sign with the groups', () => {
    fc.assert(
      fc.property(strata, (given) => {
        const options = { draws: 1 }
        const { difference, composition, rates } = kitagawa(given, { ...options, random: seeded(1) })
        const rate = (side: 'first' | 'second') =>
          given.reduce((sum, stratum) => sum + stratum[side].k, 0) / given.reduce((sum, stratum) => sum + stratum[side].n, 0)
        expect(difference.value).toBeCloseTo(rate('first') - rate('second'), 12)
        expect(composition.value! + rates.value!).toBeCloseTo(difference.value!, 12)
        const turned = kitagawa(
          given.map(({ first, second }) => ({ first: second, second: first })),
          { ...options, random: seeded(1) },
        )
        expect(turned.composition.value).toBeCloseTo(-composition.value!, 12)
        expect(turned.rates.value).toBeCloseTo(-rates.value!, 12)
      }),
    )
  })

  it('finds no composition where the mix is the same, and no rates where they are', () => {
    const same = kitagawa(
      [
        { first: { k: 1, n: 10 }, second: { k: 6, n: 20 } },
        { first: { k: 9, n: 30 }, second: { k: 12, n: 60 } },
      ],
      { random: seeded(1) },
    )
    expect(same.composition.value).toBeCloseTo(0, 12)
    const rates = kitagawa(
      [
        { first: { k: 5, n: 10 }, second: { k: 20, n: 40 } },
        { first: { k: 9, n: 90 }, second: { k: 1, n: 10 } },
      ],
      { random: seeded(1) },
    )
    expect(rates.rates.value).toBeCloseTo(0, 12)
  })

  it('covers the true parts in 93–97 % of 1,000 draws', () => {
    const random = seeded(13)
    const truth = [
      { first: { share: 0.7, rate: 0.2 }, second: { share: 0.4, rate: 0.15 } },
      { first: { share: 0.3, rate: 0.6 }, second: { share: 0.6, rate: 0.5 } },
    ] as const
    const composition = 0.3 * 0.175 - 0.3 * 0.55
    const rates = 0.05 * 0.55 + 0.1 * 0.45
    const hits = { composition: 0, rates: 0 }
    for (let run = 0; run < 1000; run++) {
      const draw = (side: 'first' | 'second', people: number) => {
        const small = binomialDraw(random, people, truth[0][side].share)
        return [small, people - small].map((n, i) => ({ k: binomialDraw(random, n, truth[i]![side].rate), n }))
      }
      const first = draw('first', 400)
      const second = draw('second', 500)
      const answer = kitagawa(
        first.map((_, i) => ({ first: first[i]!, second: second[i]! })),
        { random, draws: 400 },
      )
      if (answer.composition.low <= composition && composition <= answer.composition.high) hits.composition++
      if (answer.rates.low <= rates && rates <= answer.rates.high) hits.rates++
    }
    for (const hit of Object.values(hits)) {
      expect(hit / 1000).toBeGreaterThan(0.93)
      expect(hit / 1000).toBeLessThan(0.97)
    }
  })

  it('compares nobody with nobody, and says so', () => {
    const answer = kitagawa(
      [
        { first: { k: 1, n: 4 }, second: { k: 0, n: 0 } },
        { first: { k: 5, n: 10 }, second: { k: 2, n: 8 } },
      ],
      { random: seeded(1) },
    )
    expect(answer.apart).toEqual({ first: { k: 1, n: 4 }, second: { k: 0, n: 0 } })
    expect(answer.strata[0]).toBeNull()
    expect(answer.difference.value).toBeCloseTo(0.25, 12)
    const none = kitagawa([{ first: { k: 1, n: 4 }, second: { k: 0, n: 0 } }], { random: seeded(1) })
    expect(none.difference).toEqual({ value: null, low: -1, high: 1 })
  })

  it('is not sure of a difference where all of a few did', () => {
    // Newcombe's interval of 3/3 less 0/3
    const { value, low, high } = kitagawa([{ first: { k: 3, n: 3 }, second: { k: 0, n: 3 } }], { random: seeded(1) }).difference
    expect([value, high]).toEqual([1, 1])
    expect(low).toBeCloseTo(0.2055, 3)
  })

  it('says the same with the same seed', () => {
    const given = [{ first: { k: 5, n: 20 }, second: { k: 9, n: 30 } }]
    expect(kitagawa(given, { random: seeded(2) })).toEqual(kitagawa(given, { random: seeded(2) }))
    expect(() => kitagawa(given, { random: seeded(2), draws: 0 })).toThrow(RangeError)
  })
})

describe('standardise', () => {
  it('weighs the rates', () => {
    const answer = standardise([
      { k: 8, n: 80, weight: 1 },
      { k: 10, n: 20, weight: 3 },
    ])
    expect(answer.value).toBeCloseTo(0.25 * 0.1 + 0.75 * 0.5, 12)
    expect(answer.low).toBeLessThan(answer.value!)
  })

  it('is the Wilson interval of one stratum, and the plain rate with its own mix', () => {
    fc.assert(
      fc.property(proportion, proportion, (first, second) => {
        const one = standardise([{ ...first, weight: 5 }])
        expect(one.low).toBeCloseTo(wilson(first.k, first.n).low, 12)
        expect(one.high).toBeCloseTo(wilson(first.k, first.n).high, 12)
        const own = standardise([first, second].map((stratum) => ({ ...stratum, weight: stratum.n })))
        expect(own.value).toBeCloseTo((first.k + second.k) / (first.n + second.n), 12)
        expect(own.low).toBeGreaterThanOrEqual(0)
        expect(own.high).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('covers the truth in 93–97 % of 2,000 draws', () => {
    const random = seeded(31)
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const { low, high } = standardise([
        { k: binomialDraw(random, 60, 0.1), n: 60, weight: 0.5 },
        { k: binomialDraw(random, 200, 0.4), n: 200, weight: 0.3 },
        { k: binomialDraw(random, 40, 0.7), n: 40, weight: 0.2 },
      ])
      if (low <= 0.31 && 0.31 <= high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.93)
    expect(covered / 2000).toBeLessThan(0.97)
  })

  it('does not know where nobody is', () => {
    expect(standardise([])).toEqual({ value: null, low: 0, high: 1 })
    expect(standardise([{ k: 0, n: 0, weight: 1 }])).toEqual({ value: null, low: 0, high: 1 })
    expect(
      standardise([
        { k: 0, n: 0, weight: 0 },
        { k: 1, n: 2, weight: 1 },
      ]).value,
    ).toBe(0.5)
    expect(() => standardise([{ k: 0, n: 1, weight: -1 }])).toThrow(RangeError)
  })
})

describe('binomialDraw', () => {
  it('has the chances of the binomial distribution', () => {
    const random = seeded(17)
    for (const [n, p] of [
      [5, 0.3],
      [400, 0.02],
      [100_000, 0.7],
    ] as const) {
      const draws = Array.from({ length: 4000 }, () => binomialDraw(random, n, p))
      const mean = draws.reduce((sum, k) => sum + k, 0) / draws.length
      const variance = draws.reduce((sum, k) => sum + (k - mean) ** 2, 0) / draws.length
      expect(Math.abs(mean - n * p) / Math.sqrt((n * p * (1 - p)) / 4000)).toBeLessThan(3.5)
      expect(variance / (n * p * (1 - p))).toBeGreaterThan(0.9)
      expect(variance / (n * p * (1 - p))).toBeLessThan(1.1)
    }
    expect([binomialDraw(random, 9, 0), binomialDraw(random, 9, 1), binomialDraw(random, 0, 0.5)]).toEqual([0, 9, 0])
  })
})
