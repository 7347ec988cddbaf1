// Owns what is told of many lengths of time. Pure.

/** Lengths of time in ms: of how many, and below which the half, three quarters, nine tenths of them are. `null` where there are none. */
export interface Durations {
  n: number
  median: number | null
  p75: number | null
  p90: number | null
}

/** Describes lengths of time. Sorts what it is given. */
export function toDurations(values: readonly number[]): Durations {
  const sorted = Float64Array.from(values).sort()
  return { n: sorted.length, median: quantile(sorted, 0.5), p75: quantile(sorted, 0.75), p90: quantile(sorted, 0.9) }
}

/**
 * The value below which a share of all is; between two values it lies in proportion.
 *
 * @see R. J. Hyndman, Y. Fan (1996), The American Statistician 50, 361–365, definition 7
 */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  if (!sorted.length) return null
  const place = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}
