// Owns the answer about a funnel: rates with intervals, where people are lost, and how it compares. It must not know SQL or HTTP.
import {
  toMs,
  type Cell,
  type InsightComparison,
  type FunnelAnswer,
  type FunnelPart,
  type FunnelStep,
  type InsightDefinition,
  type Rate,
} from '@foothold/protocol'
import type { Durations } from '../fold/durations.ts'
import type { FunnelQuestion } from '../fold/funnel.ts'
import type { FunnelCounts, FunnelGroup } from '../fold/funnel-groups.ts'
import {
  nameOf,
  toCell,
  toColumns,
  toComparison,
  toHead,
  toInstant,
  toPeople,
  toRange,
  toSubject,
  toTime,
  toUses,
  toValue,
  type AskOptions,
  type Range,
} from './ask.ts'
import { toDifference } from './difference.ts'
import { countBySegment } from './funnel-segment.ts'
import { toRate } from './rate.ts'

type Definition = InsightDefinition<'funnel'>

const LAST = '30d'

/** Answers a funnel. @throws {CollectorError} `request_invalid` where the definition names what there is not. */
export async function askFunnel(definition: Definition, options: AskOptions): Promise<FunnelAnswer> {
  const range = toRange(definition, options, LAST)
  const question = toQuestion(definition, range, options)
  const only = await toPeople(definition, options)
  const { by } = definition
  const segment = typeof by === 'object' && 'segment' in by ? by.segment : undefined
  const counts =
    segment === undefined ? await options.query.funnel(options.project, { ...question, only }) : await countBySegment(segment, { ...question, only }, options)
  const names = definition.steps.map(nameOf)
  const whole = toPart(counts.all, names)
  const groups = toGroups(counts, names, definition.groups)
  const compared = await compare(definition, { question, range, whole, names, only }, options)
  return {
    ...toHead('funnel', definition, range, {
      n: counts.all.reached[0]!,
      means: toMeaning(definition),
      columns: toColumns(
        'group',
        'step:count',
        'name',
        'people:count',
        'of first:share',
        'low:share',
        'high:share',
        'of previous:share',
        'median:seconds',
        'p75:seconds',
        'p90:seconds',
      ),
      rows: [...toRows('all', whole.steps), ...groups.flatMap((group) => toRows(toGroupName(group, segment), group.steps))],
      facts: [{ name: 'open', unit: 'count', value: whole.open }],
      comparison: compared?.comparison ?? null,
    }),
    ...whole,
    dropOff: toDropOff(whole.steps),
    groups,
    against: compared?.against ?? null,
  }
}

function toGroupName({ rest, value }: FunnelPart, segment: string | undefined): string {
  if (rest) return '(others)'
  if (segment === undefined) return toCell(value)
  return value === true ? `in ${segment}` : `not in ${segment}`
}

