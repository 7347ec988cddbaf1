// Owns the answer about the goals of the model: where they stand. It must not know SQL or HTTP.
import type { GoalsAnswer, InsightDefinition } from '@foothold/protocol'
import { toColumns, toHead, zoneOf, type AskOptions } from './ask.ts'

/** Fewer people say too little to call a goal missed or met while the interval holds its target. */
const FEW = 20

/** Answers where the goals stand. */
export async function askGoals(definition: InsightDefinition<'goals'>, options: AskOptions): Promise<GoalsAnswer> {
  const goals = (await options.goals()).map(({ key, name, target, actual, definition: means }) => {
    const { k, n, value, high } = actual
    const missing = Math.max(0, Math.ceil(target * n - 1e-9) - k)
    const status: GoalsAnswer['goals'][number]['status'] =
      value === null ? 'too-early' : value >= target ? 'achieved' : high! < target ? 'behind' : n < FEW ? 'too-early' : 'on-track'
    return { key, name, target, actual, status: status, behindBy: status === 'behind' ? missing : 0, means }
  })
  return {
    ...toHead(
      'goals',
      definition,
      { from: 0, to: options.now, zone: zoneOf(definition, options) },
      {
        n: goals.reduce((most, { actual }) => Math.max(most, actual.n), 0),
        means: `Achieved: the share is at its target. Behind: the whole 95 % interval (Wilson) is below it, by so many people. Between the two a goal is on track, or too early to say with fewer than ${FEW} people.`,
        columns: toColumns('goal', 'target:share', 'actual:share', 'low:share', 'high:share', 'people:count', 'status', 'behind by:count'),
        rows: goals.map(({ name, target, actual, status, behindBy }) => [name, target, actual.value, actual.low, actual.high, actual.n, status, behindBy]),
      },
    ),
    goals,
  }
}
