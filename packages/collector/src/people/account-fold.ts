// Owns what everybody in one account did, as of any instant: how often each thing happened, and who reached a milestone first.
// It must not know storage, HTTP, or how a person's own facts come about.
import type { Tally } from '@foothold/protocol'
import type { LiveConfig } from '../config/live.ts'
import { parseRecord, type AccountEvent, type StoredEvent } from '../store/event-log.ts'
import type { Reached } from '../store/state-store.ts'

/** What conditions may ask of an account. */
export interface AccountView {
  /** Of the events up to `until`, epoch ms; infinite for all. */
  tally(key: string, until: number): Tally | null
  /** When anybody in the account first reached the milestone, where that is not after `until`. */
  reachedAt(milestone: string, until: number): number | undefined
}

const DAY_MS = 86_400_000
/** As `recordTally` of @foothold/targeting keeps them. */
const DAYS_KEPT = 120
const RECENT_KEPT = 20

/**
 * Makes the tally of the first `end` of these times: the same that `recordTally` makes one by one, but in time for a question
 * about the past of a long history.
 *
 * @param times - epoch ms, ascending.
 */
export function toTally(times: readonly number[], end: number = times.length): Tally | null {
  if (!end) return null
  const days: Record<string, number> = {}
  for (let to = end, kept = 0; to > 0 && kept < DAYS_KEPT; kept++) {
    const start = Math.floor(times[to - 1]! / DAY_MS) * DAY_MS
    const from = firstAfter(times, start - 1, to)
    days[new Date(start).toISOString().slice(0, 10)] = to - from
    to = from
  }
  return { count: end, first: times[0]!, last: times[end - 1]!, days, recent: times.slice(Math.max(0, end - RECENT_KEPT), end) }
}

/** Index of the first of these ascending times that is after `at`, below `end`. */
function firstAfter(times: readonly number[], at: number, end: number = times.length): number {
  let low = 0
  for (let high = end; low < high;) {
    const middle = (low + high) >> 1
    if (times[middle]! > at) high = middle
    else low = middle + 1
  }
  return low
}

/** One account. Events may come in any order: what is known is a set of times. */
export class AccountFold implements AccountView {
  readonly config: LiveConfig
  /** Ids that any event of the account carries: of users, and anonymous ones of events without a user. */
  readonly members: { users: Set<string>; anonymous: Set<string> } = { users: new Set(), anonymous: new Set() }
  /** Number of times that are kept. */
  size: number = 0
  readonly #times: Map<string, number[]> = new Map()
  /** The tally of all times of a key, until another comes. */
  readonly #whole: Map<string, Tally> = new Map()
  /** Milestone → person → epoch ms. */
  readonly #reached: Map<string, Map<string, number>> = new Map()

  constructor(config: LiveConfig) {
    this.config = config
  }

  /** Adds an event, and whoever did it. */
  add(event: StoredEvent): void {
    if (event.userId !== null) this.members.users.add(event.userId)
    else if (event.anonymousId !== null) this.members.anonymous.add(event.anonymousId)
    this.count(event)
  }

  /** Adds an event alone. */
  count(event: AccountEvent): void {
    const needs = event.type === 'track' ? this.config.accountNeeds.get(event.name ?? '') : undefined
    const properties = needs ? parseRecord(event.properties) : {}
    for (const { key, matches } of needs ?? []) if (matches(properties, event.timestamp)) this.#insert(key, event.timestamp)
  }

  #insert(key: string, at: number): void {
    const times = this.#times.get(key) ?? []
    this.#times.set(key, times)
    times.splice(firstAfter(times, at), 0, at)
    this.#whole.delete(key)
    this.size++
  }

  tally(key: string, until: number): Tally | null {
    const times = this.#times.get(key)
    if (!times) return null
    const end = firstAfter(times, until)
    if (end < times.length) return toTally(times, end)
    const whole = this.#whole.get(key) ?? toTally(times)
    if (whole) this.#whole.set(key, whole)
    return whole
  }

  reachedAt(milestone: string, until: number): number | undefined {
    let first: number | undefined
    for (const at of this.#reached.get(milestone)?.values() ?? []) if (at <= until && !(first! <= at)) first = at
    return first
  }

  /** Takes over what a store has of the account. */
  setStored(account: string, rows: readonly { person: string; key: string; at: number }[]): void {
    for (const [person, own] of Map.groupBy(rows, (row) => row.person))
      this.setReached(account, person, new Map(own.map(({ key, at }) => [key, { at, account }])))
  }

  /**
   * Takes note of everything that a person has reached, here or elsewhere.
   *
   * @returns the earliest instant from which an answer about the account is another one now; `undefined` where none is.
   */
  setReached(account: string, person: string, reached: ReadonlyMap<string, Reached>): number | undefined {
    let since: number | undefined
    for (const key of this.config.accountScope.milestones) {
      const before = this.reachedAt(key, Infinity)
      const persons = this.#reached.get(key) ?? new Map<string, number>()
      this.#reached.set(key, persons)
      const own = reached.get(key)
      if (own?.account === account) persons.set(person, own.at)
      else persons.delete(person)
      const after = this.reachedAt(key, Infinity)
      if (before !== after) since = Math.min(since ?? Infinity, before ?? Infinity, after ?? Infinity)
    }
    return since
  }
}
