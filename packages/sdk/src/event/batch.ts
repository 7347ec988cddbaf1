// Owns cutting waiting events into batches that a request may carry. Pure.

/** A waiting event: its id and its JSON. */
export type Waiting = readonly [id: string, json: string]

/** More than the envelope of a batch takes. */
const ENVELOPE_BYTES = 300

const encoder = new TextEncoder()
/** Length in UTF-8. */
export const bytesOf = (text: string): number => encoder.encode(text).length

/**
 * Takes as many events as fit, in order.
 *
 * @param waiting - oldest first.
 * @param maxBytes - upper bound of the body of the batch, in UTF-8.
 * @returns the longest prefix that fits.
 */
export function takeBatch(waiting: readonly Waiting[], maxEvents: number, maxBytes: number): readonly Waiting[] {
  let bytes = ENVELOPE_BYTES
  let n = 0
  for (const [, json] of waiting) {
    bytes += bytesOf(json) + 1
    if (n === maxEvents || bytes > maxBytes) break
    n++
  }
  return waiting.slice(0, n)
}

/** Writes the body of `POST /v1/batch` from events that are JSON already. */
export function encodeBatch(batch: readonly Waiting[], envelope: { writeKey: string; batchId: string; sentAt: string; attempt: number }): string {
  return `{"batch":[${batch.map(([, json]) => json).join()}],${JSON.stringify(envelope).slice(1)}`
}
