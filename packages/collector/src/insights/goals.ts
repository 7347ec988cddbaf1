// Owns goals: how many of the people a goal is about have come so far, and whether that is enough. It must not know SQL.
import { GUIDE_EVENTS, type FeatureLevel, type Goal, type GuideProgress, type Overview, type Rate, type Tally } from '@foothold/protocol'
import { lowerFeature, recordTally, toValues, type Context } from '@foothold/targeting'
import { dependenciesIn, type LiveConfig } from '../config/live.ts'
import type { AccountView } from '../people/account-fold.ts'
import { toProgress } from '../people/progress.ts'
import { toText } from '../people/traits.ts'
import { parseRecord } from '../store/event-log.ts'
import type { EventQuery, PersonEvent } from '../store/event-query.ts'
import type { PeopleStore, PersonRow, Reached } from '../store/state-store.ts'
import { toRate } from './rate.ts'
import { walkFacts } from './walk-facts.ts'

/** What goals are measured on. */
export interface GoalOptions {
  project: string
  people: PeopleStore
  query: EventQuery
  config: LiveConfig
  /** What everybody in an account did; asked only where a condition asks about accounts. */
  viewOf(account: string): Promise<AccountView | undefined>
  /** Epoch ms. */
  now: number
}

type GoalResult = Overview['goals'][number]

const DAY_MS = 86_400_000
const GUIDE_NAMES: ReadonlySet<string> = new Set(Object.values(GUIDE_EVENTS))
const LEVELS: readonly FeatureLevel[] = ['none', 'tried', 'repeated', 'adopted', 'habitual']

/** Fewer people say too little to call a goal met or open while the interval holds its target. */
export const FEW = 20

/** Where a goal stands: not by the share alone, which one person more may turn. */
export function toStatus({ n, value, low, high }: Rate, target: number): GoalResult['status'] {
  if (value === null) return 'too-early'
  if (high! < target) return 'behind'
  if (n < FEW && low! < target) return 'too-early'
  return value >= target ? 'achieved' : 'on-track'
}

/** Measures every goal of the live model in one pass over the people, in pages of bounded size. */
export async function measureGoals(options: GoalOptions): Promise<GoalResult[]> {
  const { config, now } = options
  const counts = config.goals.map(() => ({ k: 0, n: 0 }))
  if (config.goals.length) {
    const names = [...new Set(config.goals.flatMap((goal) => eventsOfGoal(goal, config)))]
    const withAccounts = config.goals.some(({ segment }) => segment !== undefined)
    for await (const facts of walkFacts(names, withAccounts, options)) config.goals.forEach((goal, index) => count(goal, facts, now, counts[index]!))
  }
  return config.goals.map((goal, index) => toResult(goal, counts[index]!, config))
}

/** What conditions are evaluated on, of one person. */
export interface PersonFacts {
  row: Pick<PersonRow, 'id' | 'account' | 'traits'>
  reached: ReadonlyMap<string, Reached>
  account: { traits: Readonly<Record<string, unknown>>; view: AccountView | undefined }
  /** In order of time. */
  events: readonly PersonEvent[]
  config: LiveConfig
}

function count(goal: Goal, facts: PersonFacts & { row: PersonRow }, now: number, result: { k: number; n: number }): void {
  const deadline = goal.by ? facts.row.signedUpAt + goal.by.day * DAY_MS : undefined
  // younger people are no misses yet, and who was only told of has not signed up: they are not counted at all
  if (deadline !== undefined && (deadline > now || !facts.row.events)) return
  if (goal.segment !== undefined && toContext(facts, now).segment(goal.segment) !== true) return
  result.n++
  const until = deadline ?? now
  if ('milestone' in goal.metric) {
    const at = facts.reached.get(goal.metric.milestone)?.at
    if (at !== undefined && at <= until) result.k++
  } else {
    const level = toContext(facts, until).level(goal.metric.feature)
    if (level !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(goal.metric.level)) result.k++
  }
}

/** The person as of a time: only what had happened by then. Traits and account are the present ones. */
export function toContext({ row, reached, account, events, config }: PersonFacts, at: number): Context {
  const tallies = new Map<string, Tally>()
  const guides = new Map<string, GuideProgress>()
  for (const event of events) {
    if (event.timestamp > at) break
    const needs = config.needs.get(event.name) ?? []
    const ours = GUIDE_NAMES.has(event.name)
    const properties = needs.length || ours ? parseRecord(event.properties) : {}
    for (const { key, matches } of needs) if (matches(properties, event.timestamp)) tallies.set(key, recordTally(tallies.get(key), event.timestamp))
    const guide = properties['guide']
    if (ours && typeof guide === 'string') guides.set(guide, toProgress(guides.get(guide), event.name, event.timestamp, properties))
  }
  return config.model.over({
    now: at,
    zone: toText(row.traits, 'timezone') ?? undefined,
    units: { user: row.id, account: row.account ?? undefined },
    traits: toValues(row.traits),
    account: toValues(account.traits),
    tally: (key) => (config.accountKeys.has(key) ? account.view?.tally(key, at) : tallies.get(key)) ?? null,
    historyKnown: true,
    accountKnown: true,
    reachedAt: (key, scope) => (scope === 'account' ? account.view?.reachedAt(key, at) : reached.get(key)?.at),
    guide: (key) => guides.get(key) ?? null,
  })
}

/** Names of the events that tell what these dependencies ask, as `subject:name`. */
export function eventsAsked(dependencies: readonly string[]): string[] {
  const names = dependencies.flatMap((one) => (one.startsWith('event:') ? [one.slice('event:'.length)] : []))
  return dependencies.some((one) => one.startsWith('guide:')) ? [...new Set([...names, ...GUIDE_NAMES])] : names
}

function eventsOfGoal(goal: Goal, config: LiveConfig): string[] {
  const feature = 'feature' in goal.metric ? goal.metric.feature : undefined
  const { features, segments } = config.content.model
  const segment = segments.find(({ key }) => key === goal.segment)
  const asked = segment ? [...dependenciesIn(config, segment.when)] : []
  return [...features.filter(({ key }) => key === feature).flatMap((one) => lowerFeature(one).usedWhen.map(({ event }) => event)), ...eventsAsked(asked)]
}

function toResult(goal: Goal, { k, n }: { k: number; n: number }, { content: { model } }: LiveConfig): GoalResult {
  const actual = toRate(k, n)
  const metric = goal.metric
  const what =
    'milestone' in metric
      ? `reached "${model.milestones.find(({ key }) => key === metric.milestone)?.name ?? metric.milestone}"`
      : `use "${model.features.find(({ key }) => key === metric.feature)?.name ?? metric.feature}" at the level "${metric.level}" or above`
  const who = goal.segment ? `people in the segment "${model.segments.find(({ key }) => key === goal.segment)?.name ?? goal.segment}"` : 'all people'
  const when = goal.by ? ` by day ${goal.by.day} after sign-up, of those who signed up at least ${goal.by.day} days ago` : ''
  return {
    key: goal.key,
    name: goal.name ?? goal.key,
    target: goal.target,
    actual,
    status: toStatus(actual, goal.target),
    definition: `Share of ${who} who ${what}${when}. Sign-up is the trait createdAt, or else the first event; who was only invited has not signed up. Interval: 95 %, Wilson.`,
  }
}
