// Owns what a fold reads: the events of one project as columns of plain numbers, however they are stored. It must not
// know SQL, nor what is made of the events.
import type { EventUse } from '../store/event-query.ts'
import type { Fill } from './fill.ts'

/** Events of one portion, each column as long as `count` or longer; the arrays are used again for the next portion. */
export interface Rows {
  count: number
  /** Number of the person, identities resolved, from 1. */
  person: Int32Array
  /** Which of the uses the event is: a place in `Scan.kinds`. */
  kind: Int32Array
  /** Epoch ms. */
  at: Float64Array
  /** Place in the log: of two events at the same time the lower one came first. */
  position: Float64Array
  /** Place in `Scan.values`; -1 where the property is not there. */
  value: Int32Array
}

/** Which events are wanted. */
export interface Wanted {
  uses: readonly EventUse[]
  /** Epoch ms; `-Infinity` from the first event on. */
  from: number
  /** Epoch ms, not included; may be `Infinity`. */
  to: number
  /** Also track events that are none of the uses, but for those that Foothold itself tracks. Their kind is 0. */
  others?: boolean
  /** Every tracked event, page and screen that somebody did, those that the SDK tracks too. Their kind is 0; there are no uses beside. */
  every?: boolean
  /** Positions are not needed. */
  unordered?: boolean
  /** Property whose value comes along. */
  property?: string | undefined
}

/** The wanted events, in no order; may be gone through more than once. */
export interface Scan {
  run(visit: (rows: Rows) => void): Promise<void>
  /** Puts people into sets; faster than going through the rows. */
  fill(fill: Fill): Promise<void>
  /** By kind the uses that such events are, ascending. Complete after the first run. */
  kinds: readonly (readonly number[])[]
  /** Values of the property as JSON texts. Complete after the first run. */
  values: readonly string[]
}

/** A project's events. */
export interface Source {
  /** Highest number of a person. */
  people: number
  scan(wanted: Wanted): Promise<Scan>
  /** What was told of a trait of people, as events whose value it is. */
  traits(key: string): Scan
  /** What was told of a trait of accounts; `person` is the number of the account. */
  accountTraits(key: string): Scan
  /** In which account people were: `value` is the number of the account. Told again only where it may have changed. */
  accounts(): Scan
  /** 1 at the numbers of these people, else 0. */
  select(ids: readonly string[]): Promise<Uint8Array>
  /** Numbers of people by their ids; 0 where nobody is known by it. */
  numbers(ids: readonly string[]): Promise<Int32Array>
  /** Ids of people by their numbers. */
  ids(numbers: readonly number[]): Promise<Map<number, string>>
  /** Ids of accounts by their numbers. */
  accountIds(numbers: readonly number[]): Promise<Map<number, string>>
  /** Throws where the time for the answer is over; for loops that wait for nothing. */
  check(): void
  /** Epoch ms by person: the first event of any type that they were there for; `Infinity` where there is none. */
  firstSeen(): Promise<Float64Array>
}

const NOTHING: Scan = { run: () => Promise.resolve(), fill: () => Promise.resolve(), kinds: [[]], values: [] }

/** What a project without an event is read from. */
export const EMPTY_SOURCE: Source = {
  people: 0,
  scan: () => Promise.resolve(NOTHING),
  traits: () => NOTHING,
  accountTraits: () => NOTHING,
  accounts: () => NOTHING,
  select: () => Promise.resolve(new Uint8Array(1)),
  numbers: (ids) => Promise.resolve(new Int32Array(ids.length)),
  ids: () => Promise.resolve(new Map()),
  accountIds: () => Promise.resolve(new Map()),
  check: () => {},
  firstSeen: () => Promise.resolve(new Float64Array(1).fill(Infinity)),
}
