// The contract of Foothold without its validators: types and plain constants only, so that the browser may import it.
// The zod schemas and parsers are in @foothold/protocol/schema.
export { LIMITS } from './limits.ts'
export { DURATION_PATTERN, toMs, type Duration } from './duration.ts'
export { ERROR_CODES, type ErrorCode } from './error-code.ts'
export { toProblem, type Issue, type Problem } from './problem.ts'
export { toSnippet } from './snippet.ts'
export { nearest } from './nearest.ts'
export { GUIDE_EVENTS, MILESTONE_REACHED, SESSION_STARTED, EVENT_TYPES } from './name.ts'
export type { EventType, GuideEventProperties } from './name.ts'
export type { Condition, Comparison, CountComparison, EventCondition, FeatureLevel, GuideState, Scalar } from './condition.ts'
export type { Event, Batch, BatchAnswer } from './event.ts'
export type {
  Action,
  Branch,
  Button,
  Celebration,
  Checklist,
  EmptyState,
  Find,
  Frequency,
  Guide,
  GuideGoal,
  GuideKind,
  Hint,
  Placement,
  Step,
  Target,
  Task,
  Tour,
  When,
} from './guide.ts'
export type { Feature, Goal, Milestone, Model, Segment } from './model.ts'
export type { Bundle, GuideProgress, PersonState, StateRequest, Tally } from './bundle.ts'
export type * from './admin.ts'
