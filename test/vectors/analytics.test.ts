// Plays the public cases of other systems (funnels, window funnels, retention, lifecycle) through real stores. They are kept
// beside this checkout; without them these tests are left out. Where our definition differs on purpose the reason stands here,
// and the case must really come out otherwise.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStores, type EventQuery, type NewEvent, type Stores } from '@foothold/collector'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const FOLDER = new URL('../../../shared/vectors/analytics/', import.meta.url)
const absent = !existsSync(FOLDER)
const read = <T>(name: string): T[] => (absent ? [] : (JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { cases: T[] }).cases)

type FunnelQuestion = Parameters<EventQuery['funnel']>[1]
type Uses = FunnelQuestion['steps'][number]

interface Where {
  key: string
  op: 'exact' | 'is_not' | 'icontains' | 'is_set' | undefined
  value: unknown
  on: 'event' | 'person' | undefined
}
interface Step {
  event: string
  where?: Where[]
}
interface Given {
  user: string
  event: string
  ts: string
  properties?: object
}
interface FunnelCase {
  id: string
  order: 'ordered' | 'strict' | 'unordered'
  windowSeconds: number
  from: string
  to: string
  steps: Step[]
  exclusions?: (Step & { fromStep: number; toStep: number })[]
  where?: Where[]
  users?: Record<string, Record<string, unknown>>
  events: Given[]
  expected: { counts: (number | null)[]; medianSeconds?: Record<string, number | null> }
}
interface WindowCase {
  id: string
  windowSeconds: number
  modes: string[]
  steps: { op: string; value: number | string }[]
  events: { user: number; ts: number; event: number | string }[]
  expectedCounts: number[]
}
interface RetentionCase {
  id: string
  period: 'Hour' | 'Day' | 'Week' | 'Month'
  dateTo: string
  totalIntervals: number
  type: 'retention_recurring' | 'retention_first_time'
  target: { event?: string; anyOf?: { event: string }[] }
  returning: { event?: string; anyOf?: { event: string }[] }
  where: Where[]
  users: Record<string, Record<string, unknown>>
  events: Given[]
  expected: { matrix: number[][]; intervalStarts?: string[]; firstIntervalStart?: string }
}
interface LifecycleCase {
  id: string
  interval: 'day' | 'week' | 'month'
  dateFrom: string
  dateTo: string
  timezone: string
  entity: { event: string }[]
  where: { key: string; value: unknown }[]
  events: Given[]
  expected: { series: Record<'new' | 'returning' | 'resurrecting' | 'dormant', number[]> }
}

const ATTEMPT = 'an attempt that is ended by an exclusion is counted up to there, and not forgotten'
const EXCLUDES = 'steps in any order have no step that something could come after: no exclusions'
const ONCE = 'one event serves one step'
const REPEATED = 'no such mode: a repeated step ends no attempt'
const NEXT = 'the very next event is the next step, also where the step before is repeated'
const AGAIN = 'every first step begins another attempt, also within one that goes on'
const INCREASE = 'no such mode: events at the same time are in the order of their arrival'
const FIRST = 'an event that two steps ask for can be either, not only the first of them'
/** By the end of the id why the answer is another one. */
const DIFFERENT: Record<string, string> = {
  'test_advanced_funnel_exclusions_between_steps#1': ATTEMPT,
  'test_advanced_funnel_exclusions_between_steps#2': ATTEMPT,
  'test_advanced_funnel_exclusions_between_steps#3': ATTEMPT,
  'test_advanced_funnel_exclusions_between_steps#4': ATTEMPT,
  'test_advanced_funnel_exclusions_between_steps#5': ATTEMPT,
  'TestFOSSFunnel::test_advanced_funnel_multiple_exclusions_between_steps#1': ATTEMPT,
  'TestFOSSFunnel::test_advanced_funnel_multiple_exclusions_between_steps#2': ATTEMPT,
  'TestFOSSFunnel::test_advanced_funnel_multiple_exclusions_between_steps#3': ATTEMPT,
  'TestFOSSFunnel::test_funnel_exclusion_no_end_event': ATTEMPT,
  'TestFOSSFunnel::test_funnel_exclusions_full_window': ATTEMPT,
  'TestFOSSFunnel::test_funnel_exclusions_with_actions': ATTEMPT,
  'TestFunnelUnorderedSteps::test_advanced_funnel_multiple_exclusions_between_steps': EXCLUDES,
  'TestFunnelUnorderedSteps::test_funnel_exclusions_full_window': EXCLUDES,
  'funnel_test_strict-17': REPEATED,
  'issue27469-23': REPEATED,
  'reentry-36': REPEATED,
  'strict_order-20': NEXT,
  'strict_increase-25': INCREASE,
  'strict_increase-26': ONCE,
  'reentry-32': AGAIN,
  'reentry-34': AGAIN,
  'reentry-33': AGAIN,
  'reentry-35': AGAIN,
  'ecommerce-38': NEXT,
  'ecommerce-39': FIRST,
  'ecommerce-40': FIRST,
}

