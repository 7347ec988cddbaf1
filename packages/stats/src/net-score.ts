// Owns the interval of a net promoter score. Knows counts only.
import { checkLevel, checkProportion } from './bounds.ts'
import type { Estimate } from './newcombe.ts'
import { normalQuantile } from './normal.ts'

/**
 * Returns the share of promoters less that of detractors, with its interval.
 *
 * Adjusted Wald: the interval is that of the score with three more people, ¾ of them promoters and ¾ detractors, and always has the score in
 * it. The textbook interval (Wald) has no width where all say the same, and covers the truth in less than half of small samples of mostly
 * promoters.
 *
 * @param counts - whole numbers, 0 or more; promoters and detractors are at most `n` together.
 * @param level - coverage, between 0 and 1 exclusive.
 * @returns -1 to 1; `null` with -1 to 1 without anybody.
 * @throws {RangeError} where a number is outside its bounds.
 * @see B. Rocks (2016), "Interval estimation for the Net Promoter Score", The American Statistician 70, 365–372 (there: adjusted Wald (3, T))
 */
export function netScore({ promoters, detractors, n }: { promoters: number; detractors: number; n: number }, level = 0.95): Estimate {
  checkLevel(level)
  checkProportion({ k: promoters, n })
  checkProportion({ k: detractors, n: n - promoters })
  if (n === 0) return { value: null, low: -1, high: 1 }
  const value = (promoters - detractors) / n
  const [up, down] = [(promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)]
  const centre = up - down
  const width = normalQuantile((1 + level) / 2) * Math.sqrt((up + down - centre * centre) / (n + 3))
  return { value, low: Math.max(-1, Math.min(value, centre - width)), high: Math.min(1, Math.max(value, centre + width)) }
}
