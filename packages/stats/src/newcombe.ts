// Owns the difference of two independent proportions. Knows counts only: not which group is the holdout.
import { wilson, type Interval } from './interval.ts'

/** `k` counted of `n`, both whole numbers, 0 <= k <= n. */
export interface Proportion {
  k: number
  n: number
}

/** `value` is the estimate; `null` where there is nothing to estimate from. */
export interface Estimate extends Interval {
  value: number | null
}

/**
 * Returns the difference of two independent proportions, first minus second, with its interval.
 *
 * Newcombe's hybrid score interval (his method 10): the Wilson bounds of both proportions, squared and added. It never
 * leaves -1 to 1 and holds its coverage with small groups, where the pooled z interval does not. An empty group says
 * nothing, so the answer is then `null` with -1 to 1.
 *
 * @param first - the group of interest, e.g. the exposed.
 * @param second - the group it is compared with, e.g. the holdout.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns ratios (0.05 = five points), `low <= value <= high`.
 * @throws {RangeError} where a count or `level` is outside its bounds.
 * @see R. G. Newcombe (1998), Statistics in Medicine 17, 873–890, method 10, https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
 */
export function newcombe(first: Proportion, second: Proportion, level = 0.95): Estimate {
  const a = wilson(first.k, first.n, level)
  const b = wilson(second.k, second.n, level)
  if (first.n === 0 || second.n === 0) return { value: null, low: -1, high: 1 }
  const p = first.k / first.n
  const q = second.k / second.n
  const value = p - q
  return {
    value,
    low: Math.max(-1, value - Math.hypot(p - a.low, b.high - q)),
    high: Math.min(1, value + Math.hypot(a.high - p, q - b.low)),
  }
}
