// Owns the standard normal distribution. Knows nothing of samples.
import { incompleteGamma } from './incomplete-gamma.ts'

/**
 * Returns the share of the standard normal distribution below `x`. The share above is `normalCdf(-x)`: 1 - normalCdf(x)
 * loses its digits.
 *
 * @param x - any number.
 * @returns 0 to 1, right to 1e-12 relative down to 1e-300. Equals R `pnorm`.
 * @see https://dlmf.nist.gov/7.11 (7.11.2)
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('x was NaN; expected a number.')
  const { lower, upper } = incompleteGamma(0.5, (x * x) / 2)
  return x < 0 ? upper / 2 : 0.5 + lower / 2
}

// Coefficients of PPND16, highest power first.
const CENTRE = [
  [2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665],
  [5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1],
] as const
const MIDDLE = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691, 4.630337846156546,
    1.4234371107496835,
  ],
  [1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038, 2.053191626637759, 1],
] as const
const FAR = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913, 5.463784911164114,
    6.657904643501103,
  ],
  [2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1],
] as const

/**
 * Returns the value below which lies the share `p` of the standard normal distribution.
 *
 * @param p - 0 to 1.
 * @returns right to 1e-15 relative; `-Infinity` at 0, `Infinity` at 1. Equals R `qnorm`.
 * @throws {RangeError} where `p` is outside its bounds.
 * @see M. J. Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37, 477–484 (PPND16)
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p was ${p}; expected a number from 0 to 1.`)
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q)
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const far = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(FAR, r - 5)
  return q < 0 ? -far : far
}

const ratio = ([above, below]: readonly [readonly number[], readonly number[]], r: number) => polynomial(above, r) / polynomial(below, r)
const polynomial = (coefficients: readonly number[], r: number) => coefficients.reduce((sum, coefficient) => sum * r + coefficient)
