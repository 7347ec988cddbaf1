// Owns the answer about who is active: by day, week and month, how steadily, and what becomes of them. It must not know SQL or HTTP.
import type { EngagementAnswer, InsightDefinition } from '@foothold/protocol'
import type { EventUse } from '../store/event-query.ts'
import { meaningful, meaningfulText, nameOf, toColumns, toHead, toPeople, toRange, toUses, type AskOptions, type Range } from './ask.ts'
import { addUnits, countPeriods, dayOf, listPeriods, startOfDay, startOfUnit } from './calendar.ts'
import { toDifference } from './difference.ts'
import { toRate } from './rate.ts'

const LAST = '28d'
const MONTH = 28
const WEEK = 7
const STEADY = 3

/** Answers who is active. @throws {CollectorError} `request_invalid` where the definition names what there is not. */
export async function askEngagement(definition: InsightDefinition<'engagement'>, options: AskOptions): Promise<EngagementAnswer> {
  const { doing, unit } = definition
  const range = toRange(definition, options, LAST)
  const uses: EventUse[] | null = doing ? doing.flatMap((one, index) => toUses(one, `/doing/${index}`, options)) : meaningful(options.config)
  const asked = { uses, unit, only: await toPeople(definition, options) }
  const whole = await measure(range, asked, options)
  const against = definition.against && (await measure(before(range), asked, options))
  return {
    ...toHead('engagement', definition, range, {
      n: whole.n,
      means: [
        `A person is active who did something that counts (${doing ? doing.map(nameOf).join(', ') : meaningfulText(options.config)}).`,
        `WAU and MAU are the people active in the 7 and the 28 days that end with the day; stickiness is the mean of DAU ÷ MAU over whole days.`,
        `Active days are of weeks (from Monday) that lie whole in the time, of people who were active in them.`,
        `New is who was never active before that ${unit}, returning who was in the one before, resurrected who was at some time before; lost was in the one before and is not in this one.`,
        against ? 'Compared with as many days just before; intervals of differences are 95 %, as if nobody were in both.' : '',
      ]
        .filter(Boolean)
        .join(' '),
      columns: toColumns('day', 'dau:count', 'wau:count', 'mau:count'),
      rows: whole.days.map(({ day, dau, wau, mau }) => [day, dau, wau, mau]),
    }),
    days: whole.days,
    stickiness: whole.stickiness,
    activeDays: whole.activeDays,
    periods: whole.periods,
    against: against
      ? {
          label: 'the period before',
          n: against.n,
          stickiness: against.stickiness,
          activeDays: against.activeDays,
          difference: {
            people: whole.n - against.n,
            stickiness: whole.stickiness === null || against.stickiness === null ? null : whole.stickiness - against.stickiness,
            three: toDifference(whole.activeDays.three, against.activeDays.three),
          },
        }
      : null,
  }
}

/** As many days, up to the first one. */
function before({ from, to, zone }: Range): Range {
  const first = dayOf(from, zone)
  return { from: startOfDay(2 * first - dayOf(to - 1, zone) - 1, zone), to: startOfDay(first, zone), zone }
}

interface Asked {
  uses: EventUse[] | null
  unit: InsightDefinition<'engagement'>['unit']
  only: string[] | undefined
}

async function measure(
  { from, to, zone }: Range,
  { uses, unit, only }: Asked,
  options: AskOptions,
): Promise<Pick<EngagementAnswer, 'n' | 'days' | 'stickiness' | 'activeDays' | 'periods'>> {
  const [first, last] = [dayOf(from, zone), dayOf(to - 1, zone)]
  // one period more in front: what came before the first
  const names = listPeriods(addUnits(startOfUnit(first, unit), unit, -1), unit, countPeriods(first, last, unit) + 1, zone)
  const begins = Array.from({ length: names.names.length }, (_, index) => addUnits(startOfUnit(first, unit), unit, index - 1))
  const before = Math.max(MONTH - 1, first - begins[0]!)
  const days = listPeriods(first - before, 'day', last - first + 1 + before, zone)
  const weeks: number[] = []
  for (let day = startOfUnit(first + WEEK - 1, 'week'); day + WEEK - 1 <= last; day += WEEK)
    if (days.bounds[day + WEEK - first + before]! <= to) weeks.push(day - first + before)
  const cut = (bounds: readonly number[]): number[] => [...bounds.slice(0, -1), Math.min(bounds.at(-1)!, to)]
  const counts = await options.query.activity(options.project, {
    uses,
    days: cut(days.bounds),
    before,
    periods: [...begins.map((day) => day - first + before), days.names.length],
    weeks,
    only,
  })
  const series = counts.days.map(({ day, week, month }, index) => ({ day: days.names[index + before]!, dau: day, wau: week, mau: month }))
  const whole = series.filter(({ mau }, index) => mau > 0 && days.bounds[index + before + 1]! <= to)
  const active = counts.daysInWeek.reduce((sum, n) => sum + n, 0)
  const sum = counts.daysInWeek.reduce((all, n, index) => all + n * (index + 1), 0)
  return {
    n: counts.people,
    days: series,
    stickiness: whole.length ? whole.reduce((all, { dau, mau }) => all + dau / mau, 0) / whole.length : null,
    activeDays: {
      weeks: counts.daysInWeek,
      mean: active ? sum / active : null,
      three: toRate(
        counts.daysInWeek.slice(STEADY - 1).reduce((all, n) => all + n, 0),
        active,
      ),
    },
    periods: counts.periods.map(({ active, fresh, returning, resurrected, lost }, index) => ({
      period: names.names[index + 1]!,
      complete: names.bounds[index + 2]! <= to,
      active,
      new: fresh,
      returning,
      resurrected,
      lost,
    })),
  }
}
