// Owns the difference of two means where the variances differ. Knows samples by size, mean and variance only.
import { checkLevel } from './bounds.ts'
import type { Estimate } from './newcombe.ts'
import { checkSample, type Sample } from './sample.ts'
import { tCdf, tQuantile } from './student-t.ts'

/** A difference with its test. */
export interface MeanDifference extends Estimate {
  /** 0 or more; `null` where it cannot be told. */
  standardError: number | null
  /** Welch's and Satterthwaite's, not a whole number. */
  degreesOfFreedom: number | null
  /** Two-sided: chance of a difference this large or larger where there is none. */
  p: number | null
}

/**
 * Compares two means without the assumption of one variance: Welch's t test.
 *
 * @param first - the sample of interest.
 * @param second - the sample it is compared with.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns first less second, in the unit of the means; nulls and infinite bounds where a sample has fewer than two, or
 * where neither varies. Equals R `t.test`.
 * @throws {RangeError} where a number is outside its bounds.
 * @see B. L. Welch (1947), Biometrika 34, 28–35; F. E. Satterthwaite (1946), Biometrics Bulletin 2, 110–114
 */
export function welch(first: Sample, second: Sample, level = 0.95): MeanDifference {
  checkSample(first)
  checkSample(second)
  checkLevel(level)
  const value = first.n && second.n ? first.mean - second.mean : null
  const unknown = { value, low: -Infinity, high: Infinity, standardError: null, degreesOfFreedom: null, p: null }
  if (first.n < 2 || second.n < 2) return unknown
  const a = first.variance / first.n
  const b = second.variance / second.n
  if (a + b === 0) return unknown
  const difference = first.mean - second.mean
  const standardError = Math.sqrt(a + b)
  // the square of a + b would overflow or vanish before the ratio does
  const degreesOfFreedom = 1 / ((a / (a + b)) ** 2 / (first.n - 1) + (b / (a + b)) ** 2 / (second.n - 1))
  const width = tQuantile((1 + level) / 2, degreesOfFreedom) * standardError
  const p = 2 * tCdf(-Math.abs(difference / standardError), degreesOfFreedom)
  return { value: difference, low: difference - width, high: difference + width, standardError, degreesOfFreedom, p }
}
