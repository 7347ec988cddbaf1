// Owns what the browser gets: the published bundle and the person's state. Types only.
import type { GuideState } from './condition.ts'
import type { Announcement } from './announcement.ts'
import type { Celebration, Checklist, EmptyState, Hint, Step, Task, Tour } from './guide.ts'
import type { Leaderboard } from './leaderboard.ts'
import type { Badge } from './model.ts'
import type { ResourceCenter, ResourceEntry, ResourceSection } from './resource-center.ts'
import type { Cases, Rule, Tests } from './rule.ts'
import type { Answer, Question, Survey } from './survey.ts'
import type { AllWords } from './more-words.ts'
import type { Words } from './words.ts'

/** Of the form of a bundle; a browser leaves a bundle of another form alone. */
export const BUNDLE_SPEC = 2

/**
 * Answer of `GET /v1/bundle/:writeKey`: all that is published, without anything about people. Made by `compileBundle` of
 * @foothold/targeting: what was authored as conditions, frequencies, schedules and shares has become rules.
 */
export interface Bundle {
  /** @see BUNDLE_SPEC */
  spec: number
  /** Content hash, 16 hex digits; also the ETag. Equal content has an equal version. */
  version: string
  guides: PublishedGuide[]
  segments: { key: string; when: Rule }[]
  milestones: { key: string; when: Rule; dependencies: string[] }[]
  /** Levels by key; of the account's use only where somebody asks. */
  features: { key: string; person: Cases; account?: Cases }[]
  flags: { key: string; when: Rule }[]
  /** What has to be counted for all rules together. */
  tallies: TallyNeed[]
  /** Elements whose clicks use a feature; missing where there are none. */
  clicks?: ElementUse[]
  /** Language that was picked for the one that was asked for. */
  language?: string
  /** Words that no author wrote, as far as the kinds here need them, by language of guides; English ones are in the SDK. */
  words?: Record<string, Words & Partial<AllWords>>
  /** Looks that guides name. */
  themes?: Record<string, PublishedTheme>
  /** Origins beside the page's own that pictures and films may come from. */
  media?: string[]
}

/** A look, ready to be put on. */
export interface PublishedTheme {
  /** Whatever the page looks like. */
  scheme?: 'light' | 'dark'
  /** Values of the CSS variables `--foothold-…`, by the rest of their names. */
  tokens: Record<string, string>
}

/** Why a guide is not shown: the gate that is closed. */
export type GateName = 'page' | 'moment' | 'milestone' | 'slot' | 'element' | 'schedule' | 'audience' | 'frequency' | 'attention' | 'holdout'

/** One of the rules that must hold for a guide to be shown. */
export interface Gate {
  name: GateName
  detail?: string
  rule: Rule
  /** Also where the guide is started by hand or goes on after an interruption. */
  always?: true
  /** Open to whoever is known to have done nothing with the guide yet. */
  fresh?: true
}

/** What is worked out of an authored guide. */
interface Published {
  /** In the order in which they are asked. */
  gates: Gate[]
  /** Everything that can change the decision: `subject:name` (`group:…` for the showings of a group), or `page`, `device`, `element`, `time`. */
  dependencies: string[]
  /** Group whose showings its cooldown counts. */
  group?: string
  /** Arms of its experiment. */
  arms?: Cases
  /** BCP 47, of its texts; none in a project that says nothing of languages. */
  language?: string
  direction?: 'ltr' | 'rtl'
}

type Envelope = 'audience' | 'frequency' | 'schedule' | 'translations'

export type PublishedTask = Omit<Task, 'completeWhen'> & { completeWhen: Rule }
/** As authored, its comparisons as tests. */
export type PublishedAdvance =
  | { input: 'any' | Tests }
  | { event: string; where?: Record<string, Tests> }
  | { element: string; is: 'visible' | 'present' | 'absent' }
export type PublishedStep = Omit<Step, 'next' | 'page' | 'advance'> & {
  advance?: PublishedAdvance
  next?: ({ if: Rule; to: string } | { else: string })[]
  onPage?: Rule
}
export type PublishedTour = Omit<Tour, Envelope | 'steps' | 'migrate'> &
  Published & {
    /** What becomes of an unfinished tour of another revision; missing where it goes on. */
    migrate?: 'restart' | 'end'
    /** Hash of what was authored. */
    revision: string
    steps: PublishedStep[]
  }
