// Owns which questions of what was authored are about everybody in an account, so that projects that ask none pay for none. Pure.
import type { Condition } from '@foothold/protocol'
import { conditionsOfGuide, walkCondition } from '@foothold/targeting'
import type { Content } from './bundle.ts'

/** What has to be known of accounts. */
export interface AccountScope {
  /** Anything at all. */
  asked: boolean
  /** Milestones that any condition asks of the whole account. */
  milestones: ReadonlySet<string>
  /** Whether the definition of a milestone asks about the account. */
  inMilestones: boolean
  /** Whether the definition of a milestone asks for a milestone of the account. */
  milestonesInMilestones: boolean
}

/** @param milestoneDependencies - what the milestones depend on, as `subject:name`, however deep. */
export function toAccountScope({ guides, model }: Content, milestoneDependencies: ReadonlySet<string>): AccountScope {
  const conditionsOf = (list: readonly { when: Condition }[]): Condition[] => list.flatMap(({ when }) => [...walkCondition(when)])
  const milestones = conditionsOf(model.milestones)
  const ofGuides = guides.flatMap((guide) => [...conditionsOfGuide(guide)]).flatMap((condition) => [...walkCondition(condition)])
  const all = [...ofGuides, ...conditionsOf(model.segments), ...milestones]
  // a milestone may ask by way of a segment
  const inMilestones = [...milestones, ...conditionsOf(model.segments.filter(({ key }) => milestoneDependencies.has(`segment:${key}`)))]
  return {
    asked: all.some(asksAccount),
    milestones: milestonesAsked(all),
    inMilestones: inMilestones.some(asksAccount),
    milestonesInMilestones: milestonesAsked(inMilestones).size > 0,
  }
}

const asksAccount = (one: Condition): boolean => 'scope' in one && one.scope === 'account'

function milestonesAsked(conditions: readonly Condition[]): Set<string> {
  return new Set(conditions.flatMap((one) => ('milestone' in one && asksAccount(one) ? [one.milestone] : [])))
}
