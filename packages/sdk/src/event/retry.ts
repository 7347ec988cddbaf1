// Owns what an answer of the collector means for the batch that was sent. Pure.
import type { Answer } from '../transport/transport.ts'

/** What to do with the events of a batch: nothing before so many ms, or send fewer at a time, or forget them but for `keep`. */
export interface Verdict {
  /** ms to wait before all of it is sent again; 0 where the collector has decided. */
  waitMs: number
  /** The collector has asked for the wait: not to be cut short when the network comes back. */
  asked: boolean
  /** One among them is bad, or all are too many. */
  halve: boolean
  keep: readonly string[]
  /** The one event may be bad, or somebody on the way refuses everything. */
  doubt: boolean
  /** What will never be taken. */
  rejected: readonly { id: string; code: string }[]
}

/** A batch that was sent. */
export interface Attempt {
  /** An answer to another batch (of a cache, of a service worker) is none to this. */
  batchId: string
  /** Of its events. */
  ids: readonly string[]
  /** How many times in a row nothing was delivered, from 0. */
  attempt: number
}

const HOUR_MS = 3_600_000
const MAX_WAIT_MS = 300_000

/**
 * Reads an answer by the rules of the protocol.
 *
 * Where a blocker lets nothing through, the wait does not stay at half of `MAX_WAIT_MS` on average, as full jitter would have it,
 * but grows to all of it and more.
 *
 * @param random - 0 ≤ x < 1, for full jitter.
 * @throws never
 */
export function toVerdict(answer: Answer, { batchId, ids, attempt }: Attempt, random: number): Verdict {
  const { status, body } = answer
  // a captive portal also answers 200: only our own shape counts
  const taken = status === 200 && body?.['batchId'] === batchId
  const bad = [400, 413, 415, 422].includes(status)
  const alone = bad && !ids[1]
  const told = typeof body?.['code'] === 'string'
  const refused = [401, 403, 404].includes(status)
  const growing = 1000 * 2 ** attempt
  const floorMs = refused ? HOUR_MS : Math.min(answer.retryAfterMs, HOUR_MS)
  const backOffMs = random * Math.min(MAX_WAIT_MS, growing) + (!status && growing > MAX_WAIT_MS ? MAX_WAIT_MS : 0)
  return {
    waitMs: taken || bad ? 0 : Math.ceil(floorMs || backOffMs) || 1,
    asked: floorMs > 0,
    halve: bad && !alone,
    doubt: alone && !told,
    keep: list(taken && body['retry']),
    rejected: alone ? [{ id: ids[0]!, code: status === 413 ? 'event_too_large' : 'event_invalid' }] : list(taken && body['rejected']),
  }
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])
