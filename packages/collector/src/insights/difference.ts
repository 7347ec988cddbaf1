// Owns the difference of two numbers that have intervals of their own. Pure.
import type { Difference } from '@foothold/protocol'

/** A number with its interval; `null` where nobody is counted. */
export interface Bounded {
  value: number | null
  low: number | null
  high: number | null
}

/**
 * Takes one number from another, with the interval that follows from those of the two.
 *
 * Both are taken to be of different people; where some are in both, the interval is rather too wide.
 *
 * @returns of shares: from -1 to 1, `value` null where one of the two cannot be told. Of shares by Wilson it is Newcombe's interval.
 * @see G. Y. Zou, A. Donner (2008), Statistics in Medicine 27, 1693–1702 (square-and-add)
 */
export function toDifference(one: Bounded, other: Bounded): Difference {
  if (one.value === null || other.value === null) return { value: null, low: -1, high: 1 }
  const value = one.value - other.value
  const below = Math.hypot(one.value - (one.low ?? 0), (other.high ?? 1) - other.value)
  const above = Math.hypot((one.high ?? 1) - one.value, other.value - (other.low ?? 0))
  return { value, low: Math.max(-1, value - below), high: Math.min(1, value + above) }
}
