// Owns the difference of two means where some units are in both samples, such as people in two months. Knows sums of samples only.
import { checkLevel } from './bounds.ts'
import { checkSample, type Sample } from './sample.ts'
import { tCdf, tQuantile } from './student-t.ts'
import { welch, type MeanDifference } from './welch.ts'

/** Units that are in both samples. */
export interface Shared {
  /** Whole number, 0 up to the size of the smaller sample. */
  n: number
  /** Of their two values, with n - 1 below; without meaning where `n` is below 2. */
  covariance: number
}

/**
 * Compares two means of samples that share some of their units.
 *
 * Between Welch's test, which it is where none are shared, and the paired t test, which it is where all are: who was there
 * both times is compared with themselves.
 *
 * @param first - the sample of interest.
 * @param second - the sample it is compared with.
 * @param shared - how the units in both go together.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns first less second; see `welch` for where it cannot be told.
 * @throws {RangeError} where a number is outside its bounds.
 * @see B. Derrick, D. Toher, P. White (2017), The Quantitative Methods for Psychology 13, 120–126, https://doi.org/10.20982/tqmp.13.2.p120
 */
export function overlapDifference(first: Sample, second: Sample, shared: Shared, level = 0.95): MeanDifference {
  checkSample(first)
  checkSample(second)
  checkLevel(level)
  const most = Math.min(first.n, second.n)
  if (!Number.isInteger(shared.n) || shared.n < 0 || shared.n > most)
    throw new RangeError(`shared.n was ${shared.n}; expected a whole number from 0 to ${most}.`)
  const plain = welch(first, second, level)
  if (shared.n < 2 || plain.standardError === null || plain.degreesOfFreedom === null) return plain
  if (!Number.isFinite(shared.covariance)) throw new RangeError(`shared.covariance was ${shared.covariance}; expected a finite number.`)
  const together = (2 * shared.covariance * shared.n) / (first.n * second.n)
  const standardError = Math.sqrt(Math.max(0, plain.standardError ** 2 - together))
  const [all, paired] = [first.n + second.n, shared.n - 1]
  const degreesOfFreedom = paired + ((plain.degreesOfFreedom - paired) * (all - 2 * shared.n)) / all
  const difference = first.mean - second.mean
  const width = tQuantile((1 + level) / 2, degreesOfFreedom) * standardError
  const p = standardError === 0 ? (difference === 0 ? 1 : 0) : 2 * tCdf(-Math.abs(difference / standardError), degreesOfFreedom)
  return { value: difference, low: difference - width, high: difference + width, standardError, degreesOfFreedom, p }
}
