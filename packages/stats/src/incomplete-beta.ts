// Owns the regularised incomplete beta function, both ends of it, and its inverse. Knows no distribution.
import { deviance, stirlingError } from './log-gamma.ts'
import type { Tails } from './incomplete-gamma.ts'
import { invert } from './invert.ts'

const SMALLEST = 1e-300
const EPSILON = 2 ** -53

/**
 * Returns I(x; a, b) and what is left of it to 1.
 *
 * The continued fraction by Lentz, on the side where it converges. O(√max(a, b)) steps.
 *
 * @param x - 0 to 1.
 * @param y - 1 - x; given apart, since near 1 `x` has lost its digits.
 * @param a - above 0.
 * @param b - above 0.
 * @returns both right to 1e-10 relative, to 1e-12 where a and b are below 1e5.
 * @throws {RangeError} where a number is outside its bounds.
 * @see https://dlmf.nist.gov/8.17 (8.17.22)
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): Tails {
  if (!(a > 0 && a < Infinity && b > 0 && b < Infinity)) throw new RangeError(`a and b were ${a} and ${b}; expected finite numbers above 0.`)
  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) throw new RangeError(`x and 1 - x were ${x} and ${y}; expected numbers from 0 to 1.`)
  if (x === 0) return { lower: 0, upper: 1 }
  if (y === 0) return { lower: 1, upper: 0 }
  const { isLower, log } = smallTail(x, y, a, b)
  const tail = Math.exp(log)
  return isLower ? { lower: tail, upper: 1 - tail } : { lower: 1 - tail, upper: tail }
}

/**
 * Returns the `x` with I(x; a, b) = p, and 1 - x.
 *
 * @param p - 0 to 1.
 * @param a - above 0.
 * @param b - above 0.
 */
export function inverseIncompleteBeta(p: number, a: number, b: number): { x: number; y: number } {
  if (!(a > 0 && a < Infinity && b > 0 && b < Infinity)) throw new RangeError(`a and b were ${a} and ${b}; expected finite numbers above 0.`)
  if (p === 0) return { x: 0, y: 1 }
  if (p === 1) return { x: 1, y: 0 }
  // on the scale of ln(x / y) both logarithms are concave
  const u = invert(p, Math.log(a / b), (at) => {
    const { x, y } = place(at)
    return { ...smallTail(x, y, a, b), logSlope: logWeight(x, y, a, b) }
  })
  return place(u)
}

const place = (u: number) => ({ x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) })

function smallTail(x: number, y: number, a: number, b: number): { isLower: boolean; log: number } {
  const front = logWeight(x, y, a, b)
  return x * (a + b + 2) < a + 1
    ? { isLower: true, log: front + Math.log(fraction(x, a, b) / a) }
    : { isLower: false, log: front + Math.log(fraction(y, b, a) / b) }
}

/** The logarithm of x^a y^b / B(a, b), made so that its large parts never meet. */
function logWeight(x: number, y: number, a: number, b: number): number {
  const n = a + b
  const corrections = stirlingError(n) - stirlingError(a) - stirlingError(b)
  return corrections - deviance(a, n * x) - deviance(b, n * y) + 0.5 * Math.log((a / n) * (b / (2 * Math.PI)))
}

function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / apart(1 - ((a + b) * x) / (a + 1))
  let answer = d
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / apart(1 + even * d)
    c = apart(1 + even / c)
    answer *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / apart(1 + odd * d)
    c = apart(1 + odd / c)
    const step = c * d
    answer *= step
    if (Math.abs(step - 1) <= EPSILON * 4) return answer
  }
}

const apart = (value: number) => (Math.abs(value) < SMALLEST ? SMALLEST : value)
