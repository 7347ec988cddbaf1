// Owns the names of the events that every kind of guide has. Plain constants: the browser bundle imports this file.

/** Names of the events that the SDK itself tracks about guides. `seen` is the only one that counts as shown. */
export const SHOWING_EVENTS = {
  rendered: 'guide.rendered',
  /** Really visible for 500 ms. */
  seen: 'guide.seen',
  /** A step was visible for 500 ms. Properties: `GuideEventProperties` with `step`. */
  stepSeen: 'guide.step-seen',
  completed: 'guide.completed',
  /** The last question of a survey was answered. */
  answered: 'guide.answered',
  dismissed: 'guide.dismissed',
  snoozed: 'guide.snoozed',
  /** Taken away by something else than the person: `reason`. */
  ended: 'guide.ended',
  /** A target could not be used: `reason` absent | ambiguous | hidden | off-screen | covered | disabled | cross-origin, `count`. */
  targetMissing: 'guide.target-missing',
} as const
