// Owns rows of UTC days without gaps. Pure.

const DAY_MS = 86_400_000
/** Days of every series, today included. */
export const SERIES_DAYS = 30

/** Epoch ms at which the UTC day of `now` began. */
export function startOfDay(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS
}

/** Epoch ms at which a series that ends today begins. */
export function startOfSeries(now: number): number {
  return startOfDay(now) - (SERIES_DAYS - 1) * DAY_MS
}

/** The days of a series that ends today, oldest first, as `YYYY-MM-DD`. */
export function seriesDays(now: number): string[] {
  const start = startOfSeries(now)
  return Array.from({ length: SERIES_DAYS }, (_, index) => new Date(start + index * DAY_MS).toISOString().slice(0, 10))
}
