// Owns the exact test of two proportions. Knows counts only.
import { checkProportion } from './bounds.ts'
import { logGamma } from './log-gamma.ts'
import type { Proportion } from './newcombe.ts'

/**
 * Returns Fisher's exact two-sided p-value of two proportions: the chance, where both groups are alike, of a table as
 * unlikely as this one or unlikelier. For small counts (below 5 in a cell); O(smallest margin).
 *
 * @param first - `k` of `n`.
 * @param second - `k` of `n`.
 * @returns above 0, at most 1. Equals R `fisher.test` and scipy `fisher_exact`, ties within 1e-7 as there.
 * @throws {RangeError} where a count is outside its bounds.
 * @see R. A. Fisher, "Statistical Methods for Research Workers", 5th ed. (1934), 21.02
 */
export function fisherExact(first: Proportion, second: Proportion): number {
  checkProportion(first)
  checkProportion(second)
  const did = first.k + second.k
  const lowest = Math.max(0, did - second.n)
  const highest = Math.min(did, first.n)
  const log = (k: number) => logChoose(first.n, k) + logChoose(second.n, did - k)
  const seen = log(first.k)
  let unlikely = 0
  let all = 0
  for (let k = lowest; k <= highest; k++) {
    // against the table that was seen, so that nothing vanishes; the common factor cancels
    const off = log(k) - seen
    const weight = Math.exp(off)
    all += weight
    if (off <= 1e-7) unlikely += weight
  }
  return Math.min(1, unlikely / all)
}

const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
