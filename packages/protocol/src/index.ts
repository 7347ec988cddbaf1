// The contract of Foothold without its validators: types and plain constants only, so that the browser may import it.
// The zod schemas and parsers are in @foothold/protocol/schema.
export { LIMITS } from './limits.ts'
export { DURATION_PATTERN, toMs, type Duration } from './duration.ts'
export { ERROR_CODES, type ErrorCode } from './error-code.ts'
export { toProblem, type Issue, type Problem } from './problem.ts'
export { DEFAULT_HOLDOUT, demandOf, experimentOf, isHeldOutByDefault, isInterruption, MOST_INTERRUPTIONS, placeOf, type Demand } from './attention.ts'
export { toSnippet } from './snippet.ts'
export type { GuideLift, Interval95, LiftArm, LiftVerdict } from './lift.ts'
export { nearest } from './nearest.ts'
export {
  GUIDE_EVENTS,
  EXPERIMENT_EXPOSED,
  FEATURE_USED,
  HELD_OUT_OF_ALL,
  MILESTONE_REACHED,
  MODEL_EVENTS,
  PERSON_INVITED,
  SDK_DROPPED,
  SESSION_STARTED,
  EVENT_TYPES,
} from './name.ts'
export type { EventType, GuideEventProperties, ModelEventProperties } from './name.ts'
export { SHOWING_EVENTS } from './showing-event.ts'
export type { Automaton, Cases, Rule, SemverBound, TestRule, Tests, Version } from './rule.ts'
export type { Condition, Comparison, CountComparison, EventCondition, FeatureLevel, GuideState, Scalar, Scope, Weekday } from './condition.ts'
export type { Event, Batch, BatchAnswer } from './event.ts'
export type {
  Action,
  Advance,
  Branch,
  Button,
  Celebration,
  Checklist,
  EmptyState,
  Experiment,
  Frequency,
  GuideGoal,
  Hint,
  Placement,
  Schedule,
  Step,
  Task,
  Tour,
  When,
} from './guide.ts'
export type { Guide, GuideKind } from './guide-file.ts'
export type { Announcement, Corner } from './announcement.ts'
export type { Media } from './media.ts'
export type { Answer, Question, QuestionBranch, Survey } from './survey.ts'
export type { ResourceCenter, ResourceEntry, ResourceSection } from './resource-center.ts'
export type { Leaderboard, Standings, StandingsAnswer, StandingsRequest, StandingsRow } from './leaderboard.ts'
export type { Find, Target } from './target.ts'
export type { Attention, AuthoredFeature, Badge, ClickUse, Feature, Goal, Holdout, Milestone, Model, Rollout, Segment } from './model.ts'
export { BEHAVIOUR, BEHAVIOUR_CLASSES, HABIT, MATURITIES, type BehaviourClass, type Maturity } from './habit.ts'
export type { Anchor, Behaviour, Habit } from './behaviour.ts'
export type { Journey, Stage } from './journey.ts'
export { BUNDLE_SPEC } from './bundle.ts'
export type {
  Bundle,
  ElementUse,
  Gate,
  GateName,
  GuideProgress,
  PublishedAdvance,
  PersonState,
  PublishedChecklist,
  PublishedEntry,
  PublishedGuide,
  PublishedLeaderboard,
  PublishedQuestion,
  PublishedResourceCenter,
  PublishedSection,
  PublishedStep,
  PublishedSurvey,
  PublishedTask,
  PublishedTheme,
  PublishedTour,
  StateRequest,
  Tally,
  TallyNeed,
} from './bundle.ts'
export { PALETTE, PRESETS, type Preset } from './palette.ts'
export type { Theme } from './theme.ts'
export type { TranslationFile, Translations } from './translation.ts'
export { MORE_WORDS, type AllWords } from './more-words.ts'
export { WORDS, type Words } from './words.ts'
export type * from './admin.ts'
export type * from './insight-answer.ts'
export type { Breakdown, Doing, InsightDefinition, InsightName } from './insight-definition.ts'
export type * from './model-answer.ts'
export { IDENTITY_MODES, KEY_KINDS, KEY_SCOPES } from './key.ts'
export type * from './key.ts'
