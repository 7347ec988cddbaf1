import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alwaysValid, alwaysValidProportions, alwaysValidRates } from './always-valid.ts'
import { newcombe } from './newcombe.ts'
import { ratioMetric, type Pair } from './ratio-metric.ts'
import { normalDraw, seeded } from './testing/seeded.ts'

const sample = fc.record({
  n: fc.integer({ min: 25, max: 100_000 }),
  mean: fc.double({ min: -100, max: 100, noNaN: true }),
  variance: fc.double({ min: 0.01, max: 1000, noNaN: true }),
})

describe('alwaysValid', () => {
  it('gives false alarms in at most 5 % of comparisons where one looks after every person', () => {
    const random = seeded(11)
    let alarms = 0
    for (let run = 0; run < 500; run++) {
      // a holdout of a tenth, both arms at the same rate, from rare to common
      const rate = [0.02, 0.1, 0.5][run % 3]!
      const first = { k: 0, n: 0 }
      const second = { k: 0, n: 0 }
      for (let person = 0; person < 4000; person++) {
        const arm = random() < 0.1 ? second : first
        arm.n++
        if (random() < rate) arm.k++
        const { low, high } = alwaysValidProportions(first, second)
        if (low > 0 || high < 0) {
          alarms++
          break
        }
      }
    }
    expect(alarms / 500).toBeLessThanOrEqual(0.05)
  })

  it('gives false alarms in at most 5 % of comparisons of means too, where an interval for one look gives many', () => {
    const random = seeded(12)
    const runs = 300
    let alarms = 0
    let naive = 0
    for (let run = 0; run < runs; run++) {
      const arms = [
        { n: 0, sum: 0, squares: 0 },
        { n: 0, sum: 0, squares: 0 },
      ]
      let isAlarm = false
      let isNaive = false
      for (let person = 0; person < 2000; person++) {
        const arm = arms[person % 2]!
        const value = Math.exp(normalDraw(random) / 2)
        arm.n++
        arm.sum += value
        arm.squares += value * value
        if (person < 60) continue
        const [first, second] = arms.map(({ n, sum, squares }) => ({ n, mean: sum / n, variance: (squares - (sum * sum) / n) / (n - 1) }))
        const { low, high } = alwaysValid(first!, second!)
        isAlarm ||= low > 0 || high < 0
        const standardError = Math.sqrt(first!.variance / first!.n + second!.variance / second!.n)
        isNaive ||= Math.abs(first!.mean - second!.mean) > 1.96 * standardError
      }
      if (isAlarm) alarms++
      if (isNaive) naive++
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.05)
    expect(naive / runs).toBeGreaterThan(0.2)
  })

  it('raises at most 5 % false alarms where accounts are drawn and few are held out, looked at every day', () => {
    const random = seeded(8)
    const runs = 300
    let [alarms, naive] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const sides: [Pair[], Pair[]] = [[], []]
      let [isAlarm, isNaive] = [false, false]
      for (let day = 0; day < 60; day++) {
        for (let i = 0; i < 10; i++) sides[random() < 0.1 ? 1 : 0].push({ numerator: random() < 0.03 ? 1 : 0, denominator: 1 })
        const { low, high } = alwaysValidRates(...sides)
        if (low > 0 || high < 0) isAlarm = true
        const plain = alwaysValid(ratioMetric(sides[0]), ratioMetric(sides[1]))
        if (plain.low > 0 || plain.high < 0) isNaive = true
      }
      if (isAlarm) alarms++
      if (isNaive) naive++
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.05)
    // nobody of few held out says nothing of the others
    expect(naive / runs).toBeGreaterThan(0.1)
  })

  it('sees a real difference', () => {
    expect(alwaysValidProportions({ k: 700, n: 2000 }, { k: 500, n: 2000 }).low).toBeGreaterThan(0)
  })

  it('leaves 0 out where p is below alpha, and nowhere else', () => {
    fc.assert(
      fc.property(sample, sample, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (first, second, level) => {
        const { value, low, high, p } = alwaysValid(first, second, level)
        // exactly on the bound either may be
        fc.pre(Math.min(Math.abs(low), Math.abs(high)) > 1e-9 * Math.abs(high - low))
        expect(low).toBeLessThanOrEqual(value!)
        expect(high).toBeGreaterThanOrEqual(value!)
        // r depends on the level, so the p-value is that of the level asked for
        expect(low > 0 || high < 0).toBe(p < 1 - level)
        const turned = alwaysValid(second, first, level)
        expect(turned.low).toBeCloseTo(-high, 9)
        expect(turned.p).toBe(p)
      }),
    )
  })

  it('is wider than the interval for one look and narrows with people', () => {
    fc.assert(
      fc.property(fc.integer({ min: 25, max: 5000 }), fc.integer({ min: 25, max: 5000 }), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (n, m, rate) => {
        const first = { k: Math.round(n * rate), n }
        const second = { k: Math.round(m * rate), n: m }
        const wide = alwaysValidProportions(first, second)
        const once = newcombe(first, second)
        expect(wide.high - wide.low).toBeGreaterThan(Math.min(2, once.high - once.low))
        const more = alwaysValidProportions({ k: first.k * 4, n: n * 4 }, { k: second.k * 4, n: m * 4 })
        expect(more.high - more.low).toBeLessThanOrEqual(wide.high - wide.low)
      }),
    )
  })

  it('says nothing of the first few and of what does not vary', () => {
    expect(alwaysValidProportions({ k: 20, n: 24 }, { k: 0, n: 1000 })).toMatchObject({ low: -1, high: 1, p: 1 })
    expect(alwaysValidProportions({ k: 0, n: 0 }, { k: 0, n: 0 })).toEqual({ value: null, low: -1, high: 1, p: 1 })
    expect(alwaysValid({ n: 50, mean: 1, variance: 0 }, { n: 50, mean: 2, variance: 0 })).toMatchObject({ value: -1, low: -Infinity, high: Infinity, p: 1 })
  })

  it('refuses what is no sample', () => {
    const sound = { n: 50, mean: 1, variance: 1 }
    for (const wrong of [{ n: -1 }, { n: 1.5 }, { mean: NaN }, { variance: -1 }]) expect(() => alwaysValid({ ...sound, ...wrong }, sound)).toThrow(RangeError)
    expect(() => alwaysValid(sound, sound, 1)).toThrow(RangeError)
    expect(() => alwaysValid(sound, sound, 0.95, 0)).toThrow(RangeError)
  })
})
