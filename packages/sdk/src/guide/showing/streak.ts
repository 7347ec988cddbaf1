// Owns counting days or weeks in a row. Pure.
import type { Tally } from '@foothold/protocol'

const DAY_MS = 86_400_000

/** Sunday is 0. 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (day + 4) % 7
const isWeekend = (day: number): boolean => weekdayOf(day) % 6 === 0
/** Weeks begin on Monday. */
const weekOf = (day: number): number => Math.floor((day + 3) / 7)

/**
 * Counts how many days, workdays or weeks in a row, up to now, had at least one. The present one need not have had it yet.
 *
 * @param tally - its days are UTC; at most the last 120 days are known.
 * @param now - epoch ms.
 */
export function streakOf(tally: Pick<Tally, 'days'> | null, every: 'day' | 'workday' | 'week', now: number): number {
  const days = Object.keys(tally?.days ?? {}).map((day) => Date.parse(day) / DAY_MS)
  const today = Math.floor(now / DAY_MS)
  const had = new Set(every === 'week' ? days.map(weekOf) : days)
  let at = every === 'week' ? weekOf(today) : today
  const back = (): void => {
    at--
    while (every === 'workday' && isWeekend(at)) at--
  }
  if (every === 'workday' && isWeekend(at)) back()
  else if (!had.has(at)) back()
  let count = 0
  for (; had.has(at); back()) count++
  return count
}
