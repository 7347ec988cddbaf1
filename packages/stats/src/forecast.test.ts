import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auc } from './auc.ts'
import { brier } from './brier.ts'
import { calibration } from './calibration.ts'
import { cuped } from './cuped.ts'
import type { Forecast } from './forecast.ts'
import { logisticRegression, predict, type LabelledRow } from './logistic-regression.ts'
import { matthews } from './matthews.ts'
import { toSample } from './sample.ts'
import { normalDraw, seeded } from './testing/seeded.ts'
import { welch } from './welch.ts'

const forecasts = fc.array(fc.record({ chance: fc.double({ min: 0, max: 1, noNaN: true }), happened: fc.boolean() }), { maxLength: 60 })
const toForecasts = (chances: number[], happened: number[]): Forecast[] => chances.map((chance, i) => ({ chance, happened: happened[i] === 1 }))

describe('auc', () => {
  it('gives the example of scikit-learn', () => {
    // roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    expect(auc(toForecasts([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]))).toBe(0.75)
  })

  it('counts every pair, ties half', () => {
    fc.assert(
      fc.property(forecasts, (given) => {
        const happened = given.filter((one) => one.happened)
        const others = given.filter((one) => !one.happened)
        const pairs = happened.flatMap((one) => others.map((other) => (one.chance > other.chance ? 1 : one.chance === other.chance ? 0.5 : 0)))
        const wanted = pairs.length ? pairs.reduce((sum: number, pair) => sum + pair, 0) / pairs.length : null
        const answer = auc(given)
        if (wanted === null) expect(answer).toBeNull()
        else expect(answer).toBeCloseTo(wanted, 12)
      }),
    )
  })

  it('refuses what is no chance', () => {
    for (const chance of [-0.1, 1.1, NaN]) expect(() => auc([{ chance, happened: true }])).toThrow(RangeError)
  })
})

describe('brier', () => {
  it('gives the example of scikit-learn', () => {
    // brier_score_loss([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3])
    expect(brier(toForecasts([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]))).toBeCloseTo(0.0375, 12)
  })

  it('is 0 for who knew, 1 for who knew the opposite, and nothing without forecasts', () => {
    expect(brier(toForecasts([1, 0], [1, 0]))).toBe(0)
    expect(brier(toForecasts([0, 1], [1, 0]))).toBe(1)
    expect(brier([])).toBeNull()
  })

  it('is least, among forecasts of one chance, at the share to whom it happened', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (n, some, chance) => {
        const happened = Array.from({ length: n }, (_, i) => i < Math.min(some, n))
        const all = (told: number): number => brier(happened.map((one) => ({ chance: told, happened: one })))!
        expect(all(Math.min(some, n) / n)).toBeLessThanOrEqual(all(chance) + 1e-12)
      }),
    )
  })
})

describe('calibration', () => {
  it('bins what a hand bins', () => {
    const table = calibration(toForecasts([0.9, 0.1, 0.2, 0.8, 0.1, 0.7], [1, 0, 1, 1, 0, 0]), 2)
    expect(table.map(({ n, told, came }) => [n, Number(told.toFixed(6)), Number(came.toFixed(6))])).toEqual([
      [3, 0.133333, 0.333333],
      [3, 0.8, 0.666667],
    ])
  })

  it('loses nobody, rises, and never parts those of one chance', () => {
    fc.assert(
      fc.property(forecasts, fc.integer({ min: 1, max: 12 }), (given, bins) => {
        const table = calibration(given, bins)
        expect(table.length).toBeLessThanOrEqual(bins)
        expect(table.reduce((sum, { n }) => sum + n, 0)).toBe(given.length)
        expect(table.reduce((sum, { n, came }) => sum + n * came, 0)).toBeCloseTo(given.filter(({ happened }) => happened).length, 9)
        table.forEach(({ told }, i) => i > 0 && expect(told).toBeGreaterThan(table[i - 1]!.told))
      }),
    )
    expect(() => calibration([], 0)).toThrow(RangeError)
  })

  it('finds sound chances sound in 93–97 % of bins', () => {
    const random = seeded(19)
    let bins = 0
    let sound = 0
    for (let run = 0; run < 100; run++) {
      const given = Array.from({ length: 600 }, () => {
        const chance = random()
        return { chance, happened: random() < chance }
      })
      for (const { told, low, high } of calibration(given)) {
        bins++
        if (low <= told && told <= high) sound++
      }
    }
    expect(sound / bins).toBeGreaterThan(0.93)
    expect(sound / bins).toBeLessThan(0.97)
  })
})

