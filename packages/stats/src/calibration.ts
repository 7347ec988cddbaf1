// Owns whether chances come true as often as they say. Knows chances and what came of them only.
import { checkForecasts, type Forecast } from './forecast.ts'
import { wilson, type Interval } from './interval.ts'

/** Forecasts of about the same chance. `low` and `high`: interval of the true share. */
export interface CalibrationBin extends Interval {
  n: number
  /** Mean of the chances that were told. */
  told: number
  /** Share to whom it happened. Well calibrated where `told` lies between `low` and `high`. */
  came: number
}

/**
 * Puts forecasts into bins of as many each, from the lowest chance to the highest, and compares what was told with what came.
 *
 * @param forecasts - in any order. Those of one chance are never parted, so that there may be fewer bins.
 * @param bins - at most so many, 1 or more. Default 10.
 * @returns ascending; none without forecasts.
 * @throws {RangeError} where a number is outside its bounds.
 * @see D. W. Hosmer, S. Lemeshow, "Applied Logistic Regression", 2nd ed. (2000), 5.2.2 (groups by percentile)
 */
export function calibration(forecasts: readonly Forecast[], bins = 10): CalibrationBin[] {
  checkForecasts(forecasts)
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`bins was ${bins}; expected a whole number of 1 or more.`)
  const ordered = forecasts.toSorted((a, b) => a.chance - b.chance)
  const table: CalibrationBin[] = []
  for (let from = 0, bin = 1; from < ordered.length; bin++) {
    let to = Math.max(from + 1, Math.round((ordered.length * bin) / bins))
    while (to < ordered.length && ordered[to]!.chance === ordered[to - 1]!.chance) to++
    const those = ordered.slice(from, to)
    const k = those.filter(({ happened }) => happened).length
    const told = those.reduce((sum, { chance }) => sum + chance, 0) / those.length
    table.push({ n: those.length, told, came: k / those.length, ...wilson(k, those.length) })
    from = to
  }
  return table
}
