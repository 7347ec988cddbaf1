// Owns Fisher's F distribution. Knows nothing of samples.
import { incompleteBeta, inverseIncompleteBeta } from './incomplete-beta.ts'

/**
 * Returns the share of the F distribution below `f`.
 *
 * @param f - 0 or more.
 * @param numerator - degrees of freedom, above 0.
 * @param denominator - degrees of freedom, above 0.
 * @returns 0 to 1, right to 1e-10 relative. Equals R `pf`.
 * @throws {RangeError} where a number is outside its bounds.
 * @see M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 26.6.2
 */
export function fCdf(f: number, numerator: number, denominator: number): number {
  if (!(f >= 0)) throw new RangeError(`f was ${f}; expected a number of 0 or more.`)
  if (f === Infinity) return 1
  const sum = numerator * f + denominator
  return incompleteBeta((numerator * f) / sum, denominator / sum, numerator / 2, denominator / 2).lower
}

/**
 * Returns the value below which lies the share `p` of the F distribution.
 *
 * @param p - 0 to 1.
 * @param numerator - degrees of freedom, above 0.
 * @param denominator - degrees of freedom, above 0.
 * @returns right to 1e-10 relative; `Infinity` at 1. Equals R `qf`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function fQuantile(p: number, numerator: number, denominator: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p was ${p}; expected a number from 0 to 1.`)
  const { x, y } = inverseIncompleteBeta(p, numerator / 2, denominator / 2)
  return (denominator * x) / (numerator * y)
}
