// Owns what the admin API answers about the effect of a guide. Types only.
import type { Rate } from './admin.ts'
import type { GuideGoal } from './guide.ts'

/**
 * - `works`, `harms`: the always-valid interval of the difference leaves 0 out.
 * - `no-effect`: enough people to have seen the effect asked about, and none was seen.
 * - `too-early`: not yet enough.
 * - `not-comparable`: the arms have not the people that their shares promise them; who was counted depends on the arm.
 * - `not-measured`: no goal, or nobody is held out.
 */
export type LiftVerdict = 'works' | 'no-effect' | 'harms' | 'too-early' | 'not-comparable' | 'not-measured'

/** A number with its 95 % interval; nulls where it cannot be told. */
export interface Interval95 {
  value: number | null
  low: number | null
  high: number | null
}

/** People of one side. The rate is of those whose time for the goal is over; where accounts are drawn, its interval goes by these. */
export interface LiftArm extends Rate {
  /** All who would have seen it, whose time is not over included. */
  people: number
  /** Of `people`: time for the goal is not over yet. They are in no rate, also where they have come to the goal already. */
  waiting: number
  /** Of `people`: had reached the milestone before. They are in no rate. */
  before: number
  /** Accounts with somebody in the rate, where accounts are drawn. */
  accounts: number | null
}

/** Answer of `GET /admin/v1/guides/:key/lift`. Differences are ratios: 0.05 = five points. */
export interface GuideLift {
  guide: string
  verdict: LiftVerdict
  /** The verdict in a sentence or two. */
  words: string
  goal: GuideGoal | null
  /** `since`: when this holdout went live, and people are counted from; `null` where there was never another. */
  experiment: { holdout: number; unit: 'user' | 'account'; since: string | null } | null
  shown: LiftArm
  heldOut: LiftArm
  /** Rate of the shown less rate of the held out. By Newcombe; by account cluster-robust. */
  difference: Interval95
  /** The same, valid however often one looks; the verdict goes by it. `p`: smallest level at which it leaves 0 out. */
  always: Interval95 & { p: number }
  /** Difference as a share of the held out's rate. */
  relative: Interval95
  /** People who reached the goal because of the guide: difference times people shown whose time is over. */
  extra: Interval95
  /** Chance that the shown's true rate is the higher one. */
  chanceToWin: number | null
  /** For one look, planned beforehand: χ², exact (Fisher) below 5 in a cell, Welch by account. */
  p: number | null
  /** Whether both sides have the people that the holdout promises; compares accounts where these are drawn. */
  sampleRatio: { p: number; alarm: boolean }
  /** People with their time over that it takes to see `effect` in four of five cases; nulls where the answer is none. */
  sample: { effect: number; shown: number | null; heldOut: number | null }
  definition: string
}
