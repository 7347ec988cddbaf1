// Owns which track events are Foothold's own: what they tell is not what somebody does in the product. Pure.
import { EXPERIMENT_EXPOSED, GUIDE_EVENTS, MILESTONE_REACHED, MODEL_EVENTS, PERSON_INVITED, SDK_DROPPED, SESSION_STARTED } from '@foothold/protocol'

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
