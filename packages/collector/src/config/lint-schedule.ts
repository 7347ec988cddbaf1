// Owns the checks of when a guide is offered, and looked at again: schedule, review, groups of frequency. It must not know conditions.
import type { Schedule } from '@foothold/protocol'
import { guideSchema } from '@foothold/protocol/schema'
import { fields, type Report } from './reference.ts'

const DAY_MS = 86_400_000
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
/** A day begins, somewhere, so long before and after it begins in UTC. */
const EAST_MS = 14 * 3_600_000
const WEST_MS = 12 * 3_600_000

const { shape } = guideSchema.options[0].shape.schedule.unwrap()

/**
 * Checks when a guide is offered.
 *
 * @param guide - the JSON as written, of any shape: a limit that is no date does not hide what is wrong with the days.
 * @param now - epoch ms; without it nothing is told of schedules that are over.
 * @throws never
 */
export function lintSchedule(guide: Record<string, unknown>, report: Report, now: number | undefined): void {
  if (!('schedule' in guide)) return
  const written = fields(guide['schedule'])
  if (written === guide['schedule'] && Object.keys(written).every((word) => word === 'timezone'))
    report('no_effect', '/schedule', 'This schedule has no time in it: write "from", "until", "days" or "hours", or leave it out.', { severity: 'warning' })
  const good = Object.entries(shape).flatMap(([word, one]) => {
    const parsed = one.safeParse(written[word])
    return parsed.success ? [[word, parsed.data]] : []
  })
  lintTimes(Object.fromEntries(good) as Schedule, report, now)
}

/** Tells where somebody wanted to have looked at the guide by now. @param now - epoch ms; without it nothing is told. */
export function lintReview(reviewBy: unknown, report: Report, now = 0): void {
  if (typeof reviewBy !== 'string' || !(Date.parse(reviewBy) + DAY_MS + WEST_MS <= now)) return
  report('review_over', '/reviewBy', `Somebody wanted to look at this by ${reviewBy}: see whether it is still right, and write the next day, or take it out.`, {
    severity: 'warning',
    found: reviewBy,
  })
}

/** The first and the last instant at which a limit may be, anywhere. */
const span = (limit: string): [number, number] => {
  const at = Date.parse(limit)
  return limit.length === 10 ? [at - EAST_MS, at + WEST_MS] : [at, at]
}

