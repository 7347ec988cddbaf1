// Owns the interval of a mean of numbers that lie between two bounds. Knows sums only: not what they measure.
import { meanInterval } from './mean-interval.ts'
import type { Estimate } from './newcombe.ts'
import type { Sample } from './sample.ts'

/** Numbers by how many they are, their sum and the sum of their squares. */
export interface Sums {
  /** Whole number, 0 or more. */
  n: number
  sum: number
  squares: number
}

/** Of the square of the range: a variance below it is what rounding has left of none. */
const NONE = 1e-12

/**
 * Returns numbers that lie between two bounds as a sample.
 *
 * Where all numbers are alike the variance is taken with two more, one at each bound: that a few said the same does not mean that everybody
 * would.
 *
 * @param sums - of numbers from `least` to `most`.
 */
export function boundedSample(sums: Sums, [least, most]: readonly [number, number]): Sample {
  const { n, sum, squares } = sums
  if (n < 2) return { n, mean: n ? sum : 0, variance: 0 }
  const plain = varianceOf(sums)
  const isAlike = plain <= NONE * (most - least) ** 2
  return { n, mean: sum / n, variance: isAlike ? varianceOf({ n: n + 2, sum: sum + least + most, squares: squares + least * least + most * most }) : plain }
}

/**
 * Returns the mean of numbers that lie between two bounds, with its t interval, which stays within them; see `boundedSample` for where they
 * are all alike.
 *
 * @param sums - of numbers from `least` to `most`.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns `null` with the bounds where there are none; one number says nothing of the others.
 * @throws {RangeError} where `level` is outside its bounds.
 */
export function boundedMean(sums: Sums, [least, most]: readonly [number, number], level = 0.95): Estimate {
  const { value, low, high } = meanInterval(boundedSample(sums, [least, most]), level)
  return { value, low: Math.max(least, low), high: Math.min(most, high) }
}

const varianceOf = ({ n, sum, squares }: Sums): number => Math.max(0, squares - (sum * sum) / n) / (n - 1)
