// Owns how much larger one mean is than another, as a share of it. Knows samples by size, mean and variance only.
import { checkLevel } from './bounds.ts'
import type { Estimate, Proportion } from './newcombe.ts'
import { normalQuantile } from './normal.ts'
import { checkSample, type Sample } from './sample.ts'

/**
 * Returns (first - second) / second with its interval by the delta method.
 *
 * The interval is symmetric and needs the second mean to be several standard errors away from 0; near 0 a ratio says
 * nothing, and the difference is the better answer.
 *
 * @param first - the sample of interest.
 * @param second - the sample it is compared with.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns a ratio: 0.1 is a tenth more. `null` with infinite bounds where a sample is empty or the second mean is 0.
 * @throws {RangeError} where a number is outside its bounds.
 * @see A. Deng, U. Knoblich, J. Lu (2018), "Applying the delta method in metric analytics", KDD 2018, section 3.1
 */
export function relativeLift(first: Sample, second: Sample, level = 0.95): Estimate {
  checkSample(first)
  checkSample(second)
  checkLevel(level)
  if (first.n === 0 || second.n === 0 || second.mean === 0) return { value: null, low: -Infinity, high: Infinity }
  const ratio = first.mean / second.mean
  const variance = (first.variance / first.n + (ratio * ratio * second.variance) / second.n) / (second.mean * second.mean)
  const width = normalQuantile((1 + level) / 2) * Math.sqrt(variance)
  return { value: ratio - 1, low: ratio - 1 - width, high: ratio - 1 + width }
}

/** Turns counts into the sample of zeros and ones that they are. */
export function proportionSample({ k, n }: Proportion): Sample {
  const mean = n === 0 ? 0 : k / n
  return { n, mean, variance: n < 2 ? 0 : (n * mean * (1 - mean)) / (n - 1) }
}
