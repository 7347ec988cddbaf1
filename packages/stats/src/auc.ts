// Owns how well chances put people in order. Knows chances and what came of them only.
import { checkForecasts, type Forecast } from './forecast.ts'

/**
 * Returns the chance that somebody to whom it happened was given a higher chance than somebody to whom it did not: the
 * area under the receiver operating characteristic. Ties count half.
 *
 * @param forecasts - in any order. O(n log n).
 * @returns 0 to 1; 0.5 is no better than a lot. `null` where it happened to all or to nobody. Equals scikit-learn
 * `roc_auc_score` and the Mann–Whitney statistic over n·m.
 * @throws {RangeError} where a chance is outside 0 to 1.
 * @see J. A. Hanley, B. J. McNeil (1982), Radiology 143, 29–36
 */
export function auc(forecasts: readonly Forecast[]): number | null {
  checkForecasts(forecasts)
  const ordered = forecasts.toSorted((a, b) => a.chance - b.chance)
  let ranks = 0
  let happened = 0
  for (let from = 0, to = 0; from < ordered.length; from = to) {
    let those = 0
    for (; to < ordered.length && ordered[to]!.chance === ordered[from]!.chance; to++) if (ordered[to]!.happened) those++
    ranks += those * ((from + 1 + to) / 2)
    happened += those
  }
  const others = ordered.length - happened
  if (!happened || !others) return null
  return (ranks - (happened * (happened + 1)) / 2) / happened / others
}
