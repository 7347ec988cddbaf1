// Owns the search of a quantile. Knows a distribution by its two tails and its density alone.

/**
 * Returns where a distribution has the share `p` below it, by Newton's method on the logarithm of the smaller tail.
 *
 * The density must be log-concave on the scale of the search. Then both logarithms are concave, a tangent lies above its
 * curve, and every step but the first goes the same way without passing the root: no bounds are needed. Few steps, since
 * the logarithms of tails are nearly straight.
 *
 * @param p - above 0 and below 1.
 * @param start - where both tails are well above 0, e.g. the mean.
 * @param at - the logarithms, at a place, of one tail and of the density.
 * @see A. Prékopa (1973), "On logarithmic concave measures and functions", Acta Sci. Math. 34, 335–343
 */
export function invert(p: number, start: number, at: (u: number) => { isLower: boolean; log: number; logSlope: number }): number {
  const isLower = p <= 0.5
  const wanted = Math.log(isLower ? p : 1 - p)
  let u = start
  for (let i = 0; i < 500; i++) {
    const here = at(u)
    const log = here.isLower === isLower ? here.log : Math.log(-Math.expm1(here.log))
    const step = (log - wanted) * Math.exp(log - here.logSlope)
    const next = isLower ? u - step : u + step
    // quadratic: after so small a step nothing is left to mend
    if (Math.abs(step) <= 1e-9) return next
    u = next
  }
  return u
}
