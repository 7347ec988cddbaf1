// Owns counting active people: by day, in the days before, by period, and what became of them from one period to the next. It
// must not know storage, rates or calendars.
import type { EventUse } from '../store/event-query.ts'
import { createPeriodOf } from './period.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface ActivityQuestion {
  /** An event of one of these makes a person active; `null`: every track event but Foothold's own. */
  uses: readonly EventUse[] | null
  /** First instant of each day, and the end of the last. The first `before` days only count for the days after them. */
  days: readonly number[]
  before: number
  /** First instant of each period, and the end of the last. The first one only counts for the second. */
  periods: readonly number[]
  /** Of the days from `before` on, the first of each week that lies whole in them. */
  weeks: readonly number[]
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
  /** By number of active days in a week, 1 to 7 (index 0 to 6): weeks of people. */
  daysInWeek: number[]
  /** Active at any time from the first counted day on. */
  people: number
}

const [WEEK, MONTH] = [7, 28]

/** Counts active people. Cost: a bit for each person and day. */
export async function countActivity(source: Source, { uses, days, before, periods, weeks, only: ids }: ActivityQuestion): Promise<ActivityCounts> {
  const { people } = source
  const all = days.length - 1
  const words = Math.ceil(all / 32)
  const bits = new Uint32Array((people + 1) * words)
  const spans = Math.ceil((periods.length - 1) / 32)
  const [inPeriod, first] = [new Uint32Array((people + 1) * spans), new Float64Array(people + 1).fill(Infinity)]
  const only = ids && (await source.select(ids))
  const scan = await source.scan({ uses: uses ?? [], others: uses === null, from: -Infinity, to: Math.max(days.at(-1)!, periods.at(-1)!), unordered: true })
  const [dayOf, periodOf] = [createPeriodOf(days), createPeriodOf(periods)]
  await scan.run(({ count, person, at }) => {
    for (let i = 0; i < count; i++) {
      const who = person[i]!
      if (only !== undefined && only[who] !== 1) continue
      const time = at[i]!
      if (time < first[who]!) first[who] = time
      const day = dayOf(time)
      if (day >= 0 && day < all) bits[who * words + (day >> 5)]! |= 1 << (day & 31)
      const period = periodOf(time)
      if (period >= 0 && period < periods.length - 1) inPeriod[who * spans + (period >> 5)]! |= 1 << (period & 31)
    }
  })
  const has = (array: Uint32Array, width: number, who: number, place: number): boolean => ((array[who * width + (place >> 5)]! >>> (place & 31)) & 1) === 1
  const result: ActivityCounts = {
    days: Array.from({ length: all - before }, () => ({ day: 0, week: 0, month: 0 })),
    periods: Array.from({ length: periods.length - 2 }, () => ({ active: 0, fresh: 0, returning: 0, resurrected: 0, lost: 0 })),
    daysInWeek: Array.from({ length: WEEK }, () => 0),
    people: 0,
  }
  for (let who = 1; who <= people; who++) {
    if (first[who] === Infinity) continue
    let [last, counted] = [-Infinity, false]
    for (let day = 0; day < all; day++) {
      if (has(bits, words, who, day)) last = day
      if (day < before) continue
      const row = result.days[day - before]!
      if (last === day) {
        row.day++
        counted = true
      }
      if (day - last < WEEK) row.week++
      if (day - last < MONTH) row.month++
    }
    if (counted) result.people++
    for (const start of weeks) {
      let active = 0
      for (let day = start; day < start + WEEK; day++) if (has(bits, words, who, day)) active++
      if (active) result.daysInWeek[active - 1]!++
    }
    const began = periodOf(first[who]!)
    for (let period = 1; period < periods.length - 1; period++) {
      const [now, then] = [has(inPeriod, spans, who, period), has(inPeriod, spans, who, period - 1)]
      const row = result.periods[period - 1]!
      if (now) {
        row.active++
        if (began === period) row.fresh++
        else if (then) row.returning++
        else row.resurrected++
      } else if (then) row.lost++
    }
  }
  return result
}
