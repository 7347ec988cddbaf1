// Owns the list of insights: what answers each. It must not know HTTP.
import type { InsightAnswers, InsightDefinition, InsightName } from '@foothold/protocol'
import { askAccounts } from './accounts.ts'
import { askAdoption } from './adoption.ts'
import type { AskOptions } from './ask.ts'
import { askBehaviour } from './behaviour.ts'
import { askDepth } from './depth.ts'
import { askEngagement } from './engagement.ts'
import { askFunnel } from './funnel.ts'
import { askGoals } from './goal-status.ts'
import { askGuide } from './guide-performance.ts'
import { askJourney } from './journey.ts'
import { askMilestone } from './milestone.ts'
import { askMix } from './mix.ts'
import { askRetention } from './retention.ts'
import { askSessions } from './sessions.ts'
import { askSurvey } from './survey.ts'

type Insights = { [Name in InsightName]: { summary: string; ask(definition: InsightDefinition<Name>, options: AskOptions): Promise<InsightAnswers[Name]> } }

/** By name what an insight answers, and how. */
export const INSIGHTS: Insights = {
  funnel: { summary: 'How far people come, step by step.', ask: askFunnel },
  retention: { summary: 'Who comes back, by cohort.', ask: askRetention },
  engagement: { summary: 'Who is active, how often, and what becomes of them.', ask: askEngagement },
  sessions: { summary: 'How many sessions, and how long.', ask: askSessions },
  adoption: { summary: 'Who adopts a feature, how fast, and what they make of it.', ask: askAdoption },
  depth: { summary: 'How much of the product people use, and whether that grows.', ask: askDepth },
  behaviour: { summary: 'How many people are power, casual, at risk, dormant or new, and where they went.', ask: askBehaviour },
  accounts: { summary: 'How accounts are: seats, use, depth, and who carries them.', ask: askAccounts },
  mix: { summary: 'How two cohorts compare, and which part of it is due to who came.', ask: askMix },
  milestone: { summary: 'How many reach a milestone by which day.', ask: askMilestone },
  journey: { summary: 'Who is at which stage, and what if one were better.', ask: askJourney },
  goals: { summary: 'Where the goals of the model stand.', ask: askGoals },
  guide: { summary: 'How far people come in a guide, how it ends, whether its targets are there.', ask: askGuide },
  survey: { summary: 'Scores of a survey, and who never answered.', ask: askSurvey },
}
