// Owns the time of an event: the client's timestamp, corrected by how far the client's clock is off. Pure.
import { LIMITS } from '@foothold/protocol'

/** A corrected time. */
export interface CorrectedTime {
  /** Epoch ms. */
  timestamp: number
  /** The time lay more than 30 days before its arrival, which is kept, or more than 1 minute after it, which becomes 1 minute. */
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
 * Nothing has happened yet that is still to come: it counts for every number as what has just happened, and waits for nobody.
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
  const latest = receivedAt + LIMITS.clockAheadMs
  return { timestamp: Math.min(corrected, latest), outOfRange: corrected < receivedAt - behindMs || corrected > latest }
}
