// Owns what an answer of the collector means for the batch that was sent. Pure.
import type { Answer } from '../transport/transport.ts'

/** What to do with the events of a batch: nothing before so many ms, or send fewer at a time, or forget them but for `keep`. */
export interface Verdict {
  /** ms to wait before all of it is sent again; 0 where the collector has decided. */
  waitMs: number
  /** One among them is bad, or all are too many; of an event that is alone: it will never be taken. */
  halve: boolean
  keep: ReadonlySet<string>
  /** What will never be taken. */
  rejected: readonly { id: string; code: string }[]
}

const HOUR_MS = 3_600_000
const MAX_WAIT_MS = 300_000

/**
 * Reads an answer by the rules of the protocol.
 *
 * @param attempt - how many times in a row nothing was delivered, from 0.
 * @param random - 0 ≤ x < 1, for full jitter.
 * @throws never
 */
export function toVerdict(answer: Answer, attempt: number, random: number): Verdict {
  const { status, body } = answer
  // a captive portal also answers 200: only our own shape counts
  const taken = status === 200 && typeof body?.['accepted'] === 'number'
  const halve = [400, 413, 415, 422].includes(status)
  const waitMs = [401, 403, 404].includes(status) ? HOUR_MS : Math.max(1, answer.retryAfterMs, random * Math.min(MAX_WAIT_MS, 1000 * 2 ** attempt))
  return { waitMs: taken || halve ? 0 : waitMs, halve, keep: new Set(list<string>(taken && body['retry'])), rejected: list(taken && body['rejected']) }
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])
