// Owns Student's t distribution. Knows nothing of samples.
import { incompleteBeta, inverseIncompleteBeta } from './incomplete-beta.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** From here on the normal distribution, corrected, is nearer than the beta function, which loses digits at such a shape. */
const MANY = 1e6

/**
 * Returns the share of Student's t distribution below `t`. The share above is `tCdf(-t, …)`.
 *
 * @param t - any number.
 * @param degreesOfFreedom - above 0, not only whole numbers.
 * @returns 0 to 1, right to 1e-10 relative. Equals R `pt`.
 * @throws {RangeError} where a number is outside its bounds.
 * @see M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 26.7.1
 * @see D. L. Wallace (1959), Annals of Mathematical Statistics 30, 1121–1130 (many degrees of freedom)
 */
export function tCdf(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) throw new RangeError('t was NaN; expected a number.')
  if (!(degreesOfFreedom > 0)) throw new RangeError(`degreesOfFreedom was ${degreesOfFreedom}; expected a number above 0.`)
  if (!Number.isFinite(t)) return t < 0 ? 0 : 1
  if (degreesOfFreedom >= MANY) {
    if (degreesOfFreedom === Infinity) return normalCdf(t)
    return normalCdf(Math.sign(t) * correction(degreesOfFreedom) * Math.sqrt(degreesOfFreedom * Math.log1p((t * t) / degreesOfFreedom)))
  }
  const sum = degreesOfFreedom + t * t
  const { lower, upper } = incompleteBeta(degreesOfFreedom / sum, (t * t) / sum, degreesOfFreedom / 2, 0.5)
  return t < 0 ? lower / 2 : 0.5 + upper / 2
}

/**
 * Returns the value below which lies the share `p` of Student's t distribution.
 *
 * @param p - 0 to 1.
 * @param degreesOfFreedom - above 0, not only whole numbers.
 * @returns right to 1e-10 relative; `-Infinity` at 0, `Infinity` at 1. Equals R `qt`.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p was ${p}; expected a number from 0 to 1.`)
  if (!(degreesOfFreedom > 0)) throw new RangeError(`degreesOfFreedom was ${degreesOfFreedom}; expected a number above 0.`)
  if (p === 0.5) return 0
  if (degreesOfFreedom >= MANY) {
    const z = normalQuantile(p)
    if (degreesOfFreedom === Infinity || !Number.isFinite(z)) return z
    return Math.sign(z) * Math.sqrt(degreesOfFreedom * Math.expm1((z / correction(degreesOfFreedom)) ** 2 / degreesOfFreedom))
  }
  const { x, y } = inverseIncompleteBeta(2 * Math.min(p, 1 - p), degreesOfFreedom / 2, 0.5)
  const size = Math.sqrt((degreesOfFreedom * y) / x)
  return p < 0.5 ? -size : size
}

const correction = (degreesOfFreedom: number) => (8 * degreesOfFreedom + 1) / (8 * degreesOfFreedom + 3)
