// Owns what is remembered of events for conditions: one tally for each event (and `where`) that a condition asks about.
import type { EventCondition, Tally } from '@foothold/protocol'

const DAY_MS = 86_400_000
/** Days that a tally remembers singly; the total goes further back. */
const DAYS_KEPT = 120

const toDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/**
 * Names the tally that an event condition reads: the event and its `where`, whatever the order in which it was written.
 *
 * @throws never
 */
export function tallyKey(condition: Pick<EventCondition, 'event' | 'where'>): string {
  return condition.where ? `${condition.event}?${canonical(condition.where)}` : condition.event
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

/** Adds one event at `atMs` (epoch ms) and returns the new tally; the old one is not changed. O(days kept). */
export function recordTally(tally: Tally | null | undefined, atMs: number): Tally {
  const day = toDay(atMs)
  return {
    count: (tally?.count ?? 0) + 1,
    first: Math.min(tally?.first ?? atMs, atMs),
    last: Math.max(tally?.last ?? atMs, atMs),
    days: trim({ ...tally?.days, [day]: (tally?.days[day] ?? 0) + 1 }),
  }
}

/**
 * Joins what two sources know of the same events: the larger count wins day by day, so that an event known to both counts
 * once. Commutative and idempotent.
 */
export function mergeTally(a: Tally, b: Tally): Tally {
  const days = { ...a.days, ...b.days }
  // days that only one of them knows may add up to more than either total
  let sum = 0
  for (const day in days) sum += days[day] = Math.max(a.days[day] ?? 0, b.days[day] ?? 0)
  return { count: Math.max(a.count, b.count, sum), first: Math.min(a.first, b.first), last: Math.max(a.last, b.last), days: trim(days) }
}

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
 * Exact to the UTC day: the day in which the window begins counts whole, unless the first or last event says better.
 * Events after `now` never count.
 *
 * @param withinMs - length of the window in ms; `undefined` counts all.
 */
export function countWithin(tally: Tally | null, withinMs: number | undefined, now: number): number {
  if (!tally) return 0
  if (withinMs === undefined) return tally.count
  const from = now - withinMs
  if (tally.last < from || tally.first > now) return 0
  if (tally.first >= from && tally.last <= now) return tally.count
  let count = 0
  for (const day in tally.days) {
    const start = Date.parse(day)
    if (start <= now && start + DAY_MS > from) count += tally.days[day]!
  }
  return count
}
