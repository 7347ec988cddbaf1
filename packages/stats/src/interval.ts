// Owns the interval of one proportion. Knows counts only: no events, no people, no storage.
import { normalQuantile } from './normal.ts'

/** Two bounds; `low <= high`. */
export interface Interval {
  low: number
  high: number
}

/**
 * Returns the Wilson score interval of the proportion `k / n`, without continuity correction.
 *
 * It stays within 0 and 1 and keeps its coverage for small `n` and for rates near 0 and 1, where the textbook interval
 * (Wald) breaks down. Without observations nothing is known, so `n = 0` gives 0 to 1.
 *
 * @param k - people counted, integer, 0 to `n`.
 * @param n - people asked, integer, 0 or more.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns the bounds as ratios; `low <= k / n <= high`.
 * @throws {RangeError} where `k`, `n` or `level` is outside its bounds.
 * @see E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209–212
 * @see R. G. Newcombe (1998), Statistics in Medicine 17, 857–872, method 3, https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E
 */
export function wilson(k: number, n: number, level = 0.95): Interval {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`n was ${n}; expected a whole number of 0 or more.`)
  if (!Number.isInteger(k) || k < 0 || k > n) throw new RangeError(`k was ${k} of n = ${n}; expected a whole number from 0 to n.`)
  if (!(level > 0 && level < 1)) throw new RangeError(`level was ${level}; expected a number between 0 and 1, such as 0.95.`)
  if (n === 0) return { low: 0, high: 1 }
  const z = normalQuantile((1 + level) / 2)
  const centre = 2 * k + z * z
  const spread = z * Math.sqrt(z * z + 4 * k * (1 - k / n))
  const width = 2 * (n + z * z)
  // The exact bounds at k = 0 and k = n are 0 and 1; floating point misses them by an ulp.
  return { low: k === 0 ? 0 : (centre - spread) / width, high: k === n ? 1 : (centre + spread) / width }
}
