// Owns the shapes of answers about many people. Types only.
import type { Rate } from './admin.ts'
import type { BehaviourClass } from './habit.ts'
import type { InsightDefinition, InsightName } from './insight-definition.ts'
import type { AccountStanding } from './model-answer.ts'

/** A cell of the table of an answer. */
export type Cell = string | number | null
/** A column of the table; a share is from 0 to 1. */
export interface Column {
  name: string
  unit: 'text' | 'count' | 'share' | 'seconds' | 'number'
}

/** A question with a name. */
export interface SavedQuery {
  key: string
  name: string
  insight: InsightName
  /** As it was checked when it was saved, defaults filled in. */
  definition: Record<string, unknown>
  /** ISO 8601. */
  savedAt: string
}

/** What every answer says of itself. */
export interface InsightHead<Name extends InsightName = InsightName> {
  insight: Name
  /** As it was used, defaults filled in. */
  definition: InsightDefinition<Name>
  /** ISO 8601; `to` is not included. */
  range: { from: string; to: string }
  /** IANA name. */
  timezone: string
  /** People that the answer is about. */
  n: number
  /** Sentences that say what the numbers are. */
  means: string
  /** The answer as a table. */
  columns: Column[]
  rows: Cell[][]
  /** Numbers that are not in the table. */
  facts: InsightFact[]
  /** What is odd about the question: names that never came. */
  notes: string[]
  /** With what it was compared, if asked for. */
  comparison: InsightComparison | null
}
/** A number with a name; with an interval of 95 % where it has one. */
export interface InsightFact {
  name: string
  unit: Column['unit']
  value: number | null
  low?: number | null
  high?: number | null
}
/** The same numbers of another time or of others. */
export interface InsightComparison {
  label: string
  /** ISO 8601; `to` is not included. */
  range: { from: string; to: string }
  /** `difference` is ours minus theirs. */
  rows: { name: string; unit: Column['unit']; ours: number | null; theirs: number | null; difference: Difference }[]
}

/** Seconds; `null` where nobody is counted. */
export interface StepTime {
  n: number
  median: number | null
  p75: number | null
  p90: number | null
}
export interface FunnelStep {
  name: string
  people: number
  /** Of the people at the first step, and at the step before. */
  ofFirst: Rate
  ofPrevious: Rate
  /** Seconds from the step before. */
  time: StepTime
}
export interface FunnelPart {
  /** Value at the first step; `null`: none was told. */
  value: unknown
  /** The groups that are too many to be listed. */
  rest: boolean
  steps: FunnelStep[]
  /** Seconds from the first step to the last. */
  time: StepTime
  /** People who may still go further. */
  open: number
}
/** A number with its interval; of a difference of two rates in points from -1 to 1. */
export interface Difference {
  value: number | null
  low: number
  high: number
}
export interface FunnelAnswer extends InsightHead<'funnel'>, Omit<FunnelPart, 'value' | 'rest'> {
  /** Where most people are lost, and where the largest share of those who were there; steps from 1, `null` where nobody is lost. */
  dropOff: { people: { step: number; lost: number } | null; rate: { step: number; value: number } | null }
  groups: FunnelPart[]
  /** The other period or segment; `difference` is ours minus theirs, by step, of attempts on both sides whose time is over. */
  against: (Omit<FunnelPart, 'value' | 'rest'> & { label: string; difference: Difference[] }) | null
}

export interface RetentionCell extends Rate {
  /** Whether all of its time is over; others are counted so far, and are in no mean. */
  complete: boolean
}
export interface RetentionPart {
  value: unknown
  cohorts: { period: string; people: number; cells: RetentionCell[] }[]
  /** By column: all cohorts whose cell is complete, together. */
  mean: Rate[]
}
export interface RetentionAnswer extends InsightHead<'retention'>, Omit<RetentionPart, 'value'> {
  /** Names of the columns. */
  periods: string[]
  groups: RetentionPart[]
  /** As many cohorts just before, if asked for; `difference` is our mean minus theirs, by column. */
  against: (Omit<RetentionPart, 'value'> & { label: string; difference: Difference[] }) | null
}

