// Owns what a forecast is: a chance that was told, and what came. Knows nothing of how it was made.

/** A chance that was told before, and whether it happened. */
export interface Forecast {
  /** 0 to 1. */
  chance: number
  happened: boolean
}

/** @throws {RangeError} where a chance is outside 0 to 1. */
export function checkForecasts(forecasts: readonly Forecast[]): void {
  for (const { chance } of forecasts) if (!(chance >= 0 && chance <= 1)) throw new RangeError(`A chance was ${chance}; expected a number from 0 to 1.`)
}
