// Owns what an evaluation may look at. Values only: no clock, no DOM, no storage.
import type { FeatureLevel, GuideProgress, Scope, Tally } from '@foothold/protocol'

/** True, false, or `undefined` for unknown (Kleene). Unknown never shows a guide. */
export type Truth = boolean | undefined

declare const clean: unique symbol
/** Values by name, without a prototype: `constructor` and what a page adds to Object.prototype are not there. Made by `toValues`. */
export type Values = Readonly<Record<string, unknown>> & { readonly [clean]: true }

/** What values inherit from: nothing. A prototype of this kind keeps them as fast as other objects, which `__proto__: null` does not. */
function Bare(): void {}
Bare.prototype = Object.create(null)

/** Copies own values, so that inheritance is asked about once, here, and not at each of many million evaluations. */
export const toValues = (record: Readonly<Record<string, unknown>> = {}): Values => Object.assign(new (Bare as unknown as new () => Values)(), record)

/** Where the person is in the host product. */
export interface Place {
  /** Path without origin, query and hash, e.g. `/projects/7`. */
  path: string
  query: Readonly<Record<string, string>>
  /** Without the `#`. */
  hash?: string | undefined
}

/** Ids that experiments and rollouts draw by. */
export interface Units {
  user?: string | undefined
  account?: string | undefined
}

/** What is known of a person and the moment. An absent member means "not known here" and makes its predicates unknown. */
export interface Facts {
  /** Epoch ms. */
  now: number
  /** IANA name of the person's time zone. */
  zone?: string | undefined
  /** Ids that experiments and rollouts draw by. */
  units?: Units | undefined
  /** `undefined` until the person's traits are known. */
  traits?: Values | undefined
  account?: Values | undefined
  /** `null`: never happened as far as known here. Keys are those of `tallyKey`. */
  tally(key: string): Tally | null
  /** False while events of other devices or visits may be missing: then only what more history cannot undo is decided. */
  historyKnown: boolean
  /** The same for events of everybody in the account. @default false */
  accountKnown?: boolean | undefined
  /** Epoch ms when the milestone was reached, where that is stored. */
  reachedAt(milestone: string, scope?: Scope): number | undefined
  /** `null`: nothing yet; `undefined`: not known. */
  guide(key: string): GuideProgress | null | undefined
  /** Arm of an experiment that the person was exposed to before. */
  stuckArm?(guide: string): string | undefined
  place?: Place | undefined
  viewport?: 'narrow' | 'wide' | undefined
  input?: 'touch' | 'mouse' | undefined
  /** When the person's present session began, epoch ms. */
  sessionAt?: number | undefined
  element?: ((css: string) => 'visible' | 'present' | 'absent' | undefined) | undefined
  /** Whether the moment of a guide, or a start by hand, has come. `null`: it has not. */
  fired?: 'manual' | 'event' | null | undefined
  /** Hears of every instant (epoch ms) at which time alone may change an answer that was just given. */
  wake?: ((at: number) => void) | undefined
  /** Properties of the event that is the moment. */
  properties?: Values | undefined
}

/** Facts with the adoption model on top; made by `compileModel(…).over(facts)`. */
export interface Context extends Facts {
  segment(key: string): Truth
  milestone(key: string, scope?: Scope): Truth
  level(feature: string, scope?: Scope): FeatureLevel | undefined
  /** Arm of a guide's experiment: key of a variant, `holdout` or `none`. */
  arm(guide: string): string | undefined
  flag(rollout: string): Truth
  /** Epoch ms when any guide of a group but this one was last seen; 0: never. */
  groupSeenAt(group: string, but: string): number | undefined
}
