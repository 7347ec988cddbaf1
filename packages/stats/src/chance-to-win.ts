// Owns the Bayesian comparison of two proportions. Knows counts and a prior only.
import { checkProportion } from './bounds.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { deviance } from './log-gamma.ts'
import type { Proportion } from './newcombe.ts'

/**
 * Returns the chance that the first group's true rate is the higher one, given the counts and a beta prior for both.
 *
 * The integral of one posterior's density times the other's share below it, on the scale of ln(rate / (1 - rate)), where
 * the trapezoid rule converges exponentially; over the narrower of the two, so that its steps fit both. Some hundred steps.
 *
 * @param first - the group of interest.
 * @param second - the group it is compared with.
 * @param prior - what was believed before: Beta(a, b), both above 0. Default Beta(1, 1), every rate alike.
 * @returns 0 to 1, right to 1e-10.
 * @throws {RangeError} where a number is outside its bounds.
 * @see E. Miller (2014), "Formulas for Bayesian A/B testing", https://www.evanmiller.org/bayesian-ab-testing.html (the same integral as a sum)
 */
export function chanceToWin(first: Proportion, second: Proportion, prior: { a: number; b: number } = { a: 1, b: 1 }): number {
  checkProportion(first)
  checkProportion(second)
  for (const value of [prior.a, prior.b])
    if (!(value > 0 && value < Infinity)) throw new RangeError(`A number of the prior was ${value}; expected a finite number above 0.`)
  const posterior = ({ k, n }: Proportion) => ({ a: prior.a + k, b: prior.b + n - k })
  const one = posterior(first)
  const other = posterior(second)
  return spread(one) <= spread(other) ? shareBelow(one, other) : 1 - shareBelow(other, one)
}

interface Beta {
  a: number
  b: number
}

const spread = ({ a, b }: Beta) => Math.sqrt(1 / a + 1 / b)

/** The chance that a draw of `inner` lies below one of `outer`. */
function shareBelow(outer: Beta, inner: Beta): number {
  const { a, b } = outer
  const n = a + b
  const mode = Math.log(a / b)
  const step = Math.min(0.25, spread(outer) / 4)
  let below = 0
  let all = 0
  // both ways from the mode until the density has vanished
  for (const direction of [1, -1]) {
    for (let i = direction === 1 ? 0 : 1; ; i++) {
      const u = mode + direction * i * step
      const x = 1 / (1 + Math.exp(-u))
      const y = 1 / (1 + Math.exp(u))
      const weight = Math.exp(-deviance(a, n * x) - deviance(b, n * y))
      if (weight < 1e-18 || x === 0 || y === 0) break
      all += weight
      below += weight * incompleteBeta(x, y, inner.a, inner.b).lower
    }
  }
  return below / all
}
