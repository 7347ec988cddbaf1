// Owns cutting waiting events into batches that a request may carry. Pure.

/** A waiting event: its id and its JSON. */
export type Waiting = readonly [id: string, json: string]

/**
 * Takes as many events as fit, in order.
 *
 * @param waiting - oldest first.
 * @param maxBytes - upper bound of the JSON of the batch; at least one event is always taken.
 * @returns the longest prefix that fits.
 */
export function takeBatch(waiting: readonly Waiting[], maxEvents: number, maxBytes: number): readonly Waiting[] {
  let bytes = 200
  let n = 0
  // three bytes at most for one UTF-16 unit
  while (n < waiting.length && n < maxEvents && (n === 0 || bytes + waiting[n]![1].length * 3 <= maxBytes)) bytes += waiting[n++]![1].length * 3
  return waiting.slice(0, n)
}

/** Writes the body of `POST /v1/batch` from events that are JSON already. */
export function encodeBatch(batch: readonly Waiting[], envelope: { writeKey: string; batchId: string; sentAt: string; attempt: number }): string {
  return `{"batch":[${batch.map(([, json]) => json).join()}],${JSON.stringify(envelope).slice(1)}`
}
