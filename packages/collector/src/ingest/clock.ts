// Owns the time of an event: the client's timestamp, corrected by how far the client's clock is off. Pure.
import { LIMITS } from '@foothold/protocol'

/** A corrected time. */
export interface CorrectedTime {
  /** Epoch ms. */
  timestamp: number
  /** The time lies more than 30 days before or 1 minute after its arrival; it is kept all the same. */
  outOfRange: boolean
}

/** Years 0000 to 9999: what ISO 8601 can say, and so everybody who reads the event. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z')
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

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
  const meant = sentAt === undefined ? timestamp : timestamp + (receivedAt - sentAt)
  // a clock that is off by thousands of years corrects nothing
  const corrected = Math.min(Math.max(meant, EARLIEST), LATEST)
  return { timestamp: corrected, outOfRange: corrected < receivedAt - behindMs || corrected > receivedAt + LIMITS.clockAheadMs }
}
