// Owns going through every condition of a bundle. It must not know what a condition means.
import type { Condition, Guide } from '@foothold/protocol'

/** Yields a condition and every condition inside it. */
export function* walkCondition(condition: Condition | undefined): Generator<Condition> {
  if (!condition) return
  yield condition
  const inner = 'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : []
  for (const one of inner) yield* walkCondition(one)
}

/** Yields the conditions that a guide holds: audience, tasks, branches of steps and questions, audiences of entries, what standings and a streak count. */
export function* conditionsOfGuide(guide: Guide): Generator<Condition> {
  if (guide.audience) yield guide.audience
  if (guide.kind === 'checklist') for (const task of guide.tasks) yield task.completeWhen
  if (guide.kind === 'tour') for (const step of guide.steps) for (const branch of step.next ?? []) if ('if' in branch) yield branch.if
  if (guide.kind === 'survey') for (const question of guide.questions) for (const branch of question.next ?? []) if ('if' in branch) yield branch.if
  if (guide.kind === 'resource-center')
    for (const section of guide.sections) for (const { audience } of 'entries' in section ? section.entries : []) if (audience) yield audience
  if (guide.kind === 'leaderboard') for (const { of } of [guide.standings, guide.streak].filter((one) => one !== undefined)) if ('event' in of) yield of
}
