// Owns the interval of one mean. Knows samples by size, mean and variance only.
import { checkLevel } from './bounds.ts'
import type { Estimate } from './newcombe.ts'
import { checkSample, type Sample } from './sample.ts'
import { tQuantile } from './student-t.ts'

/**
 * Returns the mean with Student's interval.
 *
 * @param sample - of independent units; one that `ratioMetric` made gives the interval of a ratio.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns in the unit of the mean; `null` with infinite bounds where nobody is counted, infinite bounds where one is.
 * Equals R `t.test` of one sample.
 * @throws {RangeError} where a number is outside its bounds.
 * @see Student (1908), Biometrika 6, 1–25
 */
export function meanInterval(sample: Sample, level = 0.95): Estimate {
  checkSample(sample)
  checkLevel(level)
  const { n, mean, variance } = sample
  if (n < 2) return { value: n === 0 ? null : mean, low: -Infinity, high: Infinity }
  const width = tQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n)
  return { value: mean, low: mean - width, high: mean + width }
}
