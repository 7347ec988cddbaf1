// Owns the χ² distribution. Knows nothing of counts.
import { incompleteGamma, inverseIncompleteGamma } from './incomplete-gamma.ts'

/**
 * Returns the share of the χ² distribution below `x`.
 *
 * @param x - 0 or more.
 * @param degreesOfFreedom - above 0.
 * @returns 0 to 1, right to 1e-12 relative. Equals R `pchisq`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function chiSquaredCdf(x: number, degreesOfFreedom: number): number {
  return incompleteGamma(degreesOfFreedom / 2, x / 2).lower
}

/**
 * Returns the share of the χ² distribution above `x`: the p-value of a statistic. 1 - chiSquaredCdf(x) loses its digits.
 *
 * @param x - 0 or more.
 * @param degreesOfFreedom - above 0.
 * @returns 0 to 1, right to 1e-12 relative. Equals R `pchisq(lower.tail = FALSE)`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function chiSquaredSurvival(x: number, degreesOfFreedom: number): number {
  return incompleteGamma(degreesOfFreedom / 2, x / 2).upper
}

/**
 * Returns the value below which lies the share `p` of the χ² distribution.
 *
 * @param p - 0 to 1.
 * @param degreesOfFreedom - above 0.
 * @returns right to 1e-12 relative; `Infinity` at 1. Equals R `qchisq`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function chiSquaredQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p was ${p}; expected a number from 0 to 1.`)
  return 2 * inverseIncompleteGamma(degreesOfFreedom / 2, p)
}
