// Owns the answer about who is active: by day, week and month, how steadily, and what becomes of them. It must not know SQL or HTTP.
import type { EngagementAnswer, InsightDefinition } from '@foothold/protocol'
import { meanInterval, wilson } from '@foothold/stats'
import type { SpanCounts, Span, Spread, Steadiness } from '../fold/steadiness.ts'
import type { EventUse } from '../store/event-query.ts'
import { meaningful, meaningfulText, nameOf, toColumns, toComparison, toHead, toPeople, toRange, toUses, type AskOptions, type Range } from './ask.ts'
import { addUnits, countPeriods, dayOf, listPeriods, startOfDay, startOfUnit } from './calendar.ts'
import { toDifference } from './difference.ts'
import { toRate } from './rate.ts'

const LAST = '28d'
const BEFORE = 'the period before'
const MONTH = 28
const WEEK = 7
const STEADY = 3
/** What rounding leaves of no difference at all. */
const NOTHING = 1e-24

/** Answers who is active. @throws {CollectorError} `request_invalid` where the definition names what there is not. */
export async function askEngagement(definition: InsightDefinition<'engagement'>, options: AskOptions): Promise<EngagementAnswer> {
  const { doing, unit } = definition
  const range = toRange(definition, options, LAST)
  const uses: EventUse[] | null = doing ? doing.flatMap((one, index) => toUses(one, `/doing/${index}`, options)) : meaningful(options.config)
  const { days, periods, steadiness } = await measure(
    range,
    { uses, unit, only: await toPeople(definition, options), both: definition.against !== undefined },
    options,
  )
  const [own, other] = steadiness.spans.map(toSteady)
  const { difference } = steadiness
  // one person tells of no spread, whoever is on the other side
  const apart = (mean: 'stickiness' | 'activeDays'): Spread => ({
    ...difference![mean],
    n: Math.min(...steadiness.spans.map((span) => span[mean].n)) < 2 ? 0 : difference![mean].n,
  })
  const against =
    other && difference
      ? {
          label: BEFORE,
          ...other,
          difference: {
            people: own!.n - other.n,
            stickiness: toBounds(apart('stickiness'), -1, 1),
            activeDays: toBounds(apart('activeDays'), 1 - WEEK, WEEK - 1),
            three: toDifference(own!.activeDays.three, other.activeDays.three),
          },
        }
      : null
  const measures = [
    { name: 'stickiness', unit: 'share', of: ({ stickiness }: Steady) => stickiness, apart: 'stickiness' },
    { name: 'active days a week', unit: 'number', of: ({ activeDays }: Steady) => activeDays.mean, apart: 'activeDays' },
    { name: 'weeks of three days or more', unit: 'share', of: ({ activeDays }: Steady) => activeDays.three.value, apart: 'three' },
  ] as const
  const bounds = { ...own!.intervals, three: own!.activeDays.three }
  return {
    ...toHead('engagement', definition, range, {
      n: own!.n,
      means: [
        `A person is active who did something that counts (${doing ? doing.map(nameOf).join(', ') : meaningfulText(options.config)}).`,
        `WAU and MAU are the people active in the 7 and the 28 days that end with the day; stickiness is the mean of DAU ÷ MAU over whole days.`,
        `Active days are of weeks (from Monday) that lie whole in the time, of people who were active in them.`,
        `New is who was never active before that ${unit}, returning who was in the one before, resurrected who was at some time before; lost was in the one before and is not in this one.`,
        'Intervals are 95 %: of means by person, not by day (Student, linearised).',
        other
          ? 'Compared with as many days just before: means with everybody who was there both times compared with themselves, the share of steady weeks as if nobody were.'
          : '',
      ]
        .filter(Boolean)
        .join(' '),
      columns: toColumns('day', 'dau:count', 'wau:count', 'mau:count'),
      rows: days.map(({ day, dau, wau, mau }) => [day, dau, wau, mau]),
      facts: measures.map(({ name, unit, of, apart }) => ({ name, unit, value: of(own!), low: bounds[apart].low, high: bounds[apart].high })),
      comparison:
        against &&
        toComparison(
          BEFORE,
          daysBefore(range),
          measures.map(({ name, unit, of, apart }) => ({ name, unit, ours: of(own!), theirs: of(against), difference: against.difference[apart] })),
        ),
    }),
    days,
    ...without(own!),
    periods,
    against,
  }
}

/** As many days, up to the first one. */
function daysBefore({ from, to, zone }: Range): Pick<Range, 'from' | 'to'> {
  const [first, last] = [dayOf(from, zone), dayOf(to - 1, zone)]
  return { from: startOfDay(2 * first - last - 1, zone), to: startOfDay(first, zone) }
}