describe('matthews', () => {
  it('gives the example of scikit-learn', () => {
    // matthews_corrcoef([1, 1, 1, -1], [1, -1, 1, 1]) = -0.33…
    expect(matthews({ truePositive: 2, falsePositive: 1, falseNegative: 1, trueNegative: 0 })).toBeCloseTo(-1 / 3, 12)
  })

  it('is the correlation of zeros and ones', () => {
    const count = fc.nat(50)
    fc.assert(
      fc.property(count, count, count, count, (truePositive, falsePositive, falseNegative, trueNegative) => {
        const pairs = [
          ...Array.from({ length: truePositive }, () => [1, 1] as const),
          ...Array.from({ length: falsePositive }, () => [1, 0] as const),
          ...Array.from({ length: falseNegative }, () => [0, 1] as const),
          ...Array.from({ length: trueNegative }, () => [0, 0] as const),
        ]
        const answer = matthews({ truePositive, falsePositive, falseNegative, trueNegative })
        const [first, second] = [toSample(pairs.map(([one]) => one)), toSample(pairs.map(([, other]) => other))]
        if (!first.variance || !second.variance) {
          expect(answer).toBe(0)
          return
        }
        const together = pairs.reduce((sum, [one, other]) => sum + (one - first.mean) * (other - second.mean), 0) / (pairs.length - 1)
        expect(answer).toBeCloseTo(together / Math.sqrt(first.variance * second.variance), 9)
      }),
    )
    expect(() => matthews({ truePositive: -1, falsePositive: 1, falseNegative: 1, trueNegative: 0 })).toThrow(RangeError)
  })

  it('takes millions', () => {
    expect(matthews({ truePositive: 1e9, falsePositive: 0, falseNegative: 0, trueNegative: 1e9 })).toBeCloseTo(1, 12)
  })
})

