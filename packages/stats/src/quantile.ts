// Owns the quantile of a sample. Knows numbers only.

/**
 * Returns the value below which lies the share `p` of a sample, drawn straight between the two values around it (type 7).
 *
 * @param values - finite, in any order, at least one. Not changed. O(n log n).
 * @param p - 0 to 1; 0.5 is the median.
 * @returns Equals R `quantile` and numpy `percentile` by default.
 * @throws {RangeError} where a number is outside its bounds or there are none.
 * @see R. J. Hyndman, Y. Fan (1996), "Sample quantiles in statistical packages", The American Statistician 50, 361–365, definition 7
 */
export function quantile(values: readonly number[], p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p was ${p}; expected a number from 0 to 1.`)
  if (values.length === 0) throw new RangeError('There were no values; expected at least one.')
  for (const value of values) if (!Number.isFinite(value)) throw new RangeError(`A value was ${value}; expected a finite number.`)
  const sorted = Float64Array.from(values).sort()
  const at = p * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low === high ? low : low + (high - low) * (at - below)
}
