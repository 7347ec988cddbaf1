// Owns metrics that are a sum over a sum, such as uses a session, by the units that were drawn. Knows pairs of numbers only.
import { checkLevel } from './bounds.ts'
import type { Estimate } from './newcombe.ts'
import type { Sample } from './sample.ts'
import { tQuantile } from './student-t.ts'
import { welch, type MeanDifference } from './welch.ts'

/** What one unit that was drawn (a person, an account) brings to both sums. */
export interface Pair {
  numerator: number
  /** 0 or more. */
  denominator: number
}

/**
 * Turns a ratio of sums into a sample that a comparison of means can take: the mean is the ratio, the variance divided by
 * `n` is the variance of the ratio by the delta method.
 *
 * The units must be those that were drawn: where accounts were drawn, one pair an account, however many people it has.
 *
 * @param units - one pair a unit.
 * @returns mean 0 and variance 0 where the denominators sum to 0.
 * @throws {RangeError} where a number is outside its bounds.
 * @see A. Deng, U. Knoblich, J. Lu (2018), "Applying the delta method in metric analytics", KDD 2018, https://doi.org/10.1145/3219819.3219919
 */
export function ratioMetric(units: readonly Pair[]): Sample {
  const n = units.length
  let numerator = 0
  let denominator = 0
  for (const unit of units) {
    if (!Number.isFinite(unit.numerator)) throw new RangeError(`A numerator was ${unit.numerator}; expected a finite number.`)
    if (!(unit.denominator >= 0 && unit.denominator < Infinity))
      throw new RangeError(`A denominator was ${unit.denominator}; expected a finite number of 0 or more.`)
    numerator += unit.numerator
    denominator += unit.denominator
  }
  if (denominator === 0) return { n, mean: 0, variance: 0 }
  const mean = numerator / denominator
  const whole = denominator / n
  // the variance of numerator - ratio · denominator, whose mean is 0, is the three terms of the delta method in one
  const squares = units.reduce((sum, unit) => sum + ((unit.numerator - mean * unit.denominator) / whole) ** 2, 0)
  return { n, mean, variance: n < 2 ? 0 : squares / (n - 1) }
}

/**
 * Turns groups of people (accounts) into a sample as `ratioMetric` does, its variance taken with two more groups of the mean size: in one
 * everybody did, in the other nobody. Where nobody did in any group yet, there would be no variance, and a mean of which one is sure.
 */
export function cautiousRate(units: readonly Pair[]): Sample {
  const { n, mean } = ratioMetric(units)
  const denominator = units.reduce((sum, unit) => sum + unit.denominator, 0) / Math.max(1, n)
  return { n, mean, variance: ratioMetric([...units, { numerator: denominator, denominator }, { numerator: 0, denominator }]).variance }
}

/** As `ratioMetric`; groups that are all alike say nothing of how far others would be off, and have the variance of `cautiousRate`. */
export function toRates(units: readonly Pair[]): Sample {
  const all = units.filter(({ denominator }) => denominator > 0)
  const plain = ratioMetric(all)
  return plain.n > 1 && plain.variance === 0 ? cautiousRate(all) : plain
}

/**
 * Returns the rate over groups of people (accounts) with its interval, where people of one group go together.
 *
 * @param units - of each group: how many did (`numerator`) of how many (`denominator`).
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns a ratio with bounds within 0 and 1; `null` with 0 to 1 without people. Below two groups the bounds are 0 and 1;
 * where all groups are alike, the variance is that of `cautiousRate`.
 * @throws {RangeError} where a number is outside its bounds.
 * @see W. G. Cochran, "Sampling Techniques", 3rd ed. (1977), 9.25 and 2.43 (ratio estimator of clusters)
 */
export function clusterRate(units: readonly Pair[], level = 0.95): Estimate {
  checkLevel(level)
  const { n, mean, variance } = toRates(units)
  if (n === 0) return { value: null, low: 0, high: 1 }
  if (n === 1) return { value: mean, low: 0, high: 1 }
  const width = tQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n)
  return { value: mean, low: Math.max(0, mean - width), high: Math.min(1, mean + width) }
}

/**
 * Compares two rates where whole groups of people (accounts) were drawn, so that people of one group go together.
 *
 * Cluster-robust: the spread is taken between groups. Where every group is one person, this is the plain comparison of
 * two proportions with a t distribution. Needs some tens of groups a side: below, its interval is too narrow.
 *
 * @param first - of each group of the side of interest: how many did (`numerator`) of how many (`denominator`).
 * @param second - the same of the side it is compared with.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns first less second, as a ratio (0.05 = five points).
 * @throws {RangeError} where a number is outside its bounds.
 * @see A. Donner, N. Klar, "Design and Analysis of Cluster Randomization Trials in Health Research" (2000), ch. 6 (ratio estimator)
 */
export function clusterDifference(first: readonly Pair[], second: readonly Pair[], level = 0.95): MeanDifference {
  return welch(toRates(first), toRates(second), level)
}