describe('logisticRegression', () => {
  it('finds what made the answers, and gives chances that come true', () => {
    const random = seeded(23)
    const draw = (n: number): LabelledRow[] =>
      Array.from({ length: n }, () => {
        const inputs = [normalDraw(random), 10 * normalDraw(random) + 100, random()]
        const chance = 1 / (1 + Math.exp(-(-0.5 + inputs[0]! - 0.05 * (inputs[1]! - 100))))
        return { inputs, happened: random() < chance }
      })
    const model = logisticRegression(draw(4000))
    expect(model.weights[0]).toBeCloseTo(1, 0)
    expect(model.weights[1]).toBeCloseTo(-0.5, 1)
    expect(Math.abs(model.weights[2]!)).toBeLessThan(0.12)
    const later = draw(4000).map(({ inputs, happened }) => ({ chance: predict(model, inputs), happened }))
    expect(auc(later)).toBeGreaterThan(0.7)
    expect(calibration(later).filter(({ told, low, high }) => low <= told && told <= high).length).toBeGreaterThanOrEqual(8)
  })

  it('does not depend on the unit or the zero of an input', () => {
    const random = seeded(29)
    const rows = Array.from({ length: 80 }, () => ({ inputs: [normalDraw(random), random()], happened: random() < 0.4 }))
    const scaled = rows.map(({ inputs: [a, b], happened }) => ({ inputs: [a! * 1000 - 7, b! / 60], happened }))
    const [one, other] = [logisticRegression(rows), logisticRegression(scaled)]
    one.weights.forEach((weight, j) => expect(other.weights[j]).toBeCloseTo(weight, 9))
    expect(predict(other, scaled[0]!.inputs)).toBeCloseTo(predict(one, rows[0]!.inputs), 9)
  })

  it('ends where a column tells everything, where all are alike, and where a column does not vary', () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ inputs: [i, 5], happened: i >= 20 }))
    const model = logisticRegression(rows, 0.001)
    expect(model.steps).toBeLessThan(100)
    expect(predict(model, [39, 5])).toBeGreaterThan(0.99)
    expect(model.weights[1]).toBe(0)
    const alike = logisticRegression(rows.map(({ inputs }) => ({ inputs, happened: false })))
    expect(predict(alike, [3, 5])).toBeLessThan(0.001)
    expect(Number.isFinite(alike.intercept)).toBe(true)
    expect(
      predict(
        logisticRegression([
          { inputs: [], happened: true },
          { inputs: [], happened: false },
        ]),
        [],
      ),
    ).toBeCloseTo(0.5, 9)
  })

  it('shrinks with the penalty', () => {
    const random = seeded(37)
    const rows = Array.from({ length: 100 }, () => {
      const one = normalDraw(random)
      return { inputs: [one], happened: random() < 1 / (1 + Math.exp(-one)) }
    })
    const sizes = [0.01, 1, 10, 1000].map((penalty) => Math.abs(logisticRegression(rows, penalty).weights[0]!))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  })

  it('refuses what it cannot fit', () => {
    expect(() => logisticRegression([])).toThrow(RangeError)
    expect(() => logisticRegression([{ inputs: [1], happened: true }], 0)).toThrow(RangeError)
    expect(() => logisticRegression([{ inputs: [NaN], happened: true }])).toThrow(RangeError)
    expect(() =>
      logisticRegression([
        { inputs: [1], happened: true },
        { inputs: [], happened: true },
      ]),
    ).toThrow(RangeError)
    expect(() => predict(logisticRegression([{ inputs: [1], happened: true }]), [])).toThrow(RangeError)
  })
})

describe('cuped', () => {
  it('keeps coverage and narrows the interval by what was known before', () => {
    const random = seeded(41)
    let covered = 0
    let ratio = 0
    for (let run = 0; run < 1000; run++) {
      const draw = (n: number, more: number) =>
        Array.from({ length: n }, () => {
          const before = 10 + 3 * normalDraw(random)
          return { before, outcome: more + before + 2 * normalDraw(random) }
        })
      const [first, second] = [draw(60, 1), draw(60, 0)]
      const { first: one, second: other } = cuped(first, second)
      const adjusted = welch(one, other)
      const plain = welch(toSample(first.map(({ outcome }) => outcome)), toSample(second.map(({ outcome }) => outcome)))
      if (adjusted.low <= 1 && 1 <= adjusted.high) covered++
      ratio += (adjusted.high - adjusted.low) / (plain.high - plain.low) / 1000
    }
    expect(covered / 1000).toBeGreaterThan(0.93)
    expect(covered / 1000).toBeLessThan(0.97)
    // correlation √(9 / 13): the width falls to √(1 - 9 / 13) = 0.555
    expect(ratio).toBeGreaterThan(0.53)
    expect(ratio).toBeLessThan(0.58)
  })

  it('changes nothing where nothing was known', () => {
    const group = [1, 2, 4].map((outcome) => ({ outcome, before: 7 }))
    expect(cuped(group, group)).toEqual({ first: toSample([1, 2, 4]), second: toSample([1, 2, 4]), theta: 0 })
    expect(cuped([], [])).toEqual({ first: { n: 0, mean: 0, variance: 0 }, second: { n: 0, mean: 0, variance: 0 }, theta: 0 })
    expect(() => cuped([{ outcome: NaN, before: 1 }], [])).toThrow(RangeError)
  })
})
