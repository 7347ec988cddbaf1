// Owns ln Γ and what it leaves over Stirling's formula. Knows no distribution.

const HALF_LOG_TWO_PI = 0.9189385332046727
// B(2k) / (2k (2k - 1)), k = 1 …: the last is below 1e-17 from 10 on
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156, -3617 / 122_400]
const FROM = 10

/**
 * Returns ln Γ(x).
 *
 * @param x - above 0.
 * @returns right to 2e-14, absolute or relative, whichever is more.
 * @throws {RangeError} where `x` is outside its bounds.
 * @see https://dlmf.nist.gov/5.11 (5.11.1 from 10 on; below by 5.5.1)
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`x was ${x}; expected a number above 0.`)
  if (x === 1 || x === 2) return 0
  if (x === Infinity) return x
  let shifted = x
  let product = 1
  for (; shifted < FROM; shifted++) product *= shifted
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + tail(shifted) - Math.log(product)
}

/**
 * Returns ln Γ(x) less Stirling's formula, (x - ½) ln x - x + ½ ln 2π: what densities are made of where the large parts
 * of ln Γ cancel each other.
 *
 * @param x - above 0.
 * @see C. Loader (2000), "Fast and accurate computation of binomial probabilities"
 */
export function stirlingError(x: number): number {
  return x < FROM ? logGamma(x) - ((x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI) : tail(x)
}

/**
 * Returns x ln(x / m) + m - x without losing digits where `x` is near `m`.
 *
 * @param x - 0 or more.
 * @param m - above 0.
 * @see C. Loader (2000), "Fast and accurate computation of binomial probabilities" (there: bd0)
 */
export function deviance(x: number, m: number): number {
  const off = x - m
  if (Math.abs(off) > 0.1 * (x + m)) return x === 0 ? m : x * Math.log(x / m) - off
  // ln(x / m) = 2 artanh v with v = (x - m) / (x + m)
  const v = off / (x + m)
  let term = 2 * x * v
  let sum = off * v
  for (let k = 3; ; k += 2) {
    term *= v * v
    const next = sum + term / k
    if (next === sum) return sum
    sum = next
  }
}

function tail(x: number): number {
  const step = 1 / (x * x)
  return SERIES.reduceRight((sum, coefficient) => sum * step + coefficient, 0) / x
}
