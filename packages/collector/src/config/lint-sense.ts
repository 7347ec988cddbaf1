// Owns what a well-formed condition cannot mean: clauses that exclude each other, so that nobody would ever match. It must
// not know files or lines.
import type { Condition, Guide, Issue, Model, Segment } from '@foothold/protocol'
import { findContradictions } from '@foothold/targeting'

/**
 * Finds conditions that can never hold.
 *
 * @param file - a well-formed guide or model.
 * @param segments - all definitions: an audience may contradict the segment that it names.
 * @returns `contradiction` issues at the second of the two clauses, naming both.
 */
export function lintSense(file: Guide | Model, segments: readonly Segment[]): Issue[] {
  return conditionsOf(file).flatMap(([root, condition]) =>
    findContradictions(condition, segments).map(({ first, second, firstText, secondText }): Issue => {
      const where = first === second ? '' : ` (at ${root}${first})`
      return {
        code: 'contradiction',
        severity: 'error',
        pointer: root + second,
        detail: `Nobody can fulfil both: ${firstText}${where} and ${secondText}. Drop one of them, or put them into an "any".`,
        found: secondText,
      }
    }),
  )
}

function conditionsOf(file: Guide | Model): [string, Condition][] {
  if (!('kind' in file)) {
    return (['segments', 'milestones'] as const).flatMap((list) => file[list].map(({ when }, i): [string, Condition] => [`/${list}/${i}/when`, when]))
  }
  const roots: [string, Condition][] = file.audience ? [['/audience', file.audience]] : []
  if (file.kind === 'checklist') file.tasks.forEach(({ completeWhen }, i) => roots.push([`/tasks/${i}/completeWhen`, completeWhen]))
  if (file.kind === 'tour')
    file.steps.forEach(({ next = [] }, i) => next.forEach((branch, j) => void ('if' in branch && roots.push([`/steps/${i}/next/${j}/if`, branch.if]))))
  return roots
}
