// Owns Pearson's test of counts against what was expected of them. Knows counts only: not what an arm is.
import { chiSquaredSurvival } from './chi-squared-distribution.ts'

/** How far counts are from what was expected of them. */
export interface ChiSquared {
  /** Sum of (count - expected)² / expected, 0 or more. */
  statistic: number
  /** Of shares: categories with a share above 0, less one. Of a table: (rows - 1) (columns - 1). 0 where there is nothing to compare. */
  degreesOfFreedom: number
  /** Chance of a statistic this large or larger where the shares are right; 1 where there is nothing to compare. */
  p: number
}

/** A comparison with shares that were given. */
export interface GoodnessOfFit extends ChiSquared {
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
 * @returns Equals scipy `chisquare`.
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
  return { ...toTest(statistic, total === 0 ? 0 : categories - 1), expected }
}

/**
 * Tests whether the rows of a table of counts have the same shares of its columns, without continuity correction.
 *
 * Rows and columns without counts are left out. Where an expected count is below 5, `fisherExact` is the better test.
 *
 * @param table - rows of whole numbers, 0 or more; all rows as long.
 * @returns Equals R `chisq.test(correct = FALSE)`.
 * @throws {RangeError} where a count is outside its bounds, or the lengths differ.
 * @see K. Pearson (1900), Philosophical Magazine 50, 157–175; degrees of freedom: R. A. Fisher (1922), Journal of the Royal Statistical Society 85, 87–94
 */
export function independence(table: readonly (readonly number[])[]): ChiSquared {
  const width = table[0]?.length ?? 0
  const columns = Array.from({ length: width }, () => 0)
  const rows = table.map((row) => {
    if (row.length !== width) throw new RangeError(`A row has ${row.length} counts and another ${width}; expected as many.`)
    return row.reduce((sum, count, i) => {
      if (!Number.isInteger(count) || count < 0) throw new RangeError(`A count was ${count}; expected a whole number of 0 or more.`)
      columns[i]! += count
      return sum + count
    }, 0)
  })
  const total = rows.reduce((sum, count) => sum + count, 0)
  let statistic = 0
  table.forEach((row, i) =>
    row.forEach((count, j) => {
      const wanted = (rows[i]! * columns[j]!) / total
      if (wanted > 0) statistic += (count - wanted) ** 2 / wanted
    }),
  )
  const filled = (sums: readonly number[]) => Math.max(0, sums.filter((sum) => sum > 0).length - 1)
  return toTest(statistic, filled(rows) * filled(columns))
}

/**
 * Tests whether the arms of an experiment have the people that their shares promise them (sample-ratio mismatch). Where
 * they have not, who was counted depends on the arm, and no comparison of the arms means anything.
 *
 * @param counts - people in each arm.
 * @param shares - as many as `counts`, in any scale.
 * @returns `alarm` where p is below 0.001: about one sound experiment in a thousand.
 * @throws {RangeError} where a count or share is outside its bounds, or the lengths differ.
 * @see A. Fabijan et al. (2019), "Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019
 */
export function sampleRatio(counts: readonly number[], shares: readonly number[]): GoodnessOfFit & { alarm: boolean } {
  const fit = chiSquared(counts, shares)
  return { ...fit, alarm: fit.p < 0.001 }
}

function toTest(statistic: number, freedom: number): ChiSquared {
  const degreesOfFreedom = Math.max(0, freedom)
  return { statistic, degreesOfFreedom, p: degreesOfFreedom === 0 ? 1 : chiSquaredSurvival(statistic, degreesOfFreedom) }
}
