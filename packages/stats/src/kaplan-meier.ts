// Owns the survival curve of right-censored times. Knows times as plain numbers in one unit of the caller's choice.
import { normalQuantile } from './normal.ts'
import type { Interval } from './interval.ts'
import type { Estimate } from './newcombe.ts'

/** How long one person was watched, and whether what was waited for happened at the end of it. */
export interface Observation {
  /** Finite, 0 or more, in any unit; the curve is in the same. */
  time: number
  /** `false`: not yet happened when we last looked (right-censored). */
  event: boolean
}

/** The curve just after one time at which something happened; constant until the next point. */
export interface SurvivalPoint extends Interval {
  time: number
  /** Watched and still without event just before `time`; people censored at `time` count. */
  atRisk: number
  /** Events at `time`, 1 or more. */
  events: number
  /** Share still without event; 1 - survival is the share that got there. */
  survival: number
  /** Greenwood's; 0 where `survival` is 0. */
  standardError: number
}

/** A step function, 1 before the first point. */
export interface SurvivalCurve {
  n: number
  events: number
  /** Ascending in time; only times with an event. */
  points: SurvivalPoint[]
  /**
   * First time at which at most half are left; its bounds are the times at which the curve's own bounds get there
   * (Brookmeyer and Crowley). `null` where fewer than half got there, `high` is then, and often otherwise, `Infinity`.
   */
  median: Estimate
}

// 0.9 * 0.8 * … misses an exact half by a few ulp; the median must not jump one event later for it.
const HALF = 0.5 + 1e-12

/**
 * Estimates how many are left without the event over time, when some have been watched for a short time only.
 *
 * A person who joined yesterday neither counts as a miss nor is dropped: they are at risk for one day. Where a person
 * was censored at the time of another's event, they were still at risk. Bounds are Greenwood's variance on the
 * log(-log) scale, which keeps them within 0 and 1. At survival 0 that scale has no variance: the upper bound of the
 * point before is kept, valid since the curve never rises. O(n log n).
 *
 * @param observations - in any order; one a person.
 * @param level - coverage of the bounds at each single time, between 0 and 1 exclusive.
 * @throws {RangeError} where a time is negative or not finite, or `level` outside its bounds.
 * @see E. L. Kaplan, P. Meier (1958), JASA 53, 457–481, https://doi.org/10.1080/01621459.1958.10501452
 * @see J. D. Kalbfleisch, R. L. Prentice, "The Statistical Analysis of Failure Time Data", 2nd ed., 1.4 (log(-log) bounds)
 */
export function kaplanMeier(observations: readonly Observation[], level = 0.95): SurvivalCurve {
  if (!(level > 0 && level < 1)) throw new RangeError(`level was ${level}; expected a number between 0 and 1, such as 0.95.`)
  for (const { time } of observations) {
    if (!(time >= 0 && time < Infinity)) throw new RangeError(`A time was ${time}; expected a finite number of 0 or more.`)
  }
  const z = normalQuantile((1 + level) / 2)
  const ordered = observations.toSorted((a, b) => a.time - b.time)
  const points: SurvivalPoint[] = []
  let survival = 1
  let variance = 0
  let high = 1
  for (let from = 0, to = 0; from < ordered.length; from = to) {
    const time = ordered[from]!.time
    let events = 0
    for (; to < ordered.length && ordered[to]!.time === time; to++) if (ordered[to]!.event) events++
    if (events === 0) continue
    const atRisk = ordered.length - from
    survival *= (atRisk - events) / atRisk
    if (survival === 0) {
      points.push({ time, atRisk, events, survival, standardError: 0, low: 0, high })
      continue
    }
    variance += events / (atRisk * (atRisk - events))
    const width = (z * Math.sqrt(variance)) / -Math.log(survival)
    high = survival ** Math.exp(-width)
    points.push({ time, atRisk, events, survival, standardError: survival * Math.sqrt(variance), low: survival ** Math.exp(width), high })
  }
  const firstAtHalf = (of: 'survival' | 'low' | 'high') => points.find((point) => point[of] <= HALF)?.time
  return {
    n: ordered.length,
    events: points.reduce((sum, point) => sum + point.events, 0),
    points,
    median: { value: firstAtHalf('survival') ?? null, low: firstAtHalf('low') ?? Infinity, high: firstAtHalf('high') ?? Infinity },
  }
}

/**
 * Reads the curve at a time.
 *
 * @param curve - from `kaplanMeier`.
 * @param time - in the unit of the observations.
 * @returns the last point at or before `time`; `null` before the first event, where survival is 1. Past the longest
 * observation the last point is returned too: whether anyone was still watched is the caller's to check.
 */
export function survivalAt(curve: SurvivalCurve, time: number): SurvivalPoint | null {
  return curve.points.findLast((point) => point.time <= time) ?? null
}
