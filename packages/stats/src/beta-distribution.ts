// Owns the beta distribution. Knows nothing of counts.
import { incompleteBeta, inverseIncompleteBeta } from './incomplete-beta.ts'

/**
 * Returns the share of the beta distribution below `x`.
 *
 * @param x - 0 to 1.
 * @param a - above 0.
 * @param b - above 0.
 * @returns 0 to 1, right to 1e-10 relative. Equals R `pbeta`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(x, 1 - x, a, b).lower
}

/**
 * Returns the value below which lies the share `p` of the beta distribution.
 *
 * @param p - 0 to 1.
 * @param a - above 0.
 * @param b - above 0.
 * @returns 0 to 1, right to 1e-10 relative. Equals R `qbeta`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p was ${p}; expected a number from 0 to 1.`)
  return inverseIncompleteBeta(p, a, b).x
}
