// Owns what a simulated product is: roles, features, how far people come, what guides do to that. Types only.

/** A feature that people find and then use. */
export interface SimulatedFeature {
  key: string
  /** Event of one use. */
  event: string
  /** Path of the page that it is on. */
  page: string
  /** Chance to find it on an active day, as long as it is unknown. */
  found: number
  /** Uses on an active day, on average, once it is known. */
  uses: number
}

export interface SimulatedRole {
  key: string
  /** Share of the people. */
  share: number
  /** Active days a week of somebody who has the habit. */
  perWeek: number
  /** Features that are relevant to the role. */
  features: readonly string[]
}

/**
 * A guide and what it truly does: who is exposed to it does the goal within the window with probability `base`, and with
 * `base + effect` where it is shown.
 */
export interface SimulatedGuide {
  key: string
  kind: 'tour' | 'hint' | 'announcement'
  /** When a person comes to it: at the first login, or on the first active day so many days later. */
  after: 'first-login' | { days: number }
  /** Name of the event that is its goal. */
  goal: string
  withinDays: number
  /** Feature that is known to whoever has reached the goal. */
  reveals?: string
  base: number
  /** Difference that showing it makes, as a share of the exposed. */
  effect: number
  /** Share that does not see it. */
  holdout: number
  steps: readonly string[]
  /** Share of those who see it that go to its end; the others dismiss it. */
  completed: number
}

export interface SimulatedProduct {
  key: string
  /** Name of what is done first that matters. */
  action: string
  roles: readonly SimulatedRole[]
  features: readonly SimulatedFeature[]
  /** Where people come from, and how that changes the chance of each stage. */
  sources: readonly { key: string; share: number; chance: number }[]
  plans: readonly { key: string; share: number; seats: number }[]
  /** Chance of each stage for those who came to the one before it; the first action is the base of a guide. */
  stages: { login: number; second: number; weekly: number; power: number }
  /** Chance a day to fall asleep after the first month, and to wake again. */
  asleep: { weekly: number; power: number; wake: number }
  guides: readonly SimulatedGuide[]
}
