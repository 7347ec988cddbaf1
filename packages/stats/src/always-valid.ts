// Owns intervals that stay valid however often one looks. Knows samples by size, mean and variance only: not why one looked.
import { checkLevel } from './bounds.ts'
import type { Estimate, Proportion } from './newcombe.ts'
import { cautiousRate, type Pair } from './ratio-metric.ts'
import { checkSample, type Sample } from './sample.ts'

/** A difference that may be looked at every day. */
export interface AlwaysValid extends Estimate {
  /** Two-sided; the smallest alpha at which the interval leaves 0 out. Valid at every look. */
  p: number
}

/** At how many people in both groups together the interval should be narrowest; it is valid at any number. */
const TUNED_FOR = 5000

/**
 * Returns the difference of two means with an interval that holds at all times at once: it may be looked at after every
 * person, and one may stop when it leaves 0 out. It is about half as wide again as an interval for one look.
 *
 * An asymptotic confidence sequence with a normal mixture, the sequence behind the mixture sequential probability ratio
 * test: with N people, s² the variance of the difference times N, and r² = (-2 ln α + ln(-2 ln α + 1)) / N*, the half width
 * is √(s²) √(2 (N r² + 1) / (N² r²) · ln(√(N r² + 1) / α)). The published false-alarm rate is at most α in the limit of
 * many people; the smallest samples are left open (-∞ to ∞) until both groups have 25.
 *
 * @param first - the sample of interest.
 * @param second - the sample it is compared with.
 * @param level - chance that the interval holds at every look, between 0 and 1 exclusive.
 * @param tunedFor - N*, people in both groups together at which it is narrowest; must not be chosen after looking.
 * @returns first less second.
 * @throws {RangeError} where a number is outside its bounds.
 * @see I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas (2024), "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52, 2613–2640, https://doi.org/10.1214/24-AOS2408 (theorem 2.2, and 2.5 for r)
 * @see R. Johari, P. Koomen, L. Pekelis, D. Walsh (2022), "Always valid inference", Operations Research 70, 1806–1821 (mixture sequential probability ratio test)
 */
export function alwaysValid(first: Sample, second: Sample, level = 0.95, tunedFor: number = TUNED_FOR): AlwaysValid {
  checkSample(first)
  checkSample(second)
  checkLevel(level)
  if (!(tunedFor > 0 && tunedFor < Infinity)) throw new RangeError(`tunedFor was ${tunedFor}; expected a finite number above 0.`)
  const value = first.n && second.n ? first.mean - second.mean : null
  const variance = first.variance / first.n + second.variance / second.n
  if (value === null || Math.min(first.n, second.n) < FEWEST || !(variance > 0)) return { value, low: -Infinity, high: Infinity, p: 1 }
  const alpha = 1 - level
  const people = first.n + second.n
  const mix = (people * (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)))) / tunedFor
  const width = Math.sqrt(((2 * (mix + 1)) / mix) * Math.log(Math.sqrt(mix + 1) / alpha) * variance)
  const p = Math.min(1, Math.sqrt(mix + 1) * Math.exp((-(value * value) / variance / 2) * (mix / (mix + 1))))
  return { value, low: value - width, high: value + width, p }
}

const FEWEST = 25

/**
 * Returns the difference of two proportions with an interval that holds at all times at once, as `alwaysValid` does for
 * means. Each variance is taken with two more people, one of whom did: where nobody did yet, an interval of no width would
 * be an alarm.
 *
 * @param first - the group of interest, e.g. the exposed.
 * @param second - the group it is compared with, e.g. the holdout.
 * @param level - chance that the interval holds at every look, between 0 and 1 exclusive.
 * @returns first less second, as a ratio (0.05 = five points); bounds within -1 and 1.
 */
export function alwaysValidProportions(first: Proportion, second: Proportion, level = 0.95, tunedFor: number = TUNED_FOR): AlwaysValid {
  const sample = ({ k, n }: Proportion): Sample => {
    const share = (k + 1) / (n + 2)
    return { n, mean: n === 0 ? 0 : k / n, variance: share * (1 - share) }
  }
  return ofShares(alwaysValid(sample(first), sample(second), level, tunedFor))
}

/**
 * Returns the difference of two rates where whole groups of people (accounts) were drawn, with an interval that holds at all times at
 * once, as `alwaysValidProportions` does for people: each variance is taken with two more groups, in one of which everybody did.
 *
 * @param first - of each group of the side of interest: how many did (`numerator`) of how many (`denominator`).
 * @param second - the same of the side it is compared with.
 * @param level - chance that the interval holds at every look, between 0 and 1 exclusive.
 * @returns first less second, as a ratio; bounds within -1 and 1.
 */
export function alwaysValidRates(first: readonly Pair[], second: readonly Pair[], level = 0.95, tunedFor: number = TUNED_FOR): AlwaysValid {
  return ofShares(alwaysValid(cautiousRate(first), cautiousRate(second), level, tunedFor))
}

const ofShares = ({ value, low, high, p }: AlwaysValid): AlwaysValid => ({ value, low: Math.max(-1, low), high: Math.min(1, high), p })