export interface EngagementAnswer extends InsightHead<'engagement'> {
  /** Active people: on the day, in the 7 and in the 28 days that end with it. */
  days: { day: string; dau: number; wau: number; mau: number }[]
  /** Mean of DAU ÷ MAU over the days whose 28 days are over. */
  stickiness: number | null
  /** Weeks of people who were active in them: by active days (1 to 7), the mean, and the share with at least 3. */
  activeDays: { weeks: number[]; mean: number | null; three: Rate }
  /** Of the two means: 95 %, by person. */
  intervals: { stickiness: Difference; activeDays: Difference }
  /** As many days just before, if asked for; differences are ours minus theirs. */
  against: {
    label: string
    /** People. */
    n: number
    stickiness: number | null
    activeDays: EngagementAnswer['activeDays']
    intervals: EngagementAnswer['intervals']
    /** `activeDays` in days; everybody who was there both times is compared with themselves. */
    difference: { people: number; stickiness: Difference; activeDays: Difference; three: Difference }
  } | null
  /** By period: active people by what they did in the one before, and those who were lost; the last one may not be over. */
  periods: { period: string; complete: boolean; active: number; new: number; returning: number; resurrected: number; lost: number }[]
}

export interface SessionsAnswer extends InsightHead<'sessions'> {
  sessions: number
  perPerson: number | null
  /** Seconds. */
  duration: StepTime
  /** Events of a session. */
  events: StepTime
  days: { day: string; sessions: number; people: number }[]
}

/** A day of a curve (Kaplan–Meier): who is there by its end, and how many have been watched for so long. */
export interface CurvePoint {
  day: number
  value: number
  low: number
  high: number
  atRisk: number
}
/** Days until half are there; `null` where it cannot be told. */
export interface MedianDays {
  value: number | null
  low: number | null
  high: number | null
}
export interface AdoptionAnswer extends InsightHead<'adoption'> {
  eligible: number
  /** Used it at all. */
  tried: Rate
  /** So far, whatever time they had. */
  adopted: Rate
  /** `null` where nobody has been there for so long. */
  byDay: CurvePoint | null
  medianDays: MedianDays
  curve: CurvePoint[]
  /** As long just before and looked at at its end, if asked for; differences are ours minus theirs. */
  against: {
    label: string
    eligible: number
    tried: Rate
    adopted: Rate
    byDay: CurvePoint | null
    difference: { tried: Difference; adopted: Difference; byDay: Difference }
  } | null
  quality: { usesPerWeek: number | null; weeksUsed: Rate; breadth: { accounts: number; mean: number | null } }
  /** What follows adoption, if asked for. */
  impact: AdoptionImpact | null
}
/** Which share came to the outcome, with and without. */
export interface AdoptionImpact {
  /** `lot`: who saw a guide was drawn, so the difference is due to it. `association`: adopters chose to be ones, and may have done it anyway. */
  evidence: 'lot' | 'association'
  outcome: string
  /** Adopters with somebody like them; by lot, people for whom the guide was. */
  with: Rate
  /** People who had not adopted, mixed as the adopters are; by lot, those held out. */
  without: { n: number; value: number | null; low: number | null; high: number | null }
  /** With less without. */
  difference: Difference
  /** The same without a look at who they are; `null` by lot. */
  crude: Difference | null
  /** Adopters whom nobody is like; `null` by lot. */
  unmatched: number | null
  /** By lot: the share that adopted the feature in the same time, and what the guide adds to it. */
  adoption: { with: Rate; without: Rate; difference: Difference } | null
  /** Sentences that say what is compared. */
  means: string
}

export interface DepthMean {
  people: number
  mean: number | null
  low: number | null
  high: number | null
}
export interface DepthPart {
  now: DepthMean
  before: DepthMean
  /** Difference of the means. */
  trend: number | null
  /** The same with its interval. */
  difference: Difference
}
export interface DepthAnswer extends InsightHead<'depth'>, DepthPart {
  groups: (DepthPart & { value: unknown })[]
  /** Groups that there are. */
  total: number
  /** Of the active people whom a feature is for, those who used it. */
  features: { key: string; name: string; used: Rate }[]
}

export interface BehaviourAnswer extends InsightHead<'behaviour'> {
  /** By instant: the first day of a period, then `now`. */
  times: { at: string; classes: { class: BehaviourClass; people: number }[] }[]
  /** From each instant to the next; `null`: not there yet. */
  flows: { from: string; to: string; flows: { from: BehaviourClass | null; to: BehaviourClass; people: number }[] }[]
}

