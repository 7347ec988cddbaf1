// Owns the list of insights: what answers each. It must not know HTTP.
import type { InsightAnswers, InsightDefinition, InsightName } from '@foothold/protocol'
import type { AskOptions } from './ask.ts'
import { askEngagement } from './engagement.ts'
import { askFunnel } from './funnel.ts'
import { askRetention } from './retention.ts'

type Insights = { [Name in InsightName]: { summary: string; ask(definition: InsightDefinition<Name>, options: AskOptions): Promise<InsightAnswers[Name]> } }

/** By name what an insight answers, and how. */
export const INSIGHTS: Insights = {
  funnel: { summary: 'How far people come, step by step.', ask: askFunnel },
  retention: { summary: 'Who comes back, by cohort.', ask: askRetention },
  engagement: { summary: 'Who is active, how often, and what becomes of them.', ask: askEngagement },
}
