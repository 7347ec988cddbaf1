// Owns what an evaluation may look at. Values only: no clock, no DOM, no storage.
import type { FeatureLevel, GuideProgress, Tally } from '@foothold/protocol'

/** True, false, or `undefined` for unknown (Kleene). Unknown never shows a guide. */
export type Truth = boolean | undefined

/** Where the person is in the host product. */
export interface Place {
  /** Path without origin, query and hash, e.g. `/projects/7`. */
  path: string
  query: Readonly<Record<string, string>>
}

/** What is known of a person and the moment. An absent member means "not known here" and makes its predicates unknown. */
export interface Facts {
  /** Epoch ms. */
  now: number
  /** `undefined` until the person's traits are known. */
  traits?: Readonly<Record<string, unknown>> | undefined
  account?: Readonly<Record<string, unknown>> | undefined
  /** `null`: never happened as far as known here. Keys are those of `tallyKey`. */
  tally(key: string): Tally | null
  /** False while events of other devices or visits may be missing: then only what more history cannot undo is decided. */
  historyKnown: boolean
  /** Epoch ms when the milestone was reached, where that is stored. */
  reachedAt(milestone: string): number | undefined
  /** `null`: nothing yet; `undefined`: not known. */
  guide(key: string): GuideProgress | null | undefined
  place?: Place | undefined
  viewport?: 'narrow' | 'wide' | undefined
  input?: 'touch' | 'mouse' | undefined
  element?: ((css: string) => 'visible' | 'present' | 'absent' | undefined) | undefined
  /** Properties of the event that is the moment. */
  properties?: Readonly<Record<string, unknown>> | undefined
}

/** Facts with the adoption model on top; made by `compileModel(…).over(facts)`. */
export interface Context extends Facts {
  segment(key: string): Truth
  milestone(key: string): Truth
  level(feature: string): FeatureLevel | undefined
}
