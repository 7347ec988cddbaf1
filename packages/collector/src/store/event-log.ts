// Owns the port of the event log: the truth that everything else is rebuilt from. It must not know SQL or HTTP.
import type { EventType } from '@foothold/protocol'

/** Bits of `NewEvent.flags`. */
export const EVENT_FLAGS = {
  /** The corrected timestamp lies outside the bounds; kept as the client told it. */
  clockOutOfRange: 1,
  /** Put into the log by the collector itself: nobody did it. */
  ours: 2,
  /** Told by a server of people who may never have been here. */
  told: 4,
} as const

/** An event as it is stored. Records are JSON texts, so that what came in comes out unchanged and nobody parses without need. */
export interface NewEvent {
  project: string
  messageId: string
  type: EventType
  /** Name of a track event; name of a page or screen where it has one. */
  name: string | null
  anonymousId: string | null
  userId: string | null
  groupId: string | null
  /** Of an alias: the id that becomes `userId`. */
  previousId: string | null
  /** Epoch ms, corrected by the clock's skew. */
  timestamp: number
  /** Epoch ms. */
  receivedAt: number
  sequence: number | null
  flags: number
  properties: string
  traits: string
  context: string
}

export interface StoredEvent extends NewEvent {
  /** Place in the log; grows, never reused, gaps are allowed. */
  position: number
}

/** The ids under which one person's events are stored. */
export interface PersonIds {
  userId: string | null
  /** Ids whose events count for this person as long as they carry no `userId` of their own. */
  anonymousIds: readonly string[]
}

/** Which of a person's events are wanted. */
export interface PersonEventFilter {
  /** Track events of these names only, beside every event of another type. @default all */
  names?: ReadonlySet<string> | undefined
  /** Highest position, included. @default the end */
  upTo?: number | undefined
}

/** Place in a list sorted by newest first. */
export interface TimelineCursor {
  timestamp: number
  position: number
}

/** What is read of an account's event: there may be very many. */
export type AccountEvent = Pick<StoredEvent, 'position' | 'type' | 'name' | 'timestamp' | 'properties' | 'traits'>

/** Which of an account's events are wanted. */
export interface AccountEventFilter {
  /** Track events of these names, beside every group event. */
  names: ReadonlySet<string>
  /** Highest position, included. @default the end */
  upTo?: number | undefined
}

/** Append-only log of all projects. Implementations pass `eventLogContract` of store/testing.ts. */
export interface EventLog {
  /**
   * Stores events, all in one transaction; resolves when they are on the disk.
   *
   * An event whose (project, messageId) is stored already, or stands earlier in the list, is skipped and not an error.
   *
   * @returns for each event, in order: true where it was stored now, false where it was known.
   * @throws {CollectorError} `storage_full`, `storage_failed`; nothing is acknowledged, and what reached the disk all the
   * same is known when it comes again.
   */
  append(events: readonly NewEvent[]): Promise<boolean[]>
  /** Reads on behind a position, ascending. @param project - default all */
  read(after: number, limit: number, project?: string): Promise<StoredEvent[]>
  /** Reads the newest events of a project, ascending. */
  readNewest(project: string, limit: number): Promise<StoredEvent[]>
  /** Reads one person's events in order of (timestamp, position). */
  readPerson(project: string, ids: PersonIds, filter?: PersonEventFilter): Promise<StoredEvent[]>
  /** Reads one person's events, newest first, and says how many there are. */
  readTimeline(project: string, ids: PersonIds, limit: number, before?: TimelineCursor): Promise<{ events: StoredEvent[]; total: number }>
  /** Reads the events that carry an account's id, whoever they are of, in order of (timestamp, position). */
  readAccount(project: string, groupId: string, filter: AccountEventFilter): Promise<AccountEvent[]>
  /** Lists who did anything in an account: user ids, and anonymous ids of events without one; each once, in no order. */
  accountIds(project: string, groupId: string, upTo?: number): Promise<{ userIds: string[]; anonymousIds: string[] }>
  /** Lowest position, 0 where nothing is stored. */
  firstPosition(): Promise<number>
  /** Highest position, 0 where nothing is stored. */
  lastPosition(): Promise<number>
  /** Number of a project's events. */
  count(project: string): Promise<number>
  /**
   * Deletes the oldest events, as far as they were received before this time, in one small step; their ids are forgotten.
   * The newest few may stay: they hold the position.
   *
   * @param receivedAt - epoch ms.
   * @returns the position up to which this step deleted; `undefined` where nothing (more) is that old.
   */
  deleteBefore(receivedAt: number): Promise<number | undefined>
  /**
   * Deletes a person's events with their ids, in small steps; takes the person's ids out of others' events.
   *
   * What was deleted may still be in the files until `Stores.scrub`. It may be called again where it was broken off.
   *
   * @returns the number of events that were deleted.
   */
  erase(project: string, ids: PersonIds): Promise<number>
  /** Makes the smallest write that reaches the disk. */
  probe(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

/** Reads a stored record back. Own keys only: a key `__proto__` is data. */
export function parseRecord(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>
}
