// Owns taking out of an outcome what was known before. Knows pairs of numbers only: not which period they are of.
import { toSample, type Sample } from './sample.ts'

/** One person: the outcome, and the same or another measure before the comparison began. */
export interface Before {
  outcome: number
  before: number
}

/**
 * Adjusts the outcomes of two groups by what was measured before, which the comparison cannot have changed: the difference of
 * the means stays the same on average, and its variance falls by the square of the correlation.
 *
 * @param first - the group of interest.
 * @param second - the group it is compared with.
 * @returns samples for `welch`; as they were where nothing varied before.
 * @throws {RangeError} where a number is not finite.
 * @see A. Deng, Y. Xu, R. Kohavi, T. Walker (2013), "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data", WSDM 2013, equation 4
 */
export function cuped(first: readonly Before[], second: readonly Before[]): { first: Sample; second: Sample; theta: number } {
  const all = [...first, ...second]
  const mean = toSample(all.map(({ before }) => before)).mean
  let together = 0
  let squares = 0
  for (const group of [first, second]) {
    const outcome = toSample(group.map((one) => one.outcome)).mean
    const before = toSample(group.map((one) => one.before)).mean
    for (const one of group) {
      together += (one.outcome - outcome) * (one.before - before)
      squares += (one.before - before) ** 2
    }
  }
  const theta = squares === 0 ? 0 : together / squares
  const adjust = (group: readonly Before[]): Sample => toSample(group.map(({ outcome, before }) => outcome - theta * (before - mean)))
  return { first: adjust(first), second: adjust(second), theta }
}
