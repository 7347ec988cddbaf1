// Owns the names of Foothold's own events. Plain constants: the browser bundle imports this file.
import { SHOWING_EVENTS } from './showing-event.ts'

export const EVENT_TYPES = ['track', 'identify', 'group', 'page', 'screen', 'alias'] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** Names of all events that the SDK itself tracks about guides. */
export const GUIDE_EVENTS = {
  ...SHOWING_EVENTS,
  /** A task of a checklist became done. Property `task`. */
  taskCompleted: 'guide.task-completed',
  /** One question was answered, or skipped. Properties `question`, `ask`, and `value` or `text`; neither where it was skipped. */
  questionAnswered: 'survey.answered',
  /** The panel of a resource center was opened. */
  opened: 'guide.opened',
  /** An entry of a resource center was followed. Property `entry`. */
  entryOpened: 'guide.entry-opened',
  /** News of a resource center were in front of the person. Property `entries`: their keys. */
  newsRead: 'guide.news-read',
  /** The person left the standings of a leaderboard, or came back. Property `out`. */
  standingsLeft: 'guide.standings-left',
} as const

/** Tracked by the SDK when a milestone is first reached in this browser. Property `milestone`. */
export const MILESTONE_REACHED = 'milestone.reached'
/**
 * Events that the collector itself puts into the log, once each, when a time has passed without what was expected; and what takes
 * each back. Properties: `ModelEventProperties`.
 */
export const MODEL_EVENTS = {
  /** A milestone was not reached by its deadline. */
  missed: 'milestone.missed',
  missedRecovered: 'milestone.recovered',
  /** A relevant feature was not tried by its deadline. */
  untouched: 'feature.untouched',
  untouchedRecovered: 'feature.recovered',
  /** A stage was not left within the time that its journey gives. */
  journeyStalled: 'journey.stalled',
  journeyRecovered: 'journey.recovered',
  /** Nothing was used for long. */
  dormant: 'person.dormant',
  dormantRecovered: 'person.recovered',
  /** Nothing was used by anybody in the account for long. */
  accountStalled: 'account.stalled',
  accountRecovered: 'account.recovered',
} as const

/** Told by a server: this person may come, but has not been here yet. */
export const PERSON_INVITED = 'person.invited'
export const SESSION_STARTED = 'session.started'
/** Tracked once for each person and experiment, when the guide is first seen, or would have been. Properties `guide`, `arm`. */
export const EXPERIMENT_EXPOSED = 'experiment.exposed'
/** The arm of who is held out of everything: it says nothing about the guide's own experiment. */
export const HELD_OUT_OF_ALL = 'holdout-all'
/** Tracked by the SDK when a declared element of a feature is clicked. Property `feature`. */
export const FEATURE_USED = 'feature.used'
/** Tracked by the SDK when events were given up and something can be sent again. Property `counts`: how many, by code. */
export const SDK_DROPPED = 'sdk.dropped'

/** Properties of every guide event. */
export interface GuideEventProperties {
  guide: string
  kind: string
  /** Content hash of the bundle that the guide came with. */
  version: string
  /** Id of this one appearance to this one person. */
  showing: string
  /** Of a guide with an experiment: the arm that was shown. */
  arm?: string
  step?: string
  task?: string
  question?: string
  entry?: string
  reason?: string
  /** Of a target that could not be used: how many elements came nearest to it. */
  count?: number
  /** Of `guide.seen`: it came unasked into what the person did, and counts against the limits of attention. */
  interruption?: true
  /** Of a snooze with a length of its own: when it is over, ISO 8601. */
  until?: string
}

/** Properties of the events of the live model. Times are ISO 8601 UTC. */
export interface ModelEventProperties {
  source: 'foothold'
  milestone?: string
  feature?: string
  journey?: string
  /** The stage that should have been reached. */
  stage?: string
  /** When it should have happened. */
  due: string
}
