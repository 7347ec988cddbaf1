// Owns the correction of many p-values asked at once. Knows p-values only.

/**
 * Returns p-values adjusted for their number: those at most q are a list of which, on average, at most the share q is false.
 *
 * @param p - 0 to 1 each, in any order, of independent (or positively dependent) tests.
 * @returns as many, in the same order, 0 to 1, none below what was given. Equals R `p.adjust(method = "BH")`.
 * @throws {RangeError} where a number is outside its bounds.
 * @see Y. Benjamini, Y. Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  for (const value of p) if (!(value >= 0 && value <= 1)) throw new RangeError(`A p-value was ${value}; expected a number from 0 to 1.`)
  const order = p.map((_, i) => i).sort((a, b) => p[b]! - p[a]!)
  const adjusted = Array.from(p)
  let lowest = 1
  order.forEach((i, from) => {
    lowest = Math.min(lowest, p[i]! * (p.length / (p.length - from)))
    adjusted[i] = lowest
  })
  return adjusted
}
