// Checks every function against values of other programs; where each comes from stands in the file.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  alwaysValid,
  auc,
  benjaminiHochberg,
  betaCdf,
  betaQuantile,
  chanceToWin,
  chiSquared,
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
  fCdf,
  fisherExact,
  fQuantile,
  independence,
  logGamma,
  logisticRegression,
  newcombe,
  normalCdf,
  normalQuantile,
  quantile,
  sampleRatio,
  sampleSize,
  tCdf,
  toSample,
  tQuantile,
  welch,
  wilson,
} from './index.ts'

interface Block<T> {
  source: string
  cases: T[]
}
type Bounds = [low: number, high: number]
interface Vectors extends Record<string, Block<unknown>> {
  wilson: Block<{ x: number; n: number; wilson90: Bounds; wilson95: Bounds; wilson99: Bounds }>
  newcombe: Block<{ first: Bounds; second: Bounds; difference: number; ci95: Bounds }>
  chiSquared: Block<{ users: number[]; weights: number[]; chi2: number; df: number; p: number }>
  sampleRatio: Block<{ users: number[]; weights: number[]; p: number }>
  independence: Block<{ table: number[][]; chi2?: number; df?: number; p?: number; fisher_two_sided?: number }>
  chanceToWin: Block<{ a: Bounds; b: Bounds; prob_b_beats_a: number }>
  benjaminiHochberg: Block<{ p: number[]; bh: number[] }>
  sampleSize: Block<{ p1: number; p2: number; alpha: number; power: number; n_per_arm_pooled: number }>
  welch: Block<{ first: number[]; second: number[]; t: number; degreesOfFreedom: number; p: number; ci95: Bounds }>
  quantile: Block<{ values: number[]; p: number[]; quantiles: number[] }>
  logisticRegression: Block<{ inputs: number[][]; happened: number[]; penalty: number; weights: number[]; intercept: number }>
  auc: Block<{ happened: number[]; others: number[]; auc: number }>
  alwaysValid: Block<{ tunedFor: number; power: number }>
}

const vectors = JSON.parse(readFileSync(new URL('../../../test/vectors/stats.json', import.meta.url), 'utf8')) as Vectors

/** 1e-9 relative; where a value is below `least` in size, as much of `least`. */
function near(given: number | null, wanted: number, least = 0, relative = 1e-9): void {
  expect(Math.abs(given! - wanted), `${given} instead of ${wanted}`).toBeLessThanOrEqual(relative * Math.max(least, Math.abs(wanted)))
}

describe('distributions', () => {
  const table: Record<string, (...numbers: number[]) => number> = {
    normalCdf,
    normalQuantile,
    tCdf,
    tQuantile,
    chiSquaredCdf,
    chiSquaredSurvival,
    chiSquaredQuantile,
    betaCdf,
    betaQuantile,
    fCdf,
    fQuantile,
    logGamma,
  }
  it.each(Object.keys(table))('%s', (name) => {
    const cases = vectors[name]!.cases as number[][]
    expect(cases.length).toBeGreaterThan(8)
    for (const numbers of cases) near(table[name]!(...numbers.slice(0, -1)), numbers.at(-1)!)
  })
})

it('wilson', () => {
  expect(vectors.wilson.cases.length).toBeGreaterThan(10)
  for (const { x, n, wilson90, wilson95, wilson99 } of vectors.wilson.cases) {
    for (const [level, [low, high]] of [
      [0.9, wilson90],
      [0.95, wilson95],
      [0.99, wilson99],
    ] as const) {
      near(wilson(x, n, level).low, low, 1e-3)
      near(wilson(x, n, level).high, high, 1e-3)
    }
  }
})

it('newcombe', () => {
  expect(vectors.newcombe.cases.length).toBeGreaterThan(10)
  for (const { first, second, difference, ci95 } of vectors.newcombe.cases) {
    const answer = newcombe({ k: first[0], n: first[1] }, { k: second[0], n: second[1] })
    near(answer.value, difference, 1e-3)
    near(answer.low, ci95[0], 1e-3)
    near(answer.high, ci95[1], 1e-3)
  }
})

it('chiSquared', () => {
  expect(vectors.chiSquared.cases.length).toBeGreaterThan(10)
  for (const { users, weights, chi2, df, p } of vectors.chiSquared.cases) {
    const answer = chiSquared(users, weights)
    near(answer.statistic, chi2)
    expect(answer.degreesOfFreedom).toBe(df)
    near(answer.p, p)
  }
})

