// Owns the checks of when, to whom and in which form a guide is offered: schedule, experiment, groups of frequency. It must not
// know conditions.
import type { Experiment, Schedule } from '@foothold/protocol'
import { guideSchema } from '@foothold/protocol/schema'
import { HELD_OUT, NOT_IN } from '@foothold/targeting'
import { entries, fields, repeated, suggestionOf, type Check, type Report } from './reference.ts'

const DAY_MS = 86_400_000
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
/** A day begins, somewhere, so long before and after it begins in UTC. */
const EAST_MS = 14 * 3_600_000
const WEST_MS = 12 * 3_600_000

const { schedule: scheduleShape, experiment: experimentShape } = guideSchema.options[0].shape

/**
 * Checks when and to whom a guide is offered.
 *
 * @param guide - the JSON as written, of any shape.
 * @param now - epoch ms; without it nothing is told of schedules that are over.
 * @throws never
 */
export function lintOffer(guide: Record<string, unknown>, check: Check, now: number | undefined): void {
  const schedule = scheduleShape.safeParse(guide['schedule'])
  if (schedule.success && schedule.data) lintSchedule(schedule.data, check.report, now)
  const experiment = experimentShape.safeParse(guide['experiment'])
  if (experiment.success && experiment.data) lintExperiment(experiment.data, guide, check)
}

/** The first and the last instant at which a limit may be, anywhere. */
const span = (limit: string): [number, number] => {
  const at = Date.parse(limit)
  return limit.length === 10 ? [at - EAST_MS, at + WEST_MS] : [at, at]
}

function lintSchedule({ from, until, days, hours }: Schedule, report: Report, now: number | undefined): void {
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
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
  } else if (from && days) lintDays({ from, until, days }, report)
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

function lintExperiment(experiment: Experiment, guide: Record<string, unknown>, check: Check): void {
  const { report } = check
  const { holdout, coverage, namespace, variants } = experiment
  if (holdout === 1)
    report('never_shown', '/experiment/holdout', 'A holdout of 1 holds everybody out: nobody would ever see this. Write a share such as 0.1.', {
      found: '1',
      expected: 'less than 1',
    })
  if (coverage === 0 && variants)
    report(
      'no_effect',
      '/experiment/coverage',
      'With a coverage of 0 nobody gets a variant: everybody sees the guide as it is written. Raise it, or leave the variants out.',
      {
        severity: 'warning',
        found: '0',
      },
    )
  if (namespace && namespace.to <= namespace.from)
    report(
      'invalid_value',
      '/experiment/namespace/to',
      `This part of the namespace ends (${namespace.to}) where it begins (${namespace.from}) or before: nobody is in it.`,
      {
        found: String(namespace.to),
        expected: `more than ${namespace.from}`,
      },
    )
  if (!variants) return
  repeated(variants, '/experiment/variants', check)
  if (variants.every(({ weight }) => weight === 0))
    report('invalid_value', '/experiment/variants', 'All weights are 0, so no variant can be drawn: give at least one a weight above 0.', {
      expected: 'a weight above 0',
    })
  const steps = entries(guide['steps']).flatMap((step) => (typeof fields(step)['key'] === 'string' ? [fields(step)['key'] as string] : []))
  variants.forEach(({ key, steps: own }, i) => {
    if (key === HELD_OUT || key === NOT_IN)
      report(
        'invalid_value',
        `/experiment/variants/${i}/key`,
        `"${key}" is the arm of people who ${key === HELD_OUT ? 'are held out' : 'do not take part'}: choose another key.`,
        {
          found: key,
        },
      )
    if (!own) return
    if (guide['kind'] !== 'tour') {
      report('invalid_value', `/experiment/variants/${i}/steps`, `Only a tour has steps, and this is of kind ${String(guide['kind'])}. Leave "steps" out.`)
      return
    }
    own.forEach((step, j) => {
      if (steps.includes(step)) return
      const suggestion = check.suggest(step, steps)
      const hint = suggestion.length ? `; did you mean ${suggestion.map((one) => `"${one}"`).join(' or ')}?` : `: known are ${steps.join(', ')}.`
      report('unknown_reference', `/experiment/variants/${i}/steps/${j}`, `This tour has no step "${step}"${hint}`, {
        found: step,
        ...suggestionOf(suggestion),
      })
    })
  })
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
