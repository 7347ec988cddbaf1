// Owns what the browser gets: the published bundle and the person's state. Types only.
import type { GuideState } from './condition.ts'
import type { Guide } from './guide.ts'
import type { Feature, Milestone, Segment } from './model.ts'

/** Answer of `GET /v1/bundle/:writeKey`: all that is published, without anything about people. */
export interface Bundle {
  /** Content hash, 16 hex digits; also the ETag. Equal content has an equal version. */
  version: string
  guides: Guide[]
  segments: Segment[]
  milestones: Milestone[]
  features: Feature[]
}

/** How often and when one thing happened to one person. Times are epoch ms, days are UTC dates. */
export interface Tally {
  count: number
  first: number
  last: number
  /** Count by UTC day, `YYYY-MM-DD`; at most the last 120 days. */
  days: Record<string, number>
}

/** What one person has done with one guide, over all showings. */
export interface GuideProgress {
  /** Number of showings that were really seen. */
  seen: number
  /** Epoch ms of the last showing. */
  lastSeenAt?: number
  /** The latest outcome, with its time. */
  state: GuideState
  at?: number
  /** Where a tour stands, for resuming. */
  step?: string
  /** Snoozed until, epoch ms. */
  until?: number
  /** Tasks of a checklist that are done, with the time. */
  tasks?: Record<string, number>
}

/** Body of `POST /v1/state`. The write key comes as Bearer, or as `writeKey`. */
export interface StateRequest {
  writeKey?: string
  userId?: string
  anonymousId?: string
  groupId?: string
}

/** Answer of `POST /v1/state`: what the collector knows of this person that the browser may lack. */
export interface PersonState {
  /** ISO 8601: everything acknowledged before is in here. */
  at: string
  traits: Record<string, unknown>
  account: Record<string, unknown>
  /** By `tallyKey` (see @foothold/targeting), for the event conditions of the published bundle. */
  tallies: Record<string, Tally>
  /** Reached milestones by key, epoch ms. */
  milestones: Record<string, number>
  guides: Record<string, GuideProgress>
}