let stores: Stores
let folder: string
let number = 0
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foothold-analytics-'))
  stores = await openStores(folder)
})
afterAll(async () => {
  await stores.close()
  rmSync(folder, { recursive: true })
})

const EMPTY = { type: 'track', anonymousId: null, groupId: null, previousId: null, sequence: null, flags: 0, traits: '{}', context: '{}' } as const

/** Stores the events of a case in a project of its own. */
async function fill(events: readonly { user: string | number; name: string; at: number; properties?: object | undefined }[]): Promise<string> {
  const project = `case-${number++}`
  await stores.log.append(
    events.map(({ user, name, at, properties = {} }, index): NewEvent => ({
      ...EMPTY,
      project,
      messageId: `${index}`,
      name,
      userId: String(user),
      timestamp: at,
      receivedAt: at,
      properties: JSON.stringify(properties),
    })),
  )
  return project
}
const ofGiven = (events: readonly Given[]) => events.map(({ user, event, ts, properties }) => ({ user, name: event, at: Date.parse(ts), properties }))

/** Conditions on the event, in our words; `undefined` where there is no word for it. */
function toUse({ event, where = [] }: Step): Uses[number] | undefined {
  const tests = Object.create(null) as Record<string, object>
  for (const { key, op, value, on } of where) {
    if (on === 'person') continue
    if (op === 'is_not') {
      // "Safari, and not Chrome" is said by the first half
      if (tests[key] === undefined) return undefined
    } else if (op === undefined || op === 'exact') tests[key] = { in: [value].flat() }
    else return undefined
  }
  return { event, where: Object.keys(tests).length ? { ...tests } : undefined }
}

/** People who fit every condition on people, of all steps: those conditions are segments here. */
function people(conditions: readonly Where[], users: Record<string, Record<string, unknown>> = {}): string[] | undefined {
  const own = conditions.filter(({ on }) => on === 'person')
  if (!own.length) return undefined
  return Object.entries(users).flatMap(([id, traits]) =>
    own.every(({ key, op, value }) => {
      const trait = traits[key]
      if (op === 'is_set') return trait !== undefined
      if (op === 'icontains') return typeof trait === 'string' && trait.toLowerCase().includes(String(value).toLowerCase())
      return [value].flat().includes(trait)
    })
      ? [id]
      : [],
  )
}

const reasonFor = (id: string): string | undefined => Object.entries(DIFFERENT).find(([end]) => id.endsWith(end))?.[1]

/** The same, or for the reason that stands here not. */
function hold(id: string, ours: unknown, theirs: unknown): void {
  const reason = reasonFor(id)
  if (reason === undefined) expect(ours).toEqual(theirs)
  else expect(ours, `listed as different (${reason}), but is the same`).not.toEqual(theirs)
}