function lintTimes({ from, until, days, hours, timezone }: Schedule, report: Report, now: number | undefined): void {
  if (hours && (minutes(hours[1]) - minutes(hours[0]) + 1440) % 1440 === 0 && !(minutes(hours[0]) === 0 && minutes(hours[1]) === 1440)) {
    report(
      'never_shown',
      '/schedule/hours',
      `From ${hours[0]} until ${hours[1]} is no time at all: the end does not belong to it. For the whole day leave "hours" out.`,
      {
        found: JSON.stringify(hours),
        expected: 'two different times',
      },
    )
  }
  if (!until) return
  const ends = span(until)
  const sameForm = from !== undefined && (from.length === 10) === (until.length === 10)
  if (from && (sameForm ? Date.parse(until) <= Date.parse(from) : ends[1] <= span(from)[0])) {
    report(
      'never_shown',
      '/schedule/until',
      `"until" (${until}) is not after "from" (${from}): it is the first day on which it is over. Nobody would ever see this.`,
      {
        found: until,
        expected: `a day after ${from}`,
      },
    )
  } else if (now !== undefined && ends[1] <= now) {
    report('schedule_over', '/schedule/until', `This schedule was over on ${until}: nobody will see it any more. Move "until", or take the guide out.`, {
      severity: 'warning',
      found: until,
    })
  } else {
    if (from && days) lintDays({ from, until, days }, report)
    if (from && hours) lintHours({ from, until, hours, timezone }, report)
  }
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The clock of a zone, in minutes from midnight. */
function minuteAt(at: number, timeZone: string): number {
  return minutes(new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' }).format(at))
}

/** Of less than a day between two instants, whether it has any of the hours by the clock of the zone. */
function lintHours(
  { from, until, hours, timezone }: { from: string; until: string; hours: readonly string[]; timezone: string | undefined },
  report: Report,
): void {
  const [begins, ends] = [Date.parse(from), Date.parse(until)]
  if (timezone === undefined || timezone === 'user' || from.length === 10 || until.length === 10 || ends - begins >= DAY_MS) return
  const [first, last] = [minuteAt(begins, timezone), minuteAt(ends - 1, timezone)]
  const length = Math.ceil((ends - begins) / 60_000)
  // where the clocks change in between nobody can say so simply
  if ((last - first + 1440) % 1440 > length || (first + length - 1 - last) % 1440 > 1) return
  const [open, close] = [minutes(hours[0]!), minutes(hours[1]!)]
  const isOpen = (minute: number): boolean => (open <= close ? minute >= open && minute < close : minute >= open || minute < close)
  const wait = (open - first + 1440) % 1440
  if (isOpen(first) || wait < length) return
  report(
    'never_shown',
    '/schedule/hours',
    `From ${from} until ${until} the clock in ${timezone} goes from ${clockOf(first)} to ${clockOf((last + 1) % 1440)}: that has nothing of ${hours[0]} until ${hours[1]}. Nobody would ever see this.`,
    { found: JSON.stringify(hours), expected: `hours between ${clockOf(first)} and ${clockOf((last + 1) % 1440)}` },
  )
}

function lintDays({ from, until, days }: { from: string; until: string; days: readonly string[] }, report: Report): void {
  const day = (limit: string): number => Date.parse(limit.slice(0, 10))
  // an instant may be on the day before or after, by the wall
  const first = from.length === 10 ? day(from) : Math.floor(Date.parse(from) / DAY_MS) * DAY_MS - DAY_MS
  const last = until.length === 10 ? day(until) - DAY_MS : Math.floor(Date.parse(until) / DAY_MS) * DAY_MS + DAY_MS
  if (last - first >= 6 * DAY_MS) return
  const between = Array.from({ length: (last - first) / DAY_MS + 1 }, (_, i) => DAYS[new Date(first + i * DAY_MS).getUTCDay()]!)
  if (days.some((one) => (between as string[]).includes(one))) return
  report(
    'never_shown',
    '/schedule/days',
    `From ${from} until ${until} there is no ${days.join(' or ')}: only ${between.join(', ')}. Nobody would ever see this.`,
    {
      found: JSON.stringify(days),
      expected: `one of ${between.join(', ')}`,
    },
  )
}

/** A guide as far as groups need it, with how to report at its group. */
export interface Grouped {
  group: string
  /** Whether it waits for the others. */
  waits: boolean
  report: Report
}

/** Finds the group of a guide of any shape. */
export function groupOf(guide: Record<string, unknown>, report: Report): Grouped | undefined {
  const { group, cooldown } = fields(guide['frequency']) as { group?: unknown; cooldown?: unknown }
  return typeof group === 'string' ? { group, waits: cooldown !== undefined || guide['kind'] === 'hint', report } : undefined
}

/** Tells of groups that keep no distance between any guides. */
export function lintGroups(all: readonly Grouped[]): void {
  const groups = new Map<string, Grouped[]>()
  for (const one of all) groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  for (const [group, members] of groups) {
    const detail =
      members.length === 1
        ? `Only this guide is in the group "${group}": a group keeps a distance between guides. Put others into it, or leave it out.`
        : members.some(({ waits }) => waits)
          ? undefined
          : `No guide of the group "${group}" has a "cooldown", so none waits for another: write one, such as "7d".`
    if (detail) members[0]!.report('no_effect', '/frequency/group', detail, { severity: 'warning', found: group })
  }
}
