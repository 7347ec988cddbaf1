// Owns the regularised incomplete gamma function, both ends of it, and its inverse. Knows no distribution.
import { deviance, stirlingError } from './log-gamma.ts'
import { invert } from './invert.ts'

/** Two shares that make 1, each right to its own last digits: neither is 1 less the other where that would lose them. */
export interface Tails {
  lower: number
  upper: number
}

const SMALLEST = 1e-300
const EPSILON = 2 ** -53

/**
 * Returns P(a, x) and Q(a, x): the shares of Γ(a) below and above `x`.
 *
 * The series below a + 1, the continued fraction (by Lentz) above. O(√a) steps.
 *
 * @param a - above 0.
 * @param x - 0 or more.
 * @returns both right to 1e-12 relative.
 * @throws {RangeError} where a number is outside its bounds.
 * @see https://dlmf.nist.gov/8.7 (8.7.1), https://dlmf.nist.gov/8.9 (8.9.2)
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a > 0 && a < Infinity)) throw new RangeError(`a was ${a}; expected a finite number above 0.`)
  if (!(x >= 0)) throw new RangeError(`x was ${x}; expected a number of 0 or more.`)
  if (x === 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  const { isLower, log } = smallTail(a, x)
  const tail = Math.exp(log)
  return isLower ? { lower: tail, upper: 1 - tail } : { lower: 1 - tail, upper: tail }
}

/**
 * Returns the `x` below which lies the share `p` of Γ(a): the inverse of P(a, x).
 *
 * @param a - above 0.
 * @param p - 0 to 1.
 */
export function inverseIncompleteGamma(a: number, p: number): number {
  if (!(a > 0 && a < Infinity)) throw new RangeError(`a was ${a}; expected a finite number above 0.`)
  if (p === 0) return 0
  if (p === 1) return Infinity
  // on the scale of ln x both logarithms are concave
  const u = invert(p, Math.log(a), (at) => {
    const x = Math.exp(at)
    return { ...smallTail(a, x), logSlope: logWeight(a, x) }
  })
  return Math.exp(u)
}

/** The logarithm of x^a e^-x / Γ(a), made so that its large parts never meet. */
function logWeight(a: number, x: number): number {
  return 0.5 * Math.log(a / (2 * Math.PI)) - deviance(a, x) - stirlingError(a)
}

function smallTail(a: number, x: number): { isLower: boolean; log: number } {
  return x < a + 1 ? { isLower: true, log: logWeight(a, x) + Math.log(series(a, x)) } : { isLower: false, log: logWeight(a, x) + Math.log(fraction(a, x)) }
}

function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = a + 1; term > sum * EPSILON; n++) sum += term *= x / n
  return sum
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / SMALLEST
  let d = 1 / b
  let answer = d
  for (let i = 1; ; i++) {
    const numerator = i * (a - i)
    b += 2
    d = 1 / apart(b + numerator * d)
    c = apart(b + numerator / c)
    const step = c * d
    answer *= step
    if (Math.abs(step - 1) <= EPSILON * 4) return answer
  }
}

const apart = (value: number) => (Math.abs(value) < SMALLEST ? SMALLEST : value)
