// Checks against values of scipy kept outside the repository; the reason is told where they are not at hand.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chiSquared } from './chi-squared.ts'
import { wilson } from './interval.ts'
import { newcombe } from './newcombe.ts'

const file = new URL('../../../../shared/vectors/stats/reference-values.json', import.meta.url)
const absent = !existsSync(file)

interface Reference {
  proportion_ci: { cases: { x: number; n: number; wilson90: Bounds; wilson95: Bounds; wilson99: Bounds }[] }
  two_proportion: { cases: { x1: number; n1: number; x2: number; n2: number; diff_p1_minus_p2: number; newcombe10_ci95: Bounds }[] }
  srm_scipy_chisquare: { cases: { users: number[]; weights: number[]; chi2: number; df: number }[] }
}
type Bounds = [low: number, high: number]

const near = (given: number, wanted: number) => expect(Math.abs(given - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(wanted)))

describe.skipIf(absent)(`conformance with scipy${absent ? ' (skipped: ../shared/vectors/stats is not beside this checkout)' : ''}`, () => {
  const reference = absent ? null : (JSON.parse(readFileSync(file, 'utf8')) as Reference)

  it('wilson', () => {
    const { cases } = reference!.proportion_ci
    expect(cases.length).toBeGreaterThan(10)
    for (const { x, n, ...bounds } of cases) {
      for (const [level, [low, high]] of [
        [0.9, bounds.wilson90],
        [0.95, bounds.wilson95],
        [0.99, bounds.wilson99],
      ] as const) {
        const answer = wilson(x, n, level)
        near(answer.low, low)
        near(answer.high, high)
      }
    }
  })

  it('newcombe', () => {
    const { cases } = reference!.two_proportion
    expect(cases.length).toBeGreaterThan(10)
    for (const {
      x1,
      n1,
      x2,
      n2,
      diff_p1_minus_p2: difference,
      newcombe10_ci95: [low, high],
    } of cases) {
      const answer = newcombe({ k: x1, n: n1 }, { k: x2, n: n2 })
      near(answer.value!, difference)
      near(answer.low, low)
      near(answer.high, high)
    }
  })

  it('chiSquared', () => {
    const { cases } = reference!.srm_scipy_chisquare
    expect(cases.length).toBeGreaterThan(10)
    for (const { users, weights, chi2, df } of cases) {
      const answer = chiSquared(users, weights)
      near(answer.statistic, chi2)
      expect(answer.degreesOfFreedom).toBe(df)
    }
  })
})
