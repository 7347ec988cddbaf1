// Owns what an answer can depend on, as `subject:name` (`trait:role`, `event:project.created`) or `page`, `device`, `element`,
// `time`. For publishing: the browser gets the result.
import { isInterruption, SESSION_STARTED, type Condition, type Guide, type Model } from '@foothold/protocol'
import { lowerFeature } from './click.ts'
import { INTERRUPTED } from './gates.ts'
import { slotOf } from './slot.ts'
import { conditionsOfGuide, walkCondition } from './walk.ts'

const NAMED = ['trait', 'account', 'property', 'segment', 'milestone', 'feature', 'event', 'guide', 'experiment', 'flag'] as const
const PLAIN = ['page', 'device', 'element', 'time'] as const

/** Lists what a condition names, references not resolved. */
export function dependenciesOf(condition: Condition | undefined): Set<string> {
  const found = new Set<string>()
  for (const one of walkCondition(condition)) {
    for (const subject of NAMED) if (subject in one) found.add(`${subject}:${(one as Record<string, string>)[subject]}`)
    for (const subject of PLAIN) if (subject in one) found.add(subject)
  }
  return found
}

/**
 * Makes the function that resolves references: what a segment, milestone, feature or flag depends on is added, however deep.
 *
 * @throws never; a reference to nothing adds nothing.
 */
export function createExpand(model: Pick<Model, 'segments' | 'milestones' | 'features' | 'rollouts'>): (dependencies: Iterable<string>) => Set<string> {
  const inner = new Map<string, Iterable<string>>([
    ...model.segments.map(({ key, when }) => [`segment:${key}`, dependenciesOf(when)] as const),
    ...model.milestones.map(({ key, when }) => [`milestone:${key}`, dependenciesOf(when)] as const),
    ...model.features.map(lowerFeature).map(({ key, usedWhen }) => [`feature:${key}`, usedWhen.map(({ event }) => `event:${event}`)] as const),
    ...model.rollouts.map(({ key, phases }) => [`flag:${key}`, ['time', ...phases.flatMap(({ segment }) => (segment ? [`segment:${segment}`] : []))]] as const),
  ])
  return (dependencies) => {
    const result = new Set(dependencies)
    // a set goes on with what is added while it is walked
    for (const one of result) for (const more of inner.get(one) ?? []) result.add(more)
    return result
  }
}

/** Lists everything that can change the decision about a guide, or what it says, references not resolved. */
export function dependenciesOfGuide(guide: Guide, all: Pick<Model, 'milestones'> & Partial<Pick<Model, 'badges' | 'attention'>>): Set<string> {
  const { key, when, frequency, schedule, experiment, kind } = guide
  const found = new Set([`guide:${key}`])
  for (const condition of conditionsOfGuide(guide)) for (const one of dependenciesOf(condition)) found.add(one)
  if (when?.after) found.add(`event:${when.after.event}`)
  if (when?.page || (kind === 'tour' && guide.steps.some(({ page }) => page))) found.add('page')
  if (when?.element || slotOf(guide) !== undefined) found.add('element')
  if (schedule) found.add('time')
  if (experiment) found.add(`experiment:${key}`)
  if (frequency?.group) found.add(`group:${frequency.group}`)
  if (kind === 'leaderboard')
    for (const worn of guide.badges ?? []) for (const { key: badge, milestone } of all.badges ?? []) if (badge === worn) found.add(`milestone:${milestone}`)
  if (all.attention && isInterruption(guide)) for (const event of [INTERRUPTED.event, SESSION_STARTED]) found.add(`event:${event}`)
  if (kind === 'celebration') for (const { key: milestone, celebrate } of all.milestones) if (celebrate === key) found.add(`milestone:${milestone}`)
  return found
}
