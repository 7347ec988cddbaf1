// Owns the port of questions over many events. Persons are identity-resolved: events of an anonymous id count for the user
// that it was linked to, also those before. It must not know SQL, definitions of rates or the adoption model.
import type { compileWhere } from '@foothold/targeting'
import type { AccountsQuestion, AccountSum } from '../fold/accounts.ts'
import type { ActivityCounts, ActivityQuestion } from '../fold/activity.ts'
import type { AdoptionCounts, AdoptionQuestion } from '../fold/adoption.ts'
import type { BehaviourCounts, BehaviourQuestion } from '../fold/behaviour.ts'
import type { DepthCounts, DepthQuestion } from '../fold/depth.ts'
import type { Attempts, AttemptsQuestion } from '../fold/attempts.ts'
import type { FunnelQuestion } from '../fold/funnel.ts'
import type { FunnelCounts } from '../fold/funnel-groups.ts'
import type { FirstAfterQuestion } from '../fold/first-after.ts'
import type { LandmarkQuestion, Landmarks } from '../fold/landmark.ts'
import type { JourneyQuestion, JourneyStage } from '../fold/journey.ts'
import type { RetentionCounts, RetentionQuestion } from '../fold/retention.ts'
import type { SessionCounts, SessionsQuestion } from '../fold/sessions.ts'
import type { ValueCount, ValuesQuestion } from '../fold/values.ts'

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

/** A person who would have seen a guide with an experiment. */
export interface ExposureRow {
  person: string
  /** Of the first exposure: `holdout`, `none`, or a variant. */
  arm: string
  /** The account at that time. */
  account: string | null
  /** Of the first exposure, epoch ms. */
  at: number
  /** First event of the goal after that, epoch ms. */
  goalAt: number | null
}

/** One kind of use of a feature. */
export interface EventUse {
  event: string
  /** Tests of properties, as `compileWhere` takes them. `undefined`: every event of this name. */
  where: Parameters<typeof compileWhere>[0]
}

/** A stored event with the person it counts for. */
export interface PersonEvent {
  person: string
  name: string
  timestamp: number
  properties: string
}

/** How far the answers' own copy of the log is. */
export interface QueryProgress {
  /** Position that it has come to. */
  position: number
  /** Position that it goes to. */
  end: number
  eventsPerSecond: number
}

/**
 * Questions over a project's events; days are UTC, `YYYY-MM-DD`. Implementations pass `eventQueryContract`.
 *
 * Every answer counts all that was acknowledged before the question. Questions and answers are plain data, so that whoever
 * answers may live in another thread, or on another machine.
 *
 * @throws {CollectorError} each question: `query_timeout` where the answer takes too long, `projection_behind` while too many
 * events are not counted yet, `overloaded` where too many questions wait.
 */
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
  /**
   * Everybody who would have seen a guide with an experiment, with the first exposure; who was held out of all guides is not in it.
   *
   * @param goal - name of the event whose first after the exposure is looked for.
   */
  guideExposures(project: string, guide: string, goal?: string): Promise<ExposureRow[]>
  eventDays(project: string, from: number): Promise<{ day: string; events: number; shown: number }[]>
  /** Distinct persons by day with at least one of these uses. */
  activeDays(project: string, uses: readonly EventUse[], from: number): Promise<Map<string, number>>
  /** Track events of these names by these persons, in order of time. */
  eventsOf(project: string, persons: readonly string[], names: readonly string[]): Promise<PersonEvent[]>
  /** Names of track events with the number of events that have the name, most frequent first. */
  eventNames(project: string, limit: number): Promise<{ name: string; count: number }[]>
  /** Who came how far in a funnel. */
  funnel(project: string, question: FunnelQuestion): Promise<FunnelCounts>
  /** The same one by one, with what was told of each by then. */
  attempts(project: string, question: AttemptsQuestion): Promise<Attempts>
  /** Who came back. */
  retention(project: string, question: RetentionQuestion): Promise<RetentionCounts>
  /** Who was active when. */
  activity(project: string, question: ActivityQuestion): Promise<ActivityCounts>
  /** Who is where in a journey, by stage. */
  journey(project: string, question: JourneyQuestion): Promise<JourneyStage[]>
  /** Who adopted a feature, and when. */
  adoption(project: string, question: AdoptionQuestion): Promise<AdoptionCounts>
  /** Who is in which class of behaviour, and where they went. */
  behaviour(project: string, question: BehaviourQuestion): Promise<BehaviourCounts>
  /** What the people of each account do together. */
  accounts(project: string, question: AccountsQuestion): Promise<AccountSum[]>
  /** When people did something so often, after an instant of their own. */
  firstAfter(project: string, question: FirstAfterQuestion): Promise<Float64Array>
  /** Who had adopted a feature so long after they could begin with it, and what they did after that. */
  landmarks(project: string, question: LandmarkQuestion): Promise<Landmarks>
  /** How many of the features people use. */
  depth(project: string, question: DepthQuestion): Promise<DepthCounts>
  /** What people do without a long break. */
  sessions(project: string, question: SessionsQuestion): Promise<SessionCounts>
  /** How often a property has which value. */
  values(project: string, question: ValuesQuestion): Promise<ValueCount[]>
  /**
   * Takes in what is new in the log, where that is much, so that the next question need not wait for it.
   *
   * @param pace - asked between two steps; resolves when the next may begin.
   */
  follow(pace: () => Promise<void>): Promise<void>
  /** Makes everything anew from the log. @param tell - hears how far it is. */
  rebuild(tell?: (progress: QueryProgress) => void): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}