type Steady = Pick<EngagementAnswer, 'stickiness' | 'activeDays' | 'intervals'> & { n: number }

function toSteady({ people, daysInWeek, stickiness, activeDays, steady: share }: SpanCounts): Steady {
  const active = daysInWeek.reduce((sum, n) => sum + n, 0)
  const steady = daysInWeek.slice(STEADY - 1).reduce((sum, n) => sum + n, 0)
  return {
    n: people,
    stickiness: stickiness.value,
    activeDays: { weeks: daysInWeek, mean: activeDays.value, three: { ...toRate(steady, active), ...boundsOfShare(share) } },
    intervals: { stickiness: toBounds(stickiness, 0, 1), activeDays: toBounds(activeDays, 1, WEEK) },
  }
}

const without = ({ n: _, ...rest }: Steady): Omit<Steady, 'n'> => rest

/** The interval of a mean, within what it can be: anything, where it is of one person, or where nobody differs. */
function toBounds(spread: Spread, least: number, most: number): { value: number | null; low: number; high: number } {
  const { value } = spread
  const width = widthOf(spread)
  return width === null || value === null
    ? { value, low: least, high: most }
    : { value, low: Math.max(least, value - width), high: Math.min(most, value + width) }
}

/** `null` where nobody differs, or there is one person. */
function widthOf({ value, n, squares }: Spread): number | null {
  if (value === null || n < 2 || squares < NOTHING) return null
  // the variance of the mean is that of what people move it by, n times over
  return meanInterval({ n, mean: 0, variance: (squares * n * n) / (n - 1) }).high
}

/**
 * The interval of a share of weeks: by the people whose weeks they are, on the scale of ln(share / (1 - share)), as near 0 and 1 it is not
 * symmetric. Where all are alike, each of them says it once.
 */
function boundsOfShare(share: Spread): { low: number | null; high: number | null } {
  const { value, n } = share
  if (value === null) return { low: null, high: null }
  if (value === 0 || value === 1) return wilson(value * n, n)
  const width = widthOf(share)
  if (width === null) return { low: 0, high: 1 }
  const [odds, spread] = [Math.log(value / (1 - value)), width / (value * (1 - value))]
  const back = (at: number): number => 1 / (1 + Math.exp(-at))
  return { low: back(odds - spread), high: back(odds + spread) }
}

interface Asked {
  uses: EventUse[] | null
  unit: InsightDefinition<'engagement'>['unit']
  only: string[] | undefined
  /** Also as many days, up to the first one. */
  both: boolean
}

async function measure(
  { from, to, zone }: Range,
  { uses, unit, only, both }: Asked,
  options: AskOptions,
): Promise<Pick<EngagementAnswer, 'days' | 'periods'> & { steadiness: Steadiness }> {
  const [first, last] = [dayOf(from, zone), dayOf(to - 1, zone)]
  // one period more in front: what came before the first
  const names = listPeriods(addUnits(startOfUnit(first, unit), unit, -1), unit, countPeriods(first, last, unit) + 1, zone)
  const begins = Array.from({ length: names.names.length }, (_, index) => addUnits(startOfUnit(first, unit), unit, index - 1))
  const length = last - first + 1
  const before = Math.max(both ? length + MONTH - 1 : MONTH - 1, first - begins[0]!)
  const days = listPeriods(first - before, 'day', length + before, zone)
  const spanOf = (start: number, end: number): Span => {
    const isOver = (day: number): boolean => days.bounds[day + 1]! <= to
    const weeks: number[] = []
    for (let day = startOfUnit(start + WEEK - 1, 'week'); day + WEEK <= end; day += WEEK)
      if (isOver(day + WEEK - 1 - first + before)) weeks.push(day - first + before)
    const [one, other] = [start - first + before, end - first + before]
    return { from: one, to: other, whole: isOver(other - 1) ? other : other - 1, weeks }
  }
  const counts = await options.query.activity(options.project, {
    uses,
    days: [...days.bounds.slice(0, -1), Math.min(days.bounds.at(-1)!, to)],
    before,
    periods: [...begins.map((day) => day - first + before), days.names.length],
    spans: [spanOf(first, last + 1), ...(both ? [spanOf(first - length, first)] : [])],
    only,
  })
  return {
    days: counts.days.map(({ day, week, month }, index) => ({ day: days.names[index + before]!, dau: day, wau: week, mau: month })),
    steadiness: counts.steadiness,
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
