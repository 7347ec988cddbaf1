// Owns what an answer of the collector means for the batch that was sent. Pure.
import type { Answer } from '../transport/transport.ts'

/** What to do with the events of a batch. */
export type Verdict =
  /** Forget them, but for those named; `rejected` will never be taken. */
  | { done: true; keep: ReadonlySet<string>; rejected: readonly { id: string; code: string }[] }
  /** Send fewer at a time: one among them is bad, or all are too many. */
  | { done: false; halve: true }
  | { done: false; halve: false; waitMs: number }

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
  if (status === 200 && typeof body?.['accepted'] === 'number') {
    return { done: true, keep: new Set(list<string>(body['retry'])), rejected: list<{ id: string; code: string }>(body['rejected']) }
  }
  if (status === 413 || status === 400 || status === 415 || status === 422) return { done: false, halve: true }
  if (status === 401 || status === 403 || status === 404) return { done: false, halve: false, waitMs: HOUR_MS }
  return { done: false, halve: false, waitMs: Math.max(answer.retryAfterMs, random * Math.min(MAX_WAIT_MS, 1000 * 2 ** attempt)) }
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])