function toMeaning({ steps, within, order, exclude, hold, by, against }: Definition): string {
  const how = {
    ordered: 'did the steps in their order, other things in between allowed',
    strict: 'did the steps in their order with no other event in between',
    any: 'did so many of the steps in whatever order',
  }[order]
  return [
    `People who ${how}, all within ${within} of the first; one event serves one step, events at the same time in the order of their arrival.`,
    exclude?.length ? `Not counted further are attempts in which ${exclude.map(({ event }) => event).join(' or ')} happened in between.` : '',
    hold === undefined ? '' : `The property ${hold} has the same value at every step.`,
    `Every first step in the time may begin an attempt, later steps may be later; of each person the first attempt counts that comes furthest${by === undefined ? '' : ', in the group of its first step'}.`,
    typeof by === 'object' && 'segment' in by
      ? `In ${by.segment} is who was in that segment at the time of the first step, which counts: by its present definition, and by what had happened and was told by then.`
      : '',
    `Intervals are 95 % (Wilson); open are people short of step ${steps.length} who still have time. Times are from the step before.`,
    against === undefined ? '' : `Compared are attempts whose ${within} are over, on both sides.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function toQuestion(definition: Definition, { from, to }: Range, options: AskOptions): FunnelQuestion {
  const { steps, order, exclude = [], hold, by } = definition
  return {
    steps: steps.map((step, index) => toUses(step, `/steps/${index}`, options)),
    order,
    windowMs: toMs(definition.within)!,
    from,
    to,
    until: options.now + 1,
    exclude: exclude.map(({ event, where, after = 1, before = steps.length }, index) => ({
      uses: toUses({ event, where }, `/exclude/${index}`, options),
      after: after - 1,
      before: before - 1,
    })),
    hold,
    by: by === undefined || (typeof by === 'object' && 'segment' in by) ? undefined : typeof by === 'object' && 'property' in by ? by : toSubject(by),
  }
}

function toPart({ reached, durations, whole, open }: FunnelGroup, names: readonly string[]): Omit<FunnelPart, 'value' | 'rest'> {
  const steps = reached.map((people, step) => ({
    name: names[step]!,
    people,
    ofFirst: toRate(people, reached[0]!),
    ofPrevious: toRate(people, reached[Math.max(0, step - 1)]!),
    time: toTime(durations[step]!),
  }))
  return { steps, time: toTime(whole), open }
}

function toGroups({ groups }: FunnelCounts, names: readonly string[], most: number): FunnelPart[] {
  const parts = groups.slice(0, most).map((group) => ({ value: toValue(group.value), rest: false, ...toPart(group, names) }))
  const others = groups.slice(most)
  if (!others.length) return parts
  const unknown: Durations = { n: 0, median: null, p75: null, p90: null }
  const sum = (step: number): number => others.reduce((all, { reached }) => all + reached[step]!, 0)
  const rest = {
    value: null,
    reached: names.map((_, step) => sum(step)),
    durations: names.map(() => unknown),
    whole: unknown,
    open: others.reduce((n, { open }) => n + open, 0),
  }
  return [...parts, { value: null, rest: true, ...toPart(rest, names) }]
}

function toDropOff(steps: readonly FunnelStep[]): FunnelAnswer['dropOff'] {
  const answer: FunnelAnswer['dropOff'] = { people: null, rate: null }
  steps.forEach(({ people, ofPrevious }, index) => {
    if (index === 0) return
    const lost = steps[index - 1]!.people - people
    if (lost > (answer.people?.lost ?? 0)) answer.people = { step: index + 1, lost }
    const share = ofPrevious.value === null ? 0 : 1 - ofPrevious.value
    if (share > (answer.rate?.value ?? 0)) answer.rate = { step: index + 1, value: share }
  })
  return answer
}

interface Compared {
  question: FunnelQuestion
  range: Range
  whole: Omit<FunnelPart, 'value' | 'rest'>
  names: readonly string[]
  only: readonly string[] | undefined
}

async function compare(
  { against }: Definition,
  { question, range, whole, names, only }: Compared,
  options: AskOptions,
): Promise<{ against: NonNullable<FunnelAnswer['against']>; comparison: InsightComparison } | undefined> {
  if (against === undefined) return undefined
  const plain = { ...question, by: undefined, only }
  const { from, to, zone } = range
  let other: FunnelQuestion
  let label: string
  if (typeof against === 'object' && 'segment' in against) {
    other = { ...plain, only: await toPeople(against, options, '/against/segment') }
    label = `segment ${against.segment}`
  } else if (against === 'previous') {
    other = { ...plain, from: from - (to - from), to: from }
    label = 'the period before'
  } else {
    other = { ...plain, from: toInstant(against.from, zone), to: toInstant(against.to, zone, true) }
    label = `${against.from} to ${against.to}`
  }
  const ask = async (asked: FunnelQuestion): Promise<Omit<FunnelPart, 'value' | 'rest'>> =>
    toPart((await options.query.funnel(options.project, asked)).all, names)
  // who still has time is neither lost nor through: a time that is not over would look worse than any before it
  const over = options.now - question.windowMs
  const finished = async (asked: FunnelQuestion, all: Omit<FunnelPart, 'value' | 'rest'>): Promise<Rate[]> => {
    if (asked.to <= over) return all.steps.map(({ ofFirst }) => ofFirst)
    return asked.from < over ? (await ask({ ...asked, to: over })).steps.map(({ ofFirst }) => ofFirst) : names.map(() => toRate(0, 0))
  }
  const part = await ask(other)
  const [ours, theirs] = [await finished({ ...plain, from, to }, whole), await finished(other, part)]
  const difference = names.map((_, step) => toDifference(ours[step]!, theirs[step]!))
  return {
    against: { label, ...part, difference },
    comparison: toComparison(
      label,
      other,
      names.map((name, step) => ({ name, unit: 'share', ours: ours[step]!.value, theirs: theirs[step]!.value, difference: difference[step]! })),
    ),
  }
}

const toRows = (group: string, steps: readonly FunnelStep[]): Cell[][] =>
  steps.map(({ name, people, ofFirst, ofPrevious, time }, index) => [
    group,
    index + 1,
    name,
    people,
    ofFirst.value,
    // the first step is everybody, and no estimate
    index === 0 ? null : ofFirst.low,
    index === 0 ? null : ofFirst.high,
    ofPrevious.value,
    time.median,
    time.p75,
    time.p90,
  ])
