// Owns the answer shape of a share of people with its interval. Pure.
import type { Rate } from '@foothold/protocol'
import { wilson } from '@foothold/stats'

/** A share with its 95 % interval (Wilson); nulls where n is 0. */
export function toRate(k: number, n: number): Rate {
  return n === 0 ? { k, n, value: null, low: null, high: null } : { k, n, value: k / n, ...wilson(k, n) }
}
