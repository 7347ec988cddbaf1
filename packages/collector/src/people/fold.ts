// Owns what is known of one person, folded from that person's events in order of time: traits, tallies, guides, milestones.
// Browser state, milestones and the person's page all come from here. It must not know storage or HTTP.
import { GUIDE_EVENTS, MILESTONE_REACHED, type GuideProgress, type GuideState, type Tally } from '@foothold/protocol'
import { recordTally, type Context } from '@foothold/targeting'
import type { LiveConfig } from '../config/live.ts'
import { parseRecord, type StoredEvent } from '../store/event-log.ts'

const OUTCOMES: Record<string, GuideState> = {
  [GUIDE_EVENTS.completed]: 'completed',
  [GUIDE_EVENTS.dismissed]: 'dismissed',
  [GUIDE_EVENTS.snoozed]: 'snoozed',
  [GUIDE_EVENTS.ended]: 'ended',
}
const OURS: ReadonlySet<string> = new Set([...Object.values(GUIDE_EVENTS), MILESTONE_REACHED])

/** Names of the track events that a fold with this config looks at; it need not be shown others. */
export function relevantEvents(config: LiveConfig): Set<string> {
  return new Set([...config.needs.keys(), ...OURS])
}

/** One person, as of the last event that was added. */
export class PersonFold {
  readonly config: LiveConfig
  /** Time of the latest event, epoch ms. */
  lastAt: number = -Infinity
  traits: Record<string, unknown> = {}
  /** Traits of the account as everybody in it told them, as of now; set by whoever loads the fold. */
  account: Readonly<Record<string, unknown>> = {}
  readonly tallies: Map<string, Tally> = new Map()
  readonly guides: Map<string, GuideProgress> = new Map()
  /** Milestone → epoch ms. */
  readonly reached: Map<string, number> = new Map()
  readonly #guides: ReadonlySet<string>
  readonly #milestones: ReadonlySet<string>
  /** Traits of accounts as this person told them. */
  readonly #toldAccounts: Map<string, Record<string, unknown>> = new Map()
  #groupId: string | undefined

  constructor(config: LiveConfig) {
    this.config = config
    this.#guides = new Set(config.bundle.guides.map(({ key }) => key))
    this.#milestones = new Set(config.bundle.milestones.map(({ key }) => key))
  }

  /** Adds the next event; events must come in order of (timestamp, position). */
  add(event: StoredEvent): void {
    this.lastAt = Math.max(this.lastAt, event.timestamp)
    this.#groupId = event.groupId ?? this.#groupId
    const touched = event.type === 'track' ? this.#track(event) : this.#tell(event)
    if (touched) this.reachMilestones(this.lastAt)
  }

  /**
   * Stores the milestones that hold at `now`. One may rest on another, hence the loop; each turn reaches at least one.
   *
   * Account traits count as this person told them (as in the browser): what other members tell would make the time of a
   * milestone depend on which of two people's events was projected first.
   */
  reachMilestones(now: number): void {
    for (let keys = this.#newlyReached(now); keys.length; keys = this.#newlyReached(now)) for (const key of keys) this.reached.set(key, now)
  }

  /** What conditions are evaluated on. The log is complete, so nothing about events is unknown. */
  context(now: number, account: Readonly<Record<string, unknown>> = this.account): Context {
    return this.config.model.over({
      now,
      traits: this.traits,
      account,
      tally: (key) => this.tallies.get(key) ?? null,
      historyKnown: true,
      reachedAt: (key) => this.reached.get(key),
      guide: (key) => this.guides.get(key) ?? null,
    })
  }

  #newlyReached(now: number): string[] {
    if (this.reached.size >= this.#milestones.size) return []
    return this.config.model.newlyReached(this.context(now, this.#toldAccounts.get(this.#groupId ?? '') ?? {}))
  }

  #tell(event: StoredEvent): boolean {
    const subject = event.type === 'identify' ? 'trait:' : event.type === 'group' ? 'account:' : undefined
    if (event.type === 'identify') this.traits = overlay(this.traits, parseRecord(event.traits))
    if (event.type === 'group' && event.groupId !== null)
      this.#toldAccounts.set(event.groupId, overlay(this.#toldAccounts.get(event.groupId) ?? {}, parseRecord(event.traits)))
    return subject !== undefined && [...this.config.milestoneDependencies].some((one) => one.startsWith(subject))
  }

  #track({ name, timestamp, properties }: StoredEvent): boolean {
    if (name === null) return false
    const needs = this.config.needs.get(name) ?? []
    const record = needs.length || OURS.has(name) ? parseRecord(properties) : {}
    for (const { key, matches } of needs) if (matches(record, timestamp)) this.tallies.set(key, recordTally(this.tallies.get(key), timestamp))
    let touched = needs.length > 0 && this.config.milestoneDependencies.has(`event:${name}`)
    if (name === MILESTONE_REACHED) {
      const milestone = record['milestone']
      if (typeof milestone === 'string' && this.#milestones.has(milestone) && !this.reached.has(milestone)) {
        this.reached.set(milestone, timestamp)
        touched ||= this.config.milestoneDependencies.has(`milestone:${milestone}`)
      }
    } else if (OURS.has(name)) {
      const guide = record['guide']
      if (typeof guide === 'string' && this.#guides.has(guide)) {
        this.guides.set(guide, progress(this.guides.get(guide), name, timestamp, record))
        touched ||= this.config.milestoneDependencies.has(`guide:${guide}`)
      }
    }
    return touched
  }
}

/** Later values over earlier ones; as entries, since a key may be `__proto__`. */
function overlay(earlier: Record<string, unknown>, later: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...Object.entries(earlier), ...Object.entries(later)])
}

function progress(before: GuideProgress = { seen: 0, state: 'unseen' }, name: string, at: number, properties: Record<string, unknown>): GuideProgress {
  const step = typeof properties['step'] === 'string' ? { step: properties['step'] } : {}
  const outcome = OUTCOMES[name]
  if (name === GUIDE_EVENTS.seen) return { ...before, seen: before.seen + 1, lastSeenAt: at, ...(before.state === 'unseen' ? { state: 'seen' } : {}) }
  if (name === GUIDE_EVENTS.stepSeen) return { ...before, ...step }
  if (name === GUIDE_EVENTS.taskCompleted && typeof properties['task'] === 'string') {
    // as entries: the name of a task comes from outside
    const tasks = new Map(Object.entries(before.tasks ?? {}))
    if (!tasks.has(properties['task']) && tasks.size < 200) tasks.set(properties['task'], at)
    return { ...before, tasks: Object.fromEntries(tasks) }
  }
  if (!outcome) return before
  const { step: _, until: __, ...rest } = before
  const time = Date.parse(String(properties['until']))
  const until = outcome === 'snoozed' && !Number.isNaN(time) ? { until: time } : {}
  // where a tour stands outlives an end that the person did not choose
  return {
    ...rest,
    state: outcome,
    at,
    ...until,
    ...(outcome === 'ended' || outcome === 'snoozed' ? { ...(before.step === undefined ? {} : { step: before.step }), ...step } : {}),
  }
}
