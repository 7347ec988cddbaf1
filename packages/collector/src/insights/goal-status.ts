// Owns the answer about the goals of the model: where they stand. It must not know SQL or HTTP.
import type { GoalsAnswer, InsightDefinition } from '@foothold/protocol'
import { FEW } from './goals.ts'
import { toColumns, toHead, zoneOf, type AskOptions } from './ask.ts'

/** Answers where the goals stand. */
export async function askGoals(definition: InsightDefinition<'goals'>, options: AskOptions): Promise<GoalsAnswer> {
  const goals = (await options.goals()).map(({ key, name, target, actual, status, definition: means }) => {
    const missing = Math.max(0, Math.ceil(target * actual.n - 1e-9) - actual.k)
    return { key, name, target, actual, status, behindBy: status === 'behind' ? missing : 0, means }
  })
  return {
    ...toHead(
      'goals',
      definition,
      { from: 0, to: options.now, zone: zoneOf(definition, options) },
      {
        n: goals.reduce((most, { actual }) => Math.max(most, actual.n), 0),
        means: `Behind: the whole 95 % interval (Wilson) is below the target, by so many people. Of fewer than ${FEW} people it is too early to say while the interval holds the target. Else achieved: the share is at its target; or on track.`,
        columns: toColumns('goal', 'target:share', 'actual:share', 'low:share', 'high:share', 'people:count', 'status', 'behind by:count'),
        rows: goals.map(({ name, target, actual, status, behindBy }) => [name, target, actual.value, actual.low, actual.high, actual.n, status, behindBy]),
      },
    ),
    goals,
  }
}
