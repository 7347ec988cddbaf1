// Owns which track events are Foothold's own: what they tell is not what somebody does in the product. Pure.
import { EXPERIMENT_EXPOSED, GUIDE_EVENTS, MILESTONE_REACHED, MODEL_EVENTS, PERSON_INVITED, SDK_DROPPED, SESSION_STARTED } from '@foothold/protocol'
import type { EventUse } from '../store/event-query.ts'

/** Their names. A declared click on a feature is a use of it, and none of them. */
export const OWN_EVENTS: ReadonlySet<string> = new Set([
  ...Object.values(GUIDE_EVENTS),
  ...Object.values(MODEL_EVENTS),
  MILESTONE_REACHED,
  PERSON_INVITED,
  SESSION_STARTED,
  EXPERIMENT_EXPOSED,
  SDK_DROPPED,
])

/**
 * Says whether rows of a kind are Foothold's own events, which are not just anything though they may be asked for by name.
 *
 * @param kind - places in `uses` of all that such a row is; they have one name. None: a row that was not asked for by name.
 */
export function isOwnKind(kind: readonly number[], uses: readonly EventUse[]): boolean {
  const [first] = kind
  return first !== undefined && OWN_EVENTS.has(uses[first]!.event)
}
