// Owns the days, weeks and months of a time zone as instants, daylight saving included. Pure. Weeks begin on Monday.

export type Unit = 'day' | 'week' | 'month'

const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    const digits = '2-digit'
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      era: undefined,
      year: 'numeric',
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    })
    formats.set(zone, format)
  }
  return format
}

/** What the wall clock shows at an instant, as if it were UTC; whole seconds. */
function toWall(ms: number, zone: string): number {
  if (zone === 'UTC') return ms
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  )
  return Date.UTC(parts.get('year')!, parts.get('month')! - 1, parts.get('day'), parts.get('hour'), parts.get('minute'), parts.get('second'))
}

/** Offset of a zone at an instant, in ms. */
const offsetAt = (ms: number, zone: string): number => toWall(ms, zone) - Math.floor(ms / 1000) * 1000

/**
 * The first instant of a local day, also where its midnight does not exist.
 *
 * @param day - days since 1970-01-01.
 */
export function startOfDay(day: number, zone: string): number {
  const wall = day * DAY_MS
  if (zone === 'UTC') return wall
  // the offset before and after: where they differ, a change is near
  const [before, after] = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)]
  const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)]
  if (early === late) return early
  if (dayOf(early, zone) >= day && dayOf(early - 1000, zone) < day) return early
  // midnight was skipped, or came twice: the change itself, or the first of the two
  let [low, high] = [early - DAY_MS / 2, late + DAY_MS / 2]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (dayOf(middle, zone) >= day) high = middle
    else low = middle
  }
  return high
}

/** The local day of an instant, in days since 1970-01-01. */
export const dayOf = (ms: number, zone: string): number => Math.floor(toWall(ms, zone) / DAY_MS)

/** Names a day as `YYYY-MM-DD`. */
export const nameOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** The first day of the period that a day is in. */
export function startOfUnit(day: number, unit: Unit): number {
  if (unit === 'day') return day
  // 1970-01-01 was a Thursday
  if (unit === 'week') return Math.floor((day + 3) / 7) * 7 - 3
  const date = new Date(day * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS
}

/** The first day of the period so many after the one that begins on a day. */
export function addUnits(day: number, unit: Unit, count: number): number {
  if (unit !== 'month') return day + count * (unit === 'week' ? 7 : 1)
  const date = new Date(day * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1) / DAY_MS
}

/** Periods one after another. */
export interface Periods {
  /** First day of each, `YYYY-MM-DD`. */
  names: string[]
  /** First instant of each, and of the one behind the last; epoch ms. */
  bounds: number[]
}

/** Lists so many periods from the one on that begins on a day. */
export function listPeriods(first: number, unit: Unit, count: number, zone: string): Periods {
  const days = Array.from({ length: count + 1 }, (_, index) => addUnits(first, unit, index))
  return { names: days.slice(0, -1).map(nameOfDay), bounds: days.map((day) => startOfDay(day, zone)) }
}

/** Number of periods from the one of a day to that of another, both included. */
export function countPeriods(from: number, to: number, unit: Unit): number {
  const [first, last] = [startOfUnit(from, unit), startOfUnit(to, unit)]
  if (unit !== 'month') return Math.round((last - first) / (unit === 'week' ? 7 : 1)) + 1
  const [a, b] = [new Date(first * DAY_MS), new Date(last * DAY_MS)]
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth() + 1
}
