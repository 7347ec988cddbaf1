// Owns what is known of one person, folded from that person's events in order of time: traits, tallies, guides, milestones, arms.
// Browser state, milestones and the person's page all come from here. It must not know storage or HTTP.
import {
  EXPERIMENT_EXPOSED,
  GUIDE_EVENTS,
  HELD_OUT_OF_ALL,
  LIMITS,
  MILESTONE_REACHED,
  PERSON_INVITED,
  type GuideProgress,
  type Tally,
} from '@foothold/protocol'
import { addToTally, recordTally, toValues, type Context, type Facts, type Values } from '@foothold/targeting'
import type { LiveConfig } from '../config/live.ts'
import { EVENT_FLAGS, parseRecord, type StoredEvent } from '../store/event-log.ts'
import type { Reached } from '../store/state-store.ts'
import type { AccountView } from './account-fold.ts'
import type { NotedBefore } from './model/note.ts'
import { LivePath } from './model/path.ts'
import { toProgress } from './progress.ts'
import { toText } from './traits.ts'

const OURS: ReadonlySet<string> = new Set([...Object.values(GUIDE_EVENTS), MILESTONE_REACHED, EXPERIMENT_EXPOSED, PERSON_INVITED])

/** The account that a person is in, as conditions see it. */
export interface AccountFacts {
  id?: string | undefined
  traits: Readonly<Record<string, unknown>>
  /** What everybody in it did; where nobody asks it need not be there. */
  view?: AccountView | undefined
}

/**
 * Names of the track events that a fold with this config looks at; it need not be shown others. `undefined` stands for all:
 * where a milestone asks about the account, any event of the person may find it reached.
 */
export function relevantEvents(config: LiveConfig): Set<string> | undefined {
  return config.accountScope.inMilestones ? undefined : new Set([...config.needs.keys(), ...OURS])
}

const NOTHING = {}
const NO_PLACES: readonly number[] = []
const NO_VALUES = toValues()

/** One person, as of the last event that was added. */
export class PersonFold {
  readonly config: LiveConfig
  /** The user id, or the anonymous id of somebody who never identified. */
  readonly person: string
  /** Time of the latest event, epoch ms. */
  lastAt: number = -Infinity
  /** When a server first told of an invitation, epoch ms. */
  invitedAt: number | undefined
  traits: Record<string, unknown> = {}
  /** The account, with traits as everybody in it told them, as of now; set by whoever loads the fold. */
  account: AccountFacts = { traits: {} }
  /** Finds an account while events are added; set by whoever adds them, where milestones ask about accounts. */
  accountOf: (id: string) => AccountView | undefined = () => undefined
  readonly tallies: Map<string, Tally> = new Map()
  readonly guides: Map<string, GuideProgress> = new Map()
  readonly reached: Map<string, Reached> = new Map()
  /** Levels and segments, as of the last event; see `pathAt`. */
  readonly path: LivePath
  /**
   * Until when it is used although it took events out of their order, epoch ms: it counts right, but what rests on order may be off.
   * `undefined` where it is exact.
   */
  roughUntil: number | undefined
  /** What is noted of the person in the store, where that was looked at. */
  noted: NotedBefore | undefined
  /** Guide → account, or '' where the arm is the person's → the first arm of its experiment that the person was exposed to. */
  readonly #arms: Map<string, Map<string, string>> = new Map()
  /** Guide → unit of its experiment. */
  readonly #guides: ReadonlyMap<string, string | undefined>
  readonly #milestones: ReadonlySet<string>
  /** `traits`, as conditions read them. */
  #values: Values = toValues()
  /** Traits of accounts as this person told them. */
  readonly #toldAccounts: Map<string, Record<string, unknown>> = new Map()
  /** When time alone may complete a milestone, by its place; all have to be asked once. */
  readonly #wakes: Float64Array
  #groupId: string | undefined
  #pathAt = -Infinity

  constructor(config: LiveConfig, person: string) {
    this.config = config
    this.person = person
    this.path = new LivePath(config.live)
    this.#guides = new Map(config.bundle.guides.map(({ key, experiment }) => [key, experiment?.unit]))
    this.#wakes = new Float64Array(config.milestoneIndex.keys.length).fill(-Infinity)
    this.#milestones = new Set(config.reckoned.milestones.map(({ key }) => key))
  }

