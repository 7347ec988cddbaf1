// Owns how many people a comparison of two proportions needs, and what it can see. Knows rates only.
import { checkLevel } from './bounds.ts'
import { normalCdf, normalQuantile } from './normal.ts'

/** What is to be told apart, and how surely. */
export interface Contrast {
  /** Rate of the group of interest, between 0 and 1 exclusive. */
  first: number
  /** Rate of the group it is compared with, between 0 and 1 exclusive. */
  second: number
  /** Chance of a false alarm, two-sided. Default 0.05. */
  alpha?: number
  /** People in the second group for each in the first, above 0. Default 1; a holdout of a tenth is 1/9. */
  ratio?: number
}

/**
 * Returns how many people each group needs so that a difference of these rates is seen with the chance `power`.
 *
 * @param contrast - rates, false alarms, sizes.
 * @param power - chance to see it, between 0 and 1 exclusive. Default 0.8.
 * @returns not rounded; both `Infinity` where the rates are the same. Equals R `power.prop.test` at `ratio` 1.
 * @throws {RangeError} where a number is outside its bounds.
 * @see J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and Proportions", 3rd ed. (2003), 4.14 and 4.19, without continuity correction
 */
export function sampleSize(contrast: Contrast, power = 0.8): { first: number; second: number } {
  checkLevel(power, 'power', '0.8')
  const { alpha, ratio, gap, pooled, apart } = spreads(contrast)
  const first = ((normalQuantile(1 - alpha / 2) * pooled + normalQuantile(power) * apart) / gap) ** 2
  return gap === 0 ? { first: Infinity, second: Infinity } : { first, second: first * ratio }
}

/**
 * Returns the chance to see a difference of these rates with `n` people in the first group and `n · ratio` in the second.
 *
 * @param contrast - rates, false alarms, sizes.
 * @param n - people in the first group, above 0.
 * @returns 0 to 1; the chance of an alarm of the wrong sign is not counted. Equals R `power.prop.test` at `ratio` 1.
 * @throws {RangeError} where a number is outside its bounds.
 */
export function power(contrast: Contrast, n: number): number {
  if (!(n > 0)) throw new RangeError(`n was ${n}; expected a number above 0.`)
  const { alpha, gap, pooled, apart } = spreads(contrast)
  return normalCdf((gap * Math.sqrt(n) - normalQuantile(1 - alpha / 2) * pooled) / apart)
}

function spreads({ first, second, alpha = 0.05, ratio = 1 }: Contrast) {
  checkLevel(first, 'first', '0.1')
  checkLevel(second, 'second', '0.1')
  checkLevel(alpha, 'alpha', '0.05')
  if (!(ratio > 0 && ratio < Infinity)) throw new RangeError(`ratio was ${ratio}; expected a finite number above 0.`)
  const mean = (first + ratio * second) / (1 + ratio)
  return {
    alpha,
    ratio,
    gap: Math.abs(first - second),
    pooled: Math.sqrt(mean * (1 - mean) * (1 + 1 / ratio)),
    apart: Math.sqrt(first * (1 - first) + (second * (1 - second)) / ratio),
  }
}
