// Owns the plain words and defaults of the live model. Plain data: the browser may import it.
import type { Behaviour, Habit } from './behaviour.ts'

/** Exactly one for each person. */
export const BEHAVIOUR_CLASSES = ['new', 'power', 'casual', 'at-risk', 'dormant'] as const
export type BehaviourClass = (typeof BEHAVIOUR_CLASSES)[number]

/** How much of the tiers of a product is adopted: the highest tier of which half the relevant features are, with all tiers below. */
export const MATURITIES = ['none', 'core', 'advanced', 'power'] as const
export type Maturity = (typeof MATURITIES)[number]

/** Where a model says nothing else. */
export const HABIT: Habit = { weeks: 3, of: 4 }
/** Where a model says nothing else. */
export const BEHAVIOUR: Behaviour = {
  newFor: '14d',
  dormantAfter: '28d',
  stalledAfter: '14d',
  power: { days: 12, depth: 0.5 },
  atRisk: { drop: 0.5 },
}
