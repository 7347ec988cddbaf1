// Owns the port of questions over many events. Persons are identity-resolved: events of an anonymous id count for the user
// that it was linked to, also those before. It must not know SQL, definitions of rates or the adoption model.
import type { PersonIds, StoredEvent } from './event-log.ts'

/** Numbers of one guide. */
export interface GuideCountRow {
  guide: string
  shown: number
  completed: number
  dismissed: number
  snoozed: number
  peopleShown: number
  peopleCompleted: number
  peopleDismissed: number
  /** People who completed among those who saw it. */
  peopleSeenAndCompleted: number
  /** Epoch ms. */
  lastSeenAt: number | null
}

/** One kind of use of a feature. */
export interface EventUse {
  event: string
  /** `undefined`: every event of this name. */
  matches: ((properties: Record<string, unknown>, now: number) => boolean) | undefined
}

/** A stored event with the person it counts for. */
export interface PersonEvent {
  person: string
  name: string
  timestamp: number
  properties: string
}

/** Place in a list sorted by newest first. */
export interface TimelineCursor {
  timestamp: number
  position: number
}

/** Questions over a project's events; days are UTC, `YYYY-MM-DD`. Implementations pass `eventQueryContract`. */
export interface EventQuery {
  /** Numbers of every guide that has an event, or of one. */
  guideCounts(project: string, guide?: string): Promise<GuideCountRow[]>
  /** Distinct persons by step (`guide.step-seen`) or by task (`guide.task-completed`). */
  guideParts(project: string, guide: string, part: 'step' | 'task'): Promise<Map<string, Set<string>>>
  /** Persons who have seen a guide. */
  guidePeople(project: string, guide: string): Promise<Set<string>>
  guideDays(project: string, guide: string, from: number): Promise<{ day: string; shown: number; completed: number; dismissed: number }[]>
  /** `guide.target-missing` by step and reason, most frequent first. */
  guideMissing(project: string, guide: string): Promise<{ step: string | null; reason: string; count: number }[]>
  eventDays(project: string, from: number): Promise<{ day: string; events: number; shown: number }[]>
  /** Distinct persons by day with at least one of these uses. */
  activeDays(project: string, uses: readonly EventUse[], from: number): Promise<Map<string, number>>
  /** Track events of these names by these persons, in order of time. */
  eventsOf(project: string, persons: readonly string[], names: readonly string[]): Promise<PersonEvent[]>
  /** Names of track events with the number of events that have the name, most frequent first. */
  eventNames(project: string, limit: number): Promise<{ name: string; count: number }[]>
  /** One person's events, newest first. */
  timeline(project: string, ids: PersonIds, limit: number, before?: TimelineCursor): Promise<{ events: StoredEvent[]; total: number }>
  close(): Promise<void>
}
