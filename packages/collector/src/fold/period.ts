// Owns telling in which of many periods an instant lies, fast where instants come nearly in order. Pure.

/**
 * Makes a function that finds the period of an instant.
 *
 * @param bounds - ascending, epoch ms: the first instant of each period, and the end of the last.
 * @returns the place of the period; -1 before the first, `bounds.length - 1` after the last.
 */
export function createPeriodOf(bounds: readonly number[]): (at: number) => number {
  let period = -1
  let [low, high] = [-Infinity, bounds[0] ?? Infinity]
  return (at) => {
    if (at >= low && at < high) return period
    let [first, last] = [0, bounds.length]
    while (first < last) {
      const middle = (first + last) >> 1
      if (bounds[middle]! <= at) first = middle + 1
      else last = middle
    }
    period = first - 1
    ;[low, high] = [bounds[period] ?? -Infinity, bounds[period + 1] ?? Infinity]
    return period
  }
}