  /** The account in force after the last event. */
  get groupId(): string | undefined {
    return this.#groupId
  }

  /** Guide → arm, for somebody who works in this account. */
  armsIn(account: string | undefined): Map<string, string> {
    const arms = new Map<string, string>()
    for (const guide of this.#arms.keys()) {
      const arm = this.#arm(guide, account)
      if (arm !== undefined) arms.set(guide, arm)
    }
    return arms
  }

  #arm(guide: string, account: string | undefined): string | undefined {
    return this.#arms.get(guide)?.get(this.#unit(guide, account))
  }

  /** Whose the arms of a guide are. */
  #unit(guide: string, account = ''): string {
    return this.#guides.get(guide) === 'account' ? account : ''
  }

  /** Adds the next event; events must come in order of (timestamp, position). */
  add(event: StoredEvent): void {
    // a clock that runs ahead must not take the live model along
    const at = Math.max(Math.min(event.timestamp, event.receivedAt + LIMITS.clockAheadMs), this.#pathAt)
    this.path.passTo(at, this.#contextThen)
    this.#pathAt = at
    this.lastAt = Math.max(this.lastAt, event.timestamp)
    this.#groupId = event.groupId ?? this.#groupId
    const before = this.reached.size
    const touched = event.type === 'track' ? this.#track(event) : this.#tell(event)
    // what is told of somebody is nothing that they did: what others did meanwhile waits for their own next event
    const isOwn = (event.flags & EVENT_FLAGS.ours) === 0
    if (touched || (isOwn && this.config.accountScope.inMilestones)) this.#reachMilestones(this.lastAt, event.type === 'track' ? (event.name ?? '') : '')
    if (this.reached.size !== before || event.type !== 'track') this.path.changed = true
    this.path.touch(event.type === 'track' ? (event.name ?? '') : '', at, () => this.#contextThen(at))
  }

  /** Levels and segments at an instant that is not before the last event: time has passed, and nothing was done. */
  pathAt(now: number): LivePath {
    if (this.path.nextWake > now) return this.path
    const path = new LivePath(this.config.live, this.path)
    path.passTo(now + 1, this.#contextThen)
    return path
  }

  /** As the person alone knows it: what others did since must not change what was so at a time. */
  readonly #contextThen = (at: number): Context => {
    const id = this.#groupId
    return this.#context(at, { id, traits: this.#toldAccounts.get(id ?? '') ?? NOTHING }, at)
  }

  /**
   * Stores the milestones that hold at `now`, of those that this event, or the time that has passed, may complete. One may rest on
   * another, hence the loop; each turn reaches at least one.
   *
   * Account traits count as this person told them (as in the browser): what other members tell would make the time of a
   * milestone depend on which of two people's events was projected first. What others did counts as of this event of the
   * person: a milestone is reached when its person does something, never while they are away.
   */
  #reachMilestones(now: number, name: string): void {
    const { touched, always, after } = this.config.milestoneIndex
    const account = this.#groupId ?? null
    const places = new Set([...(touched.get(name) ?? NO_PLACES), ...always])
    for (let place = 0; place < this.#wakes.length; place++) if (this.#wakes[place]! <= now) places.add(place)
    for (let keys = this.#newlyReached(now, places); keys.length;) {
      for (const key of keys) this.reached.set(key, { at: now, account })
      keys = this.#newlyReached(now, new Set(keys.flatMap((key) => after.get(key) ?? NO_PLACES)))
    }
  }

  /**
   * What conditions are evaluated on. The log is complete, so nothing about events is unknown.
   *
   * @param place - the page that the person is on, where that is known.
   */
  context(now: number, place?: Facts['place']): Context {
    return this.#context(now, this.account, Infinity, place)
  }

  #context(now: number, { id, traits, view }: AccountFacts, until: number, place?: Facts['place']): Context {
    const { accountKeys, model } = this.config
    return model.over({
      now,
      zone: toText(this.traits, 'timezone') ?? undefined,
      units: { user: this.person, account: id },
      traits: this.#values,
      account: traits === NOTHING ? NO_VALUES : toValues(traits),
      tally: (key) => (accountKeys.has(key) ? view?.tally(key, until) : this.tallies.get(key)) ?? null,
      historyKnown: true,
      accountKnown: true,
      reachedAt: (key, scope) => (scope === 'account' ? view?.reachedAt(key, until) : this.reached.get(key)?.at),
      guide: (key) => this.guides.get(key) ?? null,
      stuckArm: (guide) => this.#arm(guide, id),
      place,
    })
  }

  #newlyReached(now: number, places: ReadonlySet<number>): string[] {
    const { keys } = this.config.milestoneIndex
    const open = [...places].filter((place) => !this.reached.has(keys[place]!))
    if (!open.length) return []
    const id = this.#groupId
    const account = { id, traits: this.#toldAccounts.get(id ?? '') ?? NOTHING, view: id === undefined ? undefined : this.accountOf(id) }
    const context = this.#context(now, account, now)
    let wake = Infinity
    context.wake = (at) => {
      if (at > now && at < wake) wake = at
    }
    return open.flatMap((place) => {
      wake = Infinity
      const holds = context.milestone(keys[place]!)
      this.#wakes[place] = wake
      return holds ? [keys[place]!] : []
    })
  }

  #tell(event: StoredEvent): boolean {
    const subject = event.type === 'identify' ? 'trait:' : event.type === 'group' ? 'account:' : undefined
    if (event.type === 'identify') {
      this.traits = overlay(this.traits, parseRecord(event.traits))
      this.#values = toValues(this.traits)
    }
    if (event.type === 'group' && event.groupId !== null)
      this.#toldAccounts.set(event.groupId, overlay(this.#toldAccounts.get(event.groupId) ?? {}, parseRecord(event.traits)))
    return subject !== undefined && [...this.config.milestoneDependencies].some((one) => one.startsWith(subject))
  }

  #track({ name, timestamp, properties, groupId }: StoredEvent): boolean {
    if (name === null) return false
    if (name === PERSON_INVITED) this.invitedAt ??= timestamp
    const { needs: allNeeds, milestoneDependencies } = this.config
    const needs = allNeeds.get(name) ?? []
    const record = needs.length || OURS.has(name) ? parseRecord(properties) : {}
    for (const { key, matches } of needs) {
      if (!matches(record, timestamp)) continue
      const tally = this.tallies.get(key)
      // nobody else holds it; a new one for each event would be most of the cost
      if (tally) addToTally(tally, timestamp)
      else this.tallies.set(key, recordTally(null, timestamp))
      const features = this.config.live.featuresOf.get(key)
      if (features) this.path.use(features, this.#pathAt)
    }
    const touched = needs.length > 0 && milestoneDependencies.has(`event:${name}`)
    if (name === MILESTONE_REACHED) {
      const milestone = record['milestone']
      if (typeof milestone !== 'string' || !this.#milestones.has(milestone) || this.reached.has(milestone)) return touched
      this.reached.set(milestone, { at: timestamp, account: groupId ?? this.#groupId ?? null })
      return touched || milestoneDependencies.has(`milestone:${milestone}`)
    }
    const guide = record['guide']
    if (!OURS.has(name) || typeof guide !== 'string' || !this.#guides.has(guide)) return touched
    if (name === EXPERIMENT_EXPOSED) {
      const arm = record['arm']
      const unit = this.#unit(guide, groupId ?? this.#groupId)
      const arms = this.#arms.get(guide) ?? new Map<string, string>()
      // who is held out of everything has no arm of the guide's own experiment
      if (typeof arm !== 'string' || arm === HELD_OUT_OF_ALL || arms.has(unit)) return touched
      this.#arms.set(guide, arms.set(unit, arm))
      return touched || milestoneDependencies.has(`experiment:${guide}`)
    }
    this.guides.set(guide, toProgress(this.guides.get(guide), name, timestamp, record))
    return touched || milestoneDependencies.has(`guide:${guide}`)
  }
}

/** Later values over earlier ones; as entries, since a key may be `__proto__`. */
function overlay(earlier: Record<string, unknown>, later: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...Object.entries(earlier), ...Object.entries(later)])
}
