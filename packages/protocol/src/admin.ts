// Owns the answers of the admin API (`/admin/v1`). Types only. Times are ISO 8601 UTC.
import type { Guide, GuideKind } from './guide-file.ts'
import type { GuideState } from './condition.ts'
import type { PersonStanding } from './model-answer.ts'
import type { EventType } from './name.ts'
import type { Issue } from './problem.ts'

/** A share of people with its 95 % interval (Wilson). `value`, `low` and `high` are `null` where n is 0. */
export interface Rate {
  /** People counted in the numerator. */
  k: number
  n: number
  value: number | null
  low: number | null
  high: number | null
}

/** One file as sent to validate and publish. */
export interface SourceFile {
  /** Relative to the guides folder, with `/`. */
  path: string
  text: string
}
/** Body of `POST /admin/v1/validate` and `POST /admin/v1/publish`. */
export interface PublishRequest {
  files: SourceFile[]
  note?: string
}
/** Answer of validate; publish answers 422 with the same issues as a problem. */
export interface ValidateAnswer {
  ok: boolean
  issues: Issue[]
}
export interface PublishAnswer {
  version: string
  /** False where exactly this content was live already. */
  changed: boolean
  publishedAt: string
  added: string[]
  updated: string[]
  removed: string[]
  issues: Issue[]
}
/** Entry of `GET /admin/v1/versions`, newest first. */
export interface VersionEntry {
  version: string
  publishedAt: string
  note: string | null
  guides: number
  live: boolean
}

/** Counts of one guide: showings, and distinct people. */
export interface GuideCounts {
  shown: number
  completed: number
  dismissed: number
  snoozed: number
  /** Distinct people. */
  people: { shown: number; completed: number; dismissed: number }
  /** People who completed of the people who saw it. */
  completion: Rate
  lastSeenAt: string | null
}
/** Entry of `GET /admin/v1/guides`. */
export interface GuideSummary extends GuideCounts {
  key: string
  kind: GuideKind
  title: string
  priority: number
  owner: string | null
  /** `removed`: no longer in the live version, but has been shown. */
  status: 'live' | 'removed'
}
/** Answer of `GET /admin/v1/guides/:key`. */
export interface GuideDetail extends GuideSummary {
  /** The published file; `null` where the guide was removed. */
  guide: Guide | null
  /** Steps of a tour or tasks of a checklist, in order; people who saw (step) or finished (task) it. */
  steps: { key: string; title: string; people: number; ofFirst: Rate; ofPrevious: Rate }[]
  /** Last 30 days, UTC, without gaps. */
  series: { day: string; shown: number; completed: number; dismissed: number }[]
  missing: { step: string | null; reason: string; count: number }[]
  /** People who came to the end of a survey. */
  answered: number
  /** Questions of a survey, in order: people by their latest answer, and the newest words of their own. */
  questions: {
    key: string
    ask: string
    title: string
    /** People who answered, and who skipped it. */
    people: number
    skipped: number
    values: { value: string | number; label: string; people: number }[]
    words: { at: string; text: string }[]
  }[]
  /** Entries of a resource center, in order, with the people who followed each. */
  entries: { key: string; title: string; people: number }[]
  /** Sentence that defines the numbers. */
  definition: string
}

/** Entry of `GET /admin/v1/people`. */
export interface PersonSummary {
  id: string
  identified: boolean
  name: string | null
  email: string | null
  role: string | null
  account: string | null
  /** First and last event of their own; of who was only told of, when that was. */
  firstSeenAt: string
  lastSeenAt: string
  /** Events of their own; 0: told of by a server, and not here yet. */
  events: number
}
/** Answer of `GET /admin/v1/people/:id`. */
export interface PersonDetail extends PersonSummary {
  anonymousIds: string[]
  traits: Record<string, unknown>
  accountTraits: Record<string, unknown>
  segments: string[]
  milestones: { key: string; name: string; reachedAt: string | null }[]
  /** `relevant`: meant for the person's role, as the model says; those first. */
  features: { key: string; name: string; relevant: boolean; level: string; uses: number; lastUsedAt: string | null }[]
  guides: { key: string; kind: string; seen: number; state: GuideState; at: string | null }[]
  standing: PersonStanding
}
/** Entry of the timeline and of the live stream. */
export interface EventEntry {
  /** Place in the log; grows, never reused. */
  position: number
  messageId: string
  type: EventType
  name: string
  at: string
  receivedAt: string
  person: { id: string; name: string | null }
  account: string | null
  properties: Record<string, unknown>
  /** Path of the page, where the event has one. */
  page: string | null
}
/** One page of a list, `?limit=` (1 to 200, default 50) and `?cursor=`. */
export interface Page<T> {
  items: T[]
  /** `null` on the last page. */
  next: string | null
  /** All there are, not only on this page. */
  total: number
}

/** Answer of `GET /admin/v1/overview`. */
export interface Overview {
  project: string
  version: string | null
  people: number
  identified: number
  eventsToday: number
  activeToday: number
  guidesShownToday: number
  /** Last 30 days, UTC, without gaps. `active` = people with at least one use of a declared feature. */
  series: { day: string; events: number; active: number; shown: number }[]
  milestones: { key: string; name: string; reached: Rate }[]
  goals: { key: string; name: string; target: number; actual: Rate; status: 'achieved' | 'on-track' | 'behind' | 'too-early'; definition: string }[]
}