export type PublishedChecklist = Omit<Checklist, Envelope | 'tasks'> & Published & { tasks: PublishedTask[] }
/** Leaves members out of each form of a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** What an answer is asked has become a rule on the property that is called like the question. */
export type PublishedQuestion = Without<Question, 'next'> & { next?: ({ if: Rule; to: string } | { else: string })[] }
export type PublishedSurvey = Omit<Survey, Envelope | 'questions'> & Published & { questions: PublishedQuestion[] }
export type PublishedEntry = Without<ResourceEntry, 'audience'> & { audience?: Rule }
export type PublishedSection = Without<ResourceSection, 'entries'> & { entries?: PublishedEntry[] }
export type PublishedResourceCenter = Omit<ResourceCenter, Envelope | 'sections'> & Published & { sections: PublishedSection[] }
/** Standings are the collector's to reckon, the latest of one's own is in the tally of that name; a streak is read from its tally. */
export type PublishedLeaderboard = Omit<Leaderboard, Envelope | 'standings' | 'streak' | 'badges'> &
  Published & {
    standings?: { top: number; tally?: string }
    streak?: { tally: string; every: 'day' | 'workday' | 'week' }
    badges?: Badge[]
  }
export type PublishedGuide =
  | PublishedTour
  | PublishedChecklist
  | PublishedSurvey
  | PublishedResourceCenter
  | PublishedLeaderboard
  | ((Omit<Hint, Envelope> | Omit<EmptyState, Envelope> | Omit<Celebration, Envelope> | Omit<Announcement, Envelope>) & Published)

/** An element whose clicks the browser tracks as `feature.used`. */
export interface ElementUse {
  /** Key of the feature. */
  feature: string
  /** CSS selector. */
  selector: string
  /** Where there is none, any page. */
  onPage?: Rule
}

/** One count that rules read: events of this name whose properties compare. */
export interface TallyNeed {
  key: string
  event: string
  where?: Record<string, Tests> | undefined
  /** Events of anybody in the account. */
  account?: true | undefined
}

/** How often and when one thing happened to one person. Times are epoch ms, days are UTC dates. */
export interface Tally {
  count: number
  first: number
  last: number
  /** Count by UTC day, `YYYY-MM-DD`; at most the last 120 days. */
  days: Record<string, number>
  /** Epoch ms of the latest of them, ascending; at most 20. */
  recent: number[]
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
  /** Where a tour or survey stands, for resuming. */
  step?: string
  /** The steps after it, for when that one is not published any more; known in the browser alone. */
  ahead?: string[]
  /** Revision of the tour that it stands in; known in the browser alone. */
  revision?: string
  /** Snoozed until, epoch ms. */
  until?: number
  /** Tasks of a checklist that are done, with the time. */
  tasks?: Record<string, number>
  /** Answers to the questions of a survey, by key of the question. */
  answers?: Record<string, Answer>
  /** What was being answered to the question a survey stands at; known in the browser alone. */
  draft?: { question: string; chosen: (number | string)[]; written: string } | undefined
  /** News of a resource center that were read, with the time. */
  read?: Record<string, number>
  /** The person left the standings of a leaderboard; with the time of saying so. */
  out?: { is: boolean; at: number }
}

/** Body of `POST /v1/state`. The write key comes as Bearer, or as `writeKey`. */
export interface StateRequest {
  writeKey?: string
  userId?: string
  anonymousId?: string
  groupId?: string
  /** Proof of who the user is, where the project asks for one. */
  identityToken?: string
}

/** Answer of `POST /v1/state`: what the collector knows of this person that the browser may lack. */
export interface PersonState {
  /** ISO 8601: everything acknowledged before is in here. */
  at: string
  traits: Record<string, unknown>
  account: Record<string, unknown>
  /** Of the bundle that this was reckoned by. */
  version: string
  /** By key, for the tallies of that bundle. */
  tallies: Record<string, Tally>
  /** Reached milestones by key, epoch ms. */
  milestones: Record<string, number>
  guides: Record<string, GuideProgress>
  /** Arms of experiments that this person has been exposed to, by key of the guide: they stay, whatever the weights become. */
  arms: Record<string, string>
  /** Milestones that somebody of the account has reached, epoch ms of the first. */
  accountMilestones: Record<string, number>
}
