// Owns rates as they would be with another mix of people. Knows counts and weights only.
import { checkProportion } from './bounds.ts'
import { wilson } from './interval.ts'
import type { Estimate, Proportion } from './newcombe.ts'

/** A part of the people, with its share in the standard population. */
export interface Stratum extends Proportion {
  /** 0 or more, in any scale: people of the standard population in this stratum. */
  weight: number
}

/**
 * Returns the rate that a group would have with the mix of the standard population: direct standardisation.
 *
 * The interval recovers the variances from the Wilson bounds of the strata, as Newcombe's does for a difference; with one
 * stratum it is the Wilson interval.
 *
 * @param strata - those of weight 0 say nothing. A stratum with weight and nobody in it leaves the rate unknown.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns a ratio; `null` with 0 to 1 where it cannot be told.
 * @throws {RangeError} where a number is outside its bounds.
 * @see J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and Proportions", 3rd ed. (2003), 19.3
 * @see G. Y. Zou, W. Huang, X. Zhang (2009), Computational Statistics and Data Analysis 53, 1080–1085 (interval)
 */
export function standardise(strata: readonly Stratum[], level = 0.95): Estimate {
  let whole = 0
  for (const stratum of strata) {
    checkProportion(stratum)
    if (!(stratum.weight >= 0 && stratum.weight < Infinity)) throw new RangeError(`A weight was ${stratum.weight}; expected a finite number of 0 or more.`)
    whole += stratum.weight
  }
  const counted = strata.filter(({ weight }) => weight > 0)
  if (whole === 0 || counted.some(({ n }) => n === 0)) return { value: null, low: 0, high: 1 }
  let value = 0
  let below = 0
  let above = 0
  for (const { k, n, weight } of counted) {
    const share = weight / whole
    const { low, high } = wilson(k, n, level)
    value += share * (k / n)
    below += (share * (k / n - low)) ** 2
    above += (share * (high - k / n)) ** 2
  }
  return { value, low: Math.max(0, value - Math.sqrt(below)), high: Math.min(1, value + Math.sqrt(above)) }
}