describe.skipIf(absent)(`public cases${absent ? ' (left out: ../shared/vectors/analytics is not beside this checkout)' : ''}`, () => {
  test.each(read<FunnelCase>('funnels-posthog.json').map((one) => [one.id, one] as const))('funnel %s', async (id, one) => {
    const { steps, exclusions = [], where = [], order } = one
    const uses = steps.map((step) => toUse({ event: step.event, where: [...(step.where ?? []), ...where] }))
    const excluded = exclusions.map((step) => toUse(step))
    expect([...uses, ...excluded]).not.toContain(undefined)
    const counts = await stores.query.funnel(await fill(ofGiven(one.events)), {
      steps: uses.map((use) => [use!]),
      order: order === 'unordered' ? 'any' : order,
      windowMs: one.windowSeconds * 1000,
      from: Date.parse(one.from),
      to: Date.parse(one.to) + 1,
      until: Date.parse(one.to) + 1,
      exclude: order === 'unordered' ? [] : exclusions.map(({ fromStep, toStep }, index) => ({ uses: [excluded[index]!], after: fromStep, before: toStep })),
      only: people([...where, ...steps.flatMap((step) => step.where ?? [])], one.users),
    })
    hold(
      id,
      one.expected.counts.map((count, step) => (count === null ? null : counts.all.reached[step])),
      one.expected.counts,
    )
  })

  test.each(read<WindowCase>('funnels-clickhouse-windowFunnel.json').map((one) => [one.id, one] as const))('window funnel %s', async (id, one) => {
    const compare = { '=': 'is', '<=': 'lte', '>=': 'gte' } as Record<string, string>
    const project = await fill(one.events.map(({ user, ts, event }) => ({ user, name: 'e', at: ts, properties: { event } })))
    const counts = await stores.query.funnel(project, {
      steps: one.steps.map(({ op, value }) => [{ event: 'e', where: { event: { [compare[op]!]: value } } }]),
      order: one.modes.includes('strict_order') ? 'strict' : 'ordered',
      // their unit of time is as good as a millisecond
      windowMs: one.windowSeconds,
      from: 0,
      to: Number.MAX_SAFE_INTEGER,
      until: Number.MAX_SAFE_INTEGER,
      exclude: [],
    })
    hold(id, counts.all.reached, one.expectedCounts)
  })

  const HOUR = 3_600_000
  const addPeriods = (start: Date, period: RetentionCase['period'], count: number): number =>
    period === 'Month'
      ? Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count, start.getUTCDate())
      : start.getTime() + count * { Hour: HOUR, Day: 24 * HOUR, Week: 168 * HOUR }[period]

  test.each(read<RetentionCase>('retention-posthog.json').map((one) => [one.id, one] as const))('retention %s', async (id, one) => {
    const { period, totalIntervals: n, expected } = one
    const last = new Date(one.dateTo)
    const hour = period === 'Hour' ? last.getUTCHours() : 0
    const day = period === 'Week' ? last.getUTCDate() - last.getUTCDay() : last.getUTCDate()
    const end = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), day, hour))
    const bounds = Array.from({ length: n + 1 }, (_, index) => addPeriods(end, period, index + 1 - n))
    if (expected.intervalStarts) expect(bounds.slice(0, -1).map((at) => new Date(at).toISOString())).toEqual(expected.intervalStarts)
    const toUses = ({ event, anyOf }: RetentionCase['target']) => (anyOf ?? [{ event: event! }]).map((own) => toUse({ event: own.event, where: one.where })!)
    const { all } = await stores.query.retention(await fill(ofGiven(one.events)), {
      start: toUses(one.target),
      back: toUses(one.returning),
      cohort: one.type === 'retention_recurring' ? 'every' : 'first',
      bounds,
      cohorts: n,
      columns: Array.from({ length: n }, (_, index): [number, number] => [index, index]),
      only: people(one.where, one.users),
    })
    const matrix = all.cohorts.map(({ people, back }, of) => [people, ...back.slice(1, n - of)])
    hold(id, matrix, expected.matrix)
  })

  test('retention of conditions that are independent of their order', async () => {
    const days = { '2018-08-06': 80, '2018-08-07': 50, '2018-08-08': 60 }
    const given = Object.entries(days).flatMap(([date, users]) => Array.from({ length: users }, (_, user) => ({ user, name: 'e', at: Date.parse(date) })))
    const bounds = [0, 1, 2, 3].map((day) => Date.parse('2018-08-06') + day * 24 * HOUR)
    const use = [{ event: 'e', where: undefined }]
    const columns = [1, 2].map((day): [number, number] => [day, day])
    const { all } = await stores.query.retention(await fill(given), { start: use, back: use, cohort: 'every', bounds, cohorts: 1, columns })
    expect(all.cohorts).toEqual([{ people: 80, back: [50, 60] }])
  })

  test.each(read<LifecycleCase>('lifecycle-posthog.json').map((one, index) => [`${one.id} ${index}`, one] as const))('lifecycle %s', async (_, one) => {
    const { series } = one.expected
    const count = series.new.length
    // where the wall clock stands at midnight: no border of daylight saving is in these cases
    const offset = one.timezone === 'UTC' ? 0 : 8 * HOUR
    const from = new Date(one.dateFrom)
    const day = one.interval === 'week' ? from.getUTCDate() - ((from.getUTCDay() + 6) % 7) : one.interval === 'month' ? 1 : from.getUTCDate()
    const start = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), day))
    const period = ({ day: 'Day', week: 'Week', month: 'Month' } as const)[one.interval]
    const periods = Array.from({ length: count + 2 }, (_, index) => addPeriods(start, period, index - 1) + offset)
    const where = one.where.map(({ key, value }) => ({ key, value, op: 'exact' as const, on: 'event' as const }))
    const counts = await stores.query.activity(await fill(ofGiven(one.events)), {
      uses: one.entity.map(({ event }) => toUse({ event, where })!),
      days: periods,
      before: 0,
      periods: [...periods.keys()],
      spans: [],
    })
    const ours = counts.periods
    hold(
      one.id,
      [ours.map(({ fresh }) => fresh), ours.map(({ returning }) => returning), ours.map(({ resurrected }) => resurrected), ours.map(({ lost }) => 0 - lost)],
      [series.new, series.returning, series.resurrecting, series.dormant],
    )
  })
})
