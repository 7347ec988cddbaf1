// Owns random counts. Knows a source of random numbers only.
import { deviance, stirlingError } from './log-gamma.ts'

/**
 * Draws how many of `n` people do what each does with chance `p`: exact, by inversion outwards from the mode. O(√n).
 *
 * @param random - 0 (inclusive) to 1 (exclusive), even.
 * @param n - whole number, 0 or more.
 * @param p - 0 to 1.
 */
export function binomialDraw(random: () => number, n: number, p: number): number {
  if (n === 0 || p <= 0) return 0
  if (p >= 1) return n
  const odds = p / (1 - p)
  const mode = Math.min(n, Math.floor((n + 1) * p))
  let rest = random() - chance(mode, n, p)
  let up = mode
  let down = mode
  let chanceUp = chance(mode, n, p)
  let chanceDown = chanceUp
  while (rest > 0 && (up < n || down > 0)) {
    if (up < n) {
      chanceUp *= ((n - up) / (up + 1)) * odds
      up++
      if ((rest -= chanceUp) <= 0) return up
    }
    if (down > 0) {
      chanceDown *= down / (n - down + 1) / odds
      down--
      if ((rest -= chanceDown) <= 0) return down
    }
    // past here the chances no longer count
    if (chanceUp + chanceDown < 1e-18) break
  }
  return mode
}

/** The chance of exactly `k`, by Loader's saddle point. */
function chance(k: number, n: number, p: number): number {
  if (k === 0) return (1 - p) ** n
  if (k === n) return p ** n
  const off = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p))
  return Math.exp(off) * Math.sqrt(n / (2 * Math.PI * k * (n - k)))
}
