// Owns goals: how many of the people a goal is about have come so far, and whether that is enough. It must not know SQL.
import type { FeatureLevel, Goal, Overview, Tally } from '@foothold/protocol'
import { recordTally, type Context } from '@foothold/targeting'
import { eventsOfCondition, type LiveConfig } from '../config/live.ts'
import { parseRecord } from '../store/event-log.ts'
import type { EventQuery, PersonEvent } from '../store/event-query.ts'
import type { PeopleStore, PersonRow } from '../store/state-store.ts'
import { toRate } from './rate.ts'

/** What goals are measured on. */
export interface GoalOptions {
  project: string
  people: PeopleStore
  query: EventQuery
  config: LiveConfig
  /** Epoch ms. */
  now: number
}

type GoalResult = Overview['goals'][number]

const DAY_MS = 86_400_000
const PAGE = 500
const LEVELS: readonly FeatureLevel[] = ['none', 'tried', 'repeated', 'adopted']

/** Measures every goal of the live model in one pass over the people, in pages of bounded size. */
export async function measureGoals({ project, people, query, config, now }: GoalOptions): Promise<GoalResult[]> {
  const counts = config.goals.map(() => ({ k: 0, n: 0 }))
  if (config.goals.length) {
    const names = [...new Set(config.goals.flatMap((goal) => eventsOfGoal(goal, config)))]
    for (let after = ''; ;) {
      const rows = await people.page(project, after, PAGE)
      const ids = rows.map(({ id }) => id)
      const milestones = await people.milestones(project, ids)
      const accounts = new Map(
        (await people.accounts(project, [...new Set(rows.map(({ account }) => account).filter((id) => id !== null))])).map((row) => [row.id, row.traits]),
      )
      const events = Map.groupBy(names.length ? await query.eventsOf(project, ids, names) : [], ({ person }) => person)
      for (const row of rows) {
        const reached = milestones.get(row.id) ?? new Map<string, number>()
        const facts = { row, reached, account: accounts.get(row.account ?? '') ?? {}, events: events.get(row.id) ?? [], config }
        config.goals.forEach((goal, index) => count(goal, facts, now, counts[index]!))
      }
      if (rows.length < PAGE) break
      after = rows.at(-1)!.id
    }
  }
  return config.goals.map((goal, index) => toResult(goal, counts[index]!, config))
}

interface PersonFacts {
  row: PersonRow
  reached: ReadonlyMap<string, number>
  account: Readonly<Record<string, unknown>>
  /** In order of time. */
  events: readonly PersonEvent[]
  config: LiveConfig
}

function count(goal: Goal, facts: PersonFacts, now: number, result: { k: number; n: number }): void {
  const deadline = goal.by ? facts.row.signedUpAt + goal.by.day * DAY_MS : undefined
  // younger people are no misses yet: they are not counted at all
  if (deadline !== undefined && deadline > now) return
  if (goal.segment !== undefined && toContext(facts, now).segment(goal.segment) !== true) return
  result.n++
  const until = deadline ?? now
  if ('milestone' in goal.metric) {
    const at = facts.reached.get(goal.metric.milestone)
    if (at !== undefined && at <= until) result.k++
  } else {
    const level = toContext(facts, until).level(goal.metric.feature)
    if (level !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(goal.metric.level)) result.k++
  }
}

/** The person as of a time: only what had happened by then. Traits are the present ones. */
function toContext({ row, reached, account, events, config }: PersonFacts, at: number): Context {
  const tallies = new Map<string, Tally>()
  for (const event of events) {
    if (event.timestamp > at) break
    const needs = config.needs.get(event.name) ?? []
    const properties = needs.length ? parseRecord(event.properties) : {}
    for (const { key, matches } of needs) if (matches(properties, event.timestamp)) tallies.set(key, recordTally(tallies.get(key), event.timestamp))
  }
  return config.model.over({
    now: at,
    traits: row.traits,
    account,
    tally: (key) => tallies.get(key) ?? null,
    historyKnown: true,
    reachedAt: (key) => reached.get(key),
    // which guides somebody has seen is not read here: a segment that asks for it holds for nobody
    guide: () => undefined,
  })
}

function eventsOfGoal(goal: Goal, config: LiveConfig): string[] {
  const feature = 'feature' in goal.metric ? goal.metric.feature : undefined
  const segment = config.bundle.segments.find(({ key }) => key === goal.segment)
  return [
    ...(config.bundle.features.find(({ key }) => key === feature)?.usedWhen ?? []).map(({ event }) => event),
    ...(segment ? eventsOfCondition(config.model, segment.when) : []),
  ]
}

function toResult(goal: Goal, { k, n }: { k: number; n: number }, { bundle }: LiveConfig): GoalResult {
  const actual = toRate(k, n)
  const metric = goal.metric
  const what =
    'milestone' in metric
      ? `reached "${bundle.milestones.find(({ key }) => key === metric.milestone)?.name ?? metric.milestone}"`
      : `use "${bundle.features.find(({ key }) => key === metric.feature)?.name ?? metric.feature}" at the level "${metric.level}" or above`
  const who = goal.segment ? `people in the segment "${bundle.segments.find(({ key }) => key === goal.segment)?.name ?? goal.segment}"` : 'all people'
  const when = goal.by ? ` by day ${goal.by.day} after sign-up, of those who signed up at least ${goal.by.day} days ago` : ''
  return {
    key: goal.key,
    name: goal.name ?? goal.key,
    target: goal.target,
    actual,
    status: actual.value === null ? 'too-early' : actual.value >= goal.target ? 'achieved' : 'behind',
    definition: `Share of ${who} who ${what}${when}. Sign-up is the trait createdAt, or else the first event. Interval: 95 %, Wilson.`,
  }
}