export interface AccountsAnswer extends InsightHead<'accounts'> {
  accounts: {
    id: string
    /** People who used any feature, of the people in it. */
    active: Rate
    /** Mean of the active people. */
    depth: number | null
    /** Of 28. */
    activeDays: number
    uses: number
    /** Share of the uses by the person with the most. */
    champion: number | null
    lastUseAt: string | null
    busyWithoutValue: boolean
    championRisk: boolean
    /** By the live model, now; `null` where it does not know the account. */
    maturity: string | null
    /** Class of behaviour and trend of the account; `null` where nobody was here. */
    behaviour: AccountStanding['behaviour']
    /** Since the last use by anybody, where that is long ago. */
    stalledSince: string | null
    stages: AccountStanding['stages']
    /** Keys of the milestones that somebody reached in it. */
    milestones: string[]
  }[]
}

export interface MixAnswer extends InsightHead<'mix'> {
  first: Rate
  second: Rate
  /** First less second, of the kinds of people that both sides have; and its two parts. */
  difference: Difference | null
  composition: Difference | null
  rates: Difference | null
  /** Rates as they were if both had the same mix: that of both together. */
  standardised: { first: Difference | null; second: Difference | null }
  /** People of kinds that one side alone has. */
  apart: { first: Rate; second: Rate } | null
  /** People who have not been there long enough. */
  young: number
  groups: { traits: unknown[]; first: Rate; second: Rate; part: { composition: number; rates: number } | null }[]
}

export interface MilestoneAnswer extends InsightHead<'milestone'> {
  /** Of those who have been there for so many days. */
  reached: Rate
  byDay: CurvePoint | null
  medianDays: MedianDays
  curve: CurvePoint[]
}

export interface JourneyAnswer extends InsightHead<'journey'> {
  stages: {
    name: string
    owner: string | null
    people: number
    ofFirst: Rate
    ofPrevious: Rate
    time: StepTime
    /** People whose last stage it is, and how long they have been in it. */
    present: number
    waiting: StepTime
    /** Of those: the time for the next stage is over. */
    late: number
  }[]
  /** By stage what would come of the changed rates. */
  whatIf: { ofFirst: number; people: number }[] | null
}

export interface GoalsAnswer extends InsightHead<'goals'> {
  goals: {
    key: string
    name: string
    target: number
    actual: Rate
    status: 'achieved' | 'on-track' | 'behind' | 'too-early'
    /** People who are missing. */
    behindBy: number
    means: string
  }[]
}

export interface GuideAnswer extends InsightHead<'guide'> {
  seen: { showings: number; people: number }
  /** `time` in seconds: at a step or question, until the next thing; to a task, from seeing the checklist. */
  steps: { key: string; title: string; people: number; ofSeen: Rate; lost: number; time: StepTime }[]
  ends: { end: string; showings: number; people: Rate }[]
  /** Seconds from seeing to completing it. */
  time: StepTime
  reasons: { value: unknown; events: number; people: number }[]
  targets: {
    rendered: number
    missing: number
    reasons: { value: unknown; events: number; people: number }[]
    steps: { value: unknown; events: number; people: number }[]
  }
}

/** NPS in points from -100 to 100, CSAT as a share, CES as a mean from 1 to 7. */
export interface SurveyScore {
  n: number
  value: number | null
  low: number | null
  high: number | null
}
export interface SurveyAnswer extends InsightHead<'survey'> {
  /** People who came to the end, of those who saw it. */
  answered: Rate
  never: number
  questions: { key: string; ask: string; title: string; answers: { value: unknown; people: number }[]; score: SurveyScore | null }[]
}

/** The answer of an insight. */
export interface InsightAnswers {
  funnel: FunnelAnswer
  retention: RetentionAnswer
  engagement: EngagementAnswer
  sessions: SessionsAnswer
  adoption: AdoptionAnswer
  depth: DepthAnswer
  behaviour: BehaviourAnswer
  accounts: AccountsAnswer
  mix: MixAnswer
  milestone: MilestoneAnswer
  journey: JourneyAnswer
  goals: GoalsAnswer
  guide: GuideAnswer
  survey: SurveyAnswer
}
