// Owns where an interrupted tour or survey goes on. It must not know whether it may be shown.
import { toMs } from '@foothold/protocol'
import type { CompiledGuide, Context } from '@foothold/targeting'
import { pointIn } from './flow.ts'
import type { World } from './world.ts'

/** Finds the step or question at which a guide goes on. @param context - what is known now. @returns nothing where it begins anew, or not at all. */
export function findResumePoint(
  { guide, gates, stepOnPage }: CompiledGuide,
  { person, platform }: Pick<World, 'person' | 'platform'>,
  context: () => Context,
): string | undefined {
  const progress = person.progress(guide.key)
  if ((guide.kind !== 'tour' && guide.kind !== 'survey') || progress?.state !== 'seen' || !progress.step) return undefined
  const { onLeave = 'resume', ttl = '3d' } = (guide.kind === 'tour' && guide.session) || {}
  if (onLeave === 'end' || platform.now() - (progress.at ?? progress.lastSeenAt ?? 0) > toMs(ttl)!) return undefined
  // who is held out by now has nothing to go on with
  if (gates.some(({ gate, evaluate }) => gate.name === 'holdout' && !evaluate(context()))) return undefined
  // the questions of a survey are asked anew where they changed
  if (guide.kind === 'survey') return stepOnPage.has(progress.step) ? progress.step : undefined
  return onLeave === 'restart' ? guide.steps[0]!.key : pointIn(guide, progress)
}
