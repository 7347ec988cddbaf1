// Owns the answers of the admin API about the live model. Types only. Times are ISO 8601 UTC.

/** Numbers of the live model over everybody. Lists are in no order; what nobody is in is left out. */
export interface ModelNumbers {
  people: number
  /** People of whom something is missed now. */
  late: number
  levels: { feature: string; level: string; people: number }[]
  segments: { segment: string; people: number }[]
  stages: { journey: string; stage: string; people: number }[]
  classes: { class: string; people: number }[]
  maturities: { maturity: string; people: number }[]
  /** `expected` as in `milestone:<key>`, `feature:<key>`, `journey:<key>:<stage>`, `dormant`. */
  missed: { expected: string; people: number }[]
  /** The same of accounts; `null` where an earlier version did not count them. */
  accounts: AccountNumbers | null
}

/** Numbers of the live model over all accounts. */
export interface AccountNumbers {
  accounts: number
  /** In which nobody has used anything for long. */
  stalled: number
  /** The furthest stage of anybody in it. */
  stages: { journey: string; stage: string; accounts: number }[]
  classes: { class: string; accounts: number }[]
  maturities: { maturity: string; accounts: number }[]
}

/** Definitions that people are, or were, reckoned by. */
export interface ModelBasisEntry {
  /** Hash of the definitions. */
  basis: string
  /** Of the files that brought them. */
  version: string
  since: string
  until: string | null
  /** How far the reckoning of everybody is. */
  progress: { done: number; total: number; finished: boolean }
  /** The numbers now, or when others came; `null` where nobody counted them. */
  numbers: ModelNumbers | null
}

/** Answer of `GET /admin/v1/model`: what is followed now first. */
export interface ModelAnswer {
  definitions: ModelBasisEntry[]
}

/** Something that is expected of a person by a time. */
export interface ExpectedEntry {
  /** `milestone`, `feature`, `journey` or `silence`. */
  kind: string
  /** Key of what is expected: the milestone, the feature, or journey and stage. */
  key: string
  due: string
  metAt: string | null
  status: 'due' | 'met' | 'late' | 'missed'
}

/** Where a person stands. */
export interface PersonStanding {
  /** Not here yet: told of by a server. */
  invited: boolean
  behaviour: {
    class: string
    since: string
    rule: string
    trend: string
    activeDays: number
  } | null
  maturity: string
  /** Share of the relevant features used in the last 28 days. */
  depth: number | null
  lastUseAt: string | null
  segments: { key: string; inside: boolean; since: string }[]
  stages: { journey: string; name: string; stage: string; stageName: string; since: string; next: string | null; due: string | null }[]
  expected: ExpectedEntry[]
}

/** Where an account stands. */
export interface AccountStanding {
  people: number
  /** People who used anything in the last 28 days. */
  active: number
  /** By role, the largest first; depth is the mean over the active people. */
  roles: { role: string | null; people: number; active: number; depth: number | null }[]
  /** Of all its people together: a day on which anybody uses anything is a day of use. `null` where nobody was here. */
  behaviour: PersonStanding['behaviour']
  maturity: string
  /** Mean share of the features for their role that active people used in the last 28 days. */
  depth: number | null
  /** Exact to the day, as the notes of people are; exact from a day before the account would stand still. */
  lastUseAt: string | null
  /** Nothing was used by anybody for long; since the last use. */
  stalled: boolean
  features: { key: string; name: string; level: string; people: number }[]
  /** `inside`: somebody is in it; since when somebody is, or nobody is any more. */
  segments: { key: string; people: number; inside: boolean; since: string }[]
  /** The furthest stage of anybody; `due` is when somebody should have come to the next, `overdue` that nobody has. */
  stages: {
    journey: string
    name: string
    stage: string
    stageName: string
    since: string
    people: number
    next: string | null
    due: string | null
    overdue: boolean
  }[]
  classes: { class: string; people: number }[]
  /** What is missed of people now; `kind` and `key` as in `ExpectedEntry`. */
  missed: { kind: string; key: string; people: number }[]
}
