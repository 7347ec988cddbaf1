// Owns what is remembered of events for conditions: one tally for each event (and `where`) that a condition asks about.
import type { Tally } from '@foothold/protocol'

const DAY_MS = 86_400_000
/** Days that a tally remembers singly; the total goes further back. */
const DAYS_KEPT = 120
/** Events that a tally remembers by the millisecond. */
const RECENT_KEPT = 20

/** Names of days, since writing a date costs more than all the rest of a count. */
const names = new Map<number, string>()

/** The UTC day of an instant, `YYYY-MM-DD`. */
export function toDay(ms: number): string {
  const day = Math.floor(ms / DAY_MS)
  let name = names.get(day)
  if (!name) names.set(day, (name = new Date(ms).toISOString().slice(0, 10)))
  // years of them; who sends any times must not fill the memory
  if (names.size > 5000) names.clear()
  return name
}

/** Adds one event at `atMs` (epoch ms) and returns the new tally; the old one is not changed. O(days kept). */
export function recordTally(tally: Tally | null | undefined, atMs: number): Tally {
  const day = toDay(atMs)
  return {
    count: (tally?.count ?? 0) + 1,
    first: Math.min(tally?.first ?? atMs, atMs),
    last: Math.max(tally?.last ?? atMs, atMs),
    days: trim({ ...tally?.days, [day]: (tally?.days[day] ?? 0) + 1 }),
    recent: [...(tally?.recent ?? []), atMs].sort((a, b) => a - b).slice(-RECENT_KEPT),
  }
}

/** The same in place, for who has the tally alone. O(1), but for the first event of a day. */
export function addToTally(tally: Tally, atMs: number): void {
  const { days, recent } = tally
  const day = toDay(atMs)
  tally.count++
  tally.first = Math.min(tally.first, atMs)
  tally.last = Math.max(tally.last, atMs)
  if (day in days) days[day]!++
  else {
    days[day] = 1
    tally.days = trim(days)
  }
  let place = recent.length
  while (place > 0 && recent[place - 1]! > atMs) place--
  recent.splice(place, 0, atMs)
  if (recent.length > RECENT_KEPT) recent.shift()
}

/**
 * Joins what two sources know of the same events: the larger count wins day by day, so that an event known to both counts
 * once. Commutative, associative and idempotent.
 */
export function mergeTally(a: Tally, b: Tally): Tally {
  const days = { ...a.days, ...b.days }
  // days that only one of them knows may add up to more than either total
  let sum = 0
  for (const day in days) sum += days[day] = Math.max(a.days[day] ?? 0, b.days[day] ?? 0)
  return {
    count: Math.max(a.count, b.count, sum),
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    days: trim(days),
    // clocks differ by a little, so the same event may have two times: one source is believed, the one that knows more
    recent: knowledge(a) >= knowledge(b) ? a.recent : b.recent,
  }
}

/** Puts sources in order; equal only where they are the same. */
const knowledge = ({ recent }: Tally): string => `${String.fromCharCode(recent.length)}${recent.join()}`

function trim(days: Record<string, number>): Record<string, number> {
  const names = Object.keys(days)
  if (names.length <= DAYS_KEPT) return days
  return Object.fromEntries(
    names
      .sort()
      .slice(-DAYS_KEPT)
      .map((day) => [day, days[day]!]),
  )
}

/**
 * Counts the events of a window that ends now.
 *
 * Exact where the tally remembers the events singly (the latest 20). Further back it is exact to the UTC day: the day in which the
 * window begins counts whole. Events after `now` (a clock that was set back) never count.
 *
 * @param withinMs - length of the window in ms; `undefined` counts all.
 */
export function countWithin(tally: Tally | null, withinMs: number | undefined, now: number): number {
  if (!tally) return 0
  if (withinMs === undefined) return tally.count
  const from = now - withinMs
  if (tally.last < from || tally.first > now) return 0
  if (tally.first >= from && tally.last <= now) return tally.count
  const { recent } = tally
  // from this midnight on the single events are all there are, if they reach back to it
  const midnight = Math.floor(from / DAY_MS) * DAY_MS
  const since = recent[0]! < midnight ? midnight : midnight + DAY_MS
  // names of days are in order of time: reading every one as a date would cost ten times as much
  const [firstDay, lastDay, sinceDay] = [from, now, since].map(toDay) as [string, string, string]
  let touched = 0
  let told = 0
  for (const day in tally.days) {
    if (day > lastDay || day < firstDay) continue
    touched += tally.days[day]!
    if (day >= sinceDay) told += tally.days[day]!
  }
  if (recent.length < tally.count) {
    if (!(recent[0]! < from)) return touched
    // where the days tell of more, they come from another source than the single events
    if (recent.filter((at) => at >= since && Math.floor(at / DAY_MS) * DAY_MS <= now).length < told) return touched
  }
  return Math.min(touched, recent.filter((at) => at >= from && at <= now).length)
}

/** When the event last happened, epoch ms; `null`: never. Exact, but where a clock was set back: then nothing says when it was. */
export function lastBefore(tally: Tally | null, now: number): number | null {
  if (!tally) return null
  return tally.last <= now ? tally.last : (tally.recent.findLast((at) => at <= now) ?? tally.last)
}
