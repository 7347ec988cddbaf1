// Owns counting active people: by day, in the days before, by period, and what became of them from one period to the next. It
// must not know storage, rates or calendars.
import type { EventUse } from '../store/event-query.ts'
import { createWindows, keep, ones, setAt, sizeOf, unionOf, type Sets } from './bits.ts'
import { createFill, withoutEarlier } from './fill.ts'
import { measureSpans, type Span, type Steadiness } from './steadiness.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface ActivityQuestion {
  /** An event of one of these makes a person active; `null`: every track event but Foothold's own. */
  uses: readonly EventUse[] | null
  /** First instant of each day, and the end of the last. */
  days: readonly number[]
  /** The first so many days only count for the days after them. */
  before: number
  /** Place among the days of the first of each period, and of the end of the last. The first one only counts for the second. */
  periods: readonly number[]
  /** How steadily people were active is asked of these; of two also how they differ. */
  spans: readonly Span[]
  only?: readonly string[] | undefined
}

/** People of one period, by what they did in the one before: the first four are active in this one, `lost` only in the one before. */
export interface Lifecycle {
  active: number
  /** Never active before. */
  fresh: number
  /** Active in the period before. */
  returning: number
  /** Active before, but not in the period before. */
  resurrected: number
  lost: number
}
export interface ActivityCounts {
  /** By day: active on it, in the 7 and in the 28 days that end with it. */
  days: { day: number; week: number; month: number }[]
  periods: Lifecycle[]
  steadiness: Steadiness
}

const [WEEK, MONTH] = [7, 28]

/**
 * Counts active people. Cost: a bit for each person and day; a day's people lie together, as its events do.
 */
export async function countActivity(source: Source, { uses, days, before, periods, spans, only: ids }: ActivityQuestion): Promise<ActivityCounts> {
  const count = days.length - 1
  const scan = await source.scan({ uses: uses ?? [], others: uses === null, from: -Infinity, to: days[count]!, unordered: true })
  const fill = createFill(source.people, { bounds: days, meaning: () => 1 }, false)
  await scan.fill(fill)
  if (ids) keep(fill.first, await source.select(ids))
  const [onDay, earlier] = [withoutEarlier(fill.first), setAt(fill.first, 0)]
  const [weekTo, monthTo] = [createWindows(onDay, WEEK), createWindows(onDay, MONTH)]
  return {
    days: Array.from({ length: count - before }, (_, index) => {
      const end = before + index + 1
      return {
        day: sizeOf(setAt(onDay, end - 1)),
        week: sizeOf(weekTo(end - 1)),
        month: sizeOf(monthTo(end - 1)),
      }
    }),
    periods: toLifecycle(onDay, earlier, periods),
    steadiness: measureSpans(onDay, spans, monthTo),
  }
}

function toLifecycle(onDay: Sets, earlier: Uint32Array, periods: readonly number[]): Lifecycle[] {
  const ever = unionOf(onDay, 0, periods[0] ?? 0)
  for (let i = 0; i < ever.length; i++) ever[i]! |= earlier[i]!
  let then: Uint32Array = new Uint32Array(ever.length)
  return periods.slice(0, -1).flatMap((start, period) => {
    const now = unionOf(onDay, start, periods[period + 1]!)
    const one: Lifecycle = { active: 0, fresh: 0, returning: 0, resurrected: 0, lost: 0 }
    for (let i = 0; i < now.length; i++) {
      const [here, was, known] = [now[i]!, then[i]!, ever[i]!]
      one.active += ones(here)
      one.fresh += ones(here & ~known)
      one.returning += ones(here & was)
      one.resurrected += ones(here & known & ~was)
      one.lost += ones(was & ~here)
      ever[i] = known | here
    }
    then = now
    return period ? [one] : []
  })
}
