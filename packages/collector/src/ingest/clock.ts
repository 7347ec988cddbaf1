// Owns the time of an event: the client's timestamp, corrected by how far the client's clock is off. Pure.
import { LIMITS } from '@foothold/protocol'

/** A corrected time. */
export interface CorrectedTime {
  /** Epoch ms. */
  timestamp: number
  /** The time lies more than 30 days before or 1 minute after its arrival; it is kept all the same. */
  outOfRange: boolean
}

/**
 * Corrects a client's timestamp.
 *
 * `timestamp` and `sentAt` come from the same clock, so their difference is right even where the clock is not.
 *
 * @param timestamp - epoch ms by the client's clock; `undefined` means now.
 * @param sentAt - epoch ms by the client's clock; `undefined` means that the clock is taken to be right.
 * @param receivedAt - epoch ms by ours.
 * @param behindMs - how long before its arrival an event may have happened without being out of range.
 * @throws never
 */
export function correctTime(
  timestamp: number | undefined,
  sentAt: number | undefined,
  receivedAt: number,
  behindMs: number = LIMITS.clockBehindMs,
): CorrectedTime {
  if (timestamp === undefined) return { timestamp: receivedAt, outOfRange: false }
  const corrected = sentAt === undefined ? timestamp : timestamp + (receivedAt - sentAt)
  return { timestamp: corrected, outOfRange: corrected < receivedAt - behindMs || corrected > receivedAt + LIMITS.clockAheadMs }
}