it('sampleRatio', () => {
  expect(vectors.sampleRatio.cases.length).toBe(10)
  for (const { users, weights, p } of vectors.sampleRatio.cases) {
    // where fewer arms came than there are shares
    const answer = sampleRatio(users, weights.slice(0, users.length))
    expect(answer.p).toBeCloseTo(p, 9)
    expect(answer.alarm).toBe(p < 0.001)
  }
})

it('independence and fisherExact', () => {
  expect(vectors.independence.cases.length).toBe(7)
  for (const { table, chi2, df, p, fisher_two_sided: exact } of vectors.independence.cases) {
    const answer = independence(table)
    if (chi2 !== undefined) {
      near(answer.statistic, chi2)
      expect(answer.degreesOfFreedom).toBe(df)
      near(answer.p, p!)
    }
    if (exact === undefined) continue
    const [[a, b], [c, d]] = table as [Bounds, Bounds]
    near(fisherExact({ k: a, n: a + b }, { k: c, n: c + d }), exact)
    near(fisherExact({ k: a, n: a + c }, { k: b, n: b + d }), exact)
  }
})

it('welch', () => {
  expect(vectors.welch.cases.length).toBe(4)
  for (const { first, second, t, degreesOfFreedom, p, ci95 } of vectors.welch.cases) {
    const answer = welch(toSample(first), toSample(second))
    near(answer.value! / answer.standardError!, t)
    near(answer.degreesOfFreedom, degreesOfFreedom)
    near(answer.p, p)
    near(answer.low, ci95[0])
    near(answer.high, ci95[1])
  }
})

it('chanceToWin', () => {
  expect(vectors.chanceToWin.cases.length).toBe(8)
  for (const { a, b, prob_b_beats_a: wanted } of vectors.chanceToWin.cases) near(chanceToWin({ k: b[0], n: b[1] }, { k: a[0], n: a[1] }), wanted)
})

it('benjaminiHochberg', () => {
  expect(vectors.benjaminiHochberg.cases.length).toBe(5)
  for (const { p, bh } of vectors.benjaminiHochberg.cases) benjaminiHochberg(p).forEach((value, i) => near(value, bh[i]!))
})

it('sampleSize', () => {
  expect(vectors.sampleSize.cases.length).toBe(6)
  for (const { p1, p2, alpha, power, n_per_arm_pooled: wanted } of vectors.sampleSize.cases)
    near(sampleSize({ first: p1, second: p2, alpha }, power).first, wanted)
})

it('quantile', () => {
  for (const { values, p, quantiles } of vectors.quantile.cases) p.forEach((share, i) => near(quantile(values, share), quantiles[i]!, 1))
})

it('logisticRegression', () => {
  expect(vectors.logisticRegression.cases.length).toBe(3)
  for (const { inputs, happened, penalty, weights, intercept } of vectors.logisticRegression.cases) {
    const model = logisticRegression(
      inputs.map((row, i) => ({ inputs: row, happened: happened[i] === 1 })),
      penalty,
    )
    weights.forEach((weight, j) => near(model.weights[j]!, weight, 1, 1e-6))
    near(model.intercept, intercept, 1, 1e-6)
  }
})

it('auc', () => {
  expect(vectors.auc.cases.length).toBe(2)
  for (const { happened, others, auc: wanted } of vectors.auc.cases)
    near(auc([...happened.map((chance) => ({ chance, happened: true })), ...others.map((chance) => ({ chance, happened: false }))]), wanted)
})

it('alwaysValid', () => {
  const [{ tunedFor, power }] = vectors.alwaysValid.cases as [{ tunedFor: number; power: number }]
  // relative difference of two arms of 133,333 by the delta method, in standard errors; these are wider by as much as the
  // half width of the sequence is wider than that of a test for one look
  const n = 400_000 / 3
  const variance = 3909.9997749994377
  const standardError = Math.sqrt((variance * (1 + 1.05 ** 2)) / n / 100)
  const arm = { n: Math.round(n), mean: 10, variance }
  const { low, high } = alwaysValid(arm, arm, 0.95, tunedFor)
  const z = normalQuantile(0.975)
  const effect = (0.05 / standardError) * (z / ((high - low) / 2 / Math.sqrt((2 * variance) / arm.n)))
  expect(normalCdf(effect - z) + normalCdf(-effect - z)).toBeCloseTo(power, 5)
})
