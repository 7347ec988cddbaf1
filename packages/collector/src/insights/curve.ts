// Owns the by-day curve of something that not everybody has had the time for yet. Pure.
import type { CurvePoint } from '@foothold/protocol'
import { kaplanMeier, survivalAt, wilson, type Observation } from '@foothold/stats'

/** The curve, and when half are there. */
export interface ByDay {
  curve: CurvePoint[]
  /** Days; `null` where it cannot be told. */
  medianDays: { value: number | null; low: number | null; high: number | null }
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

/**
 * Estimates by Kaplan and Meier which share is there by the end of each day.
 *
 * @param observed - times in days.
 * @param days - the last day; a point for each from 1 on. Days that nobody has been watched for have none, unless all are there.
 */
export function toCurve(observed: readonly Observation[], days: number): ByDay {
  if (!observed.length) return { curve: [], medianDays: { value: null, low: null, high: null } }
  const survival = kaplanMeier(observed)
  const times = observed.map(({ time }) => time).toSorted((a, b) => b - a)
  const curve: CurvePoint[] = []
  for (let day = 1; day <= days; day++) {
    const point = survivalAt(survival, day)
    // past the last one who was watched nothing is known, unless all got there
    if (times[0]! < day && point?.survival !== 0) break
    const end = times.findIndex((time) => time < day)
    const atRisk = end < 0 ? times.length : end
    // that nobody got there yet does not mean that nobody would
    const none = (): CurvePoint => ({ day, value: 0, low: 0, high: wilson(0, atRisk).high, atRisk })
    curve.push(point ? { day, value: 1 - point.survival, low: 1 - point.high, high: 1 - point.low, atRisk } : none())
  }
  const { value, low, high } = survival.median
  return { curve, medianDays: { value: finite(value), low: finite(low), high: finite(high) } }
}
