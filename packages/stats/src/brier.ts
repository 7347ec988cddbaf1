// Owns how far chances were from what came. Knows chances and what came of them only.
import { checkForecasts, type Forecast } from './forecast.ts'

/**
 * Returns the mean squared distance of the chances from what came (1 or 0): 0 is perfect, a lot of even chances 0.25.
 *
 * @param forecasts - in any order.
 * @returns 0 to 1; `null` without any. Equals scikit-learn `brier_score_loss`.
 * @throws {RangeError} where a chance is outside 0 to 1.
 * @see G. W. Brier (1950), Monthly Weather Review 78, 1–3
 */
export function brier(forecasts: readonly Forecast[]): number | null {
  checkForecasts(forecasts)
  if (!forecasts.length) return null
  return forecasts.reduce((sum, { chance, happened }) => sum + (chance - (happened ? 1 : 0)) ** 2, 0) / forecasts.length
}
