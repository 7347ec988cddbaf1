// Owns the form in which it is told whether a guide is on the page.
import type { Refusal } from '@foothold/targeting'
import { nearestKey } from './nearest-key.ts'

/**
 * Whether a guide may be shown, or is; if not, why: a gate of its own, or what came after them. `unknown` is a gate that cannot be
 * decided yet, `detail` then says which. `no-such-guide`: none of this key is published for this page's key; `detail` is the nearest
 * one. `until`: epoch ms at which the frequency allows it again.
 */
export type Decision =
  | { show: true }
  | { show: false; reason: Refusal['reason'] | 'busy' | 'outranked' | 'not-loaded' | 'no-such-guide'; detail?: string | undefined; until?: number }

/** What is said of a guide while nothing is known of it. */
export const NOT_LOADED: Decision = { show: false, reason: 'not-loaded' }

/** What is said of a guide that is not among those that are there. */
export const noSuchGuide = (key: unknown, guides: readonly { key: string }[]): Decision => ({
  show: false,
  reason: 'no-such-guide',
  detail: nearestKey(
    key,
    guides.map((guide) => guide.key),
  ),
})
