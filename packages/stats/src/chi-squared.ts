// Owns Pearson's statistic of counts against expected shares. Turning it into a probability needs the χ² distribution.

/** How far counts are from what was expected of them. */
export interface GoodnessOfFit {
  /** Sum of (count - expected)² / expected, 0 or more. */
  statistic: number
  /** Categories with a share above 0, less one; 0 where there is nothing to compare. */
  degreesOfFreedom: number
  /** In the order of `counts`. */
  expected: number[]
}

/**
 * Compares counts with the shares they should have, e.g. the people in each arm of an experiment (sample ratio).
 *
 * Categories of share 0 are left out, with their counts: nobody was meant to be there, so they say nothing about the
 * ratio of the others.
 *
 * @param counts - whole numbers, 0 or more.
 * @param shares - as many as `counts`, 0 or more, in any scale: `[1, 1]` and `[0.5, 0.5]` mean the same.
 * @throws {RangeError} where a count or share is outside its bounds, or the lengths differ.
 * @see K. Pearson (1900), Philosophical Magazine 50, 157–175
 * @see R. Kohavi, D. Tang, Y. Xu, "Trustworthy Online Controlled Experiments", ch. 21 (sample ratio mismatch)
 */
export function chiSquared(counts: readonly number[], shares: readonly number[]): GoodnessOfFit {
  if (counts.length !== shares.length) throw new RangeError(`${counts.length} counts with ${shares.length} shares; expected as many.`)
  for (const count of counts) if (!Number.isInteger(count) || count < 0) throw new RangeError(`A count was ${count}; expected a whole number of 0 or more.`)
  for (const share of shares) if (!(share >= 0 && share < Infinity)) throw new RangeError(`A share was ${share}; expected a finite number of 0 or more.`)
  let total = 0
  let whole = 0
  let categories = 0
  shares.forEach((share, i) => {
    if (share === 0) return
    total += counts[i]!
    whole += share
    categories++
  })
  const expected = shares.map((share) => (share === 0 ? 0 : (total * share) / whole))
  const statistic = expected.reduce((sum, wanted, i) => (wanted === 0 ? sum : sum + (counts[i]! - wanted) ** 2 / wanted), 0)
  return { statistic, degreesOfFreedom: total === 0 ? 0 : Math.max(0, categories - 1), expected }
}
