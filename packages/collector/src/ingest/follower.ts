// Owns that what questions are answered from follows the log while nobody asks. It must not know how.
import { describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { EventQuery } from '../store/event-query.ts'

/** Time after a failure in which it is not tried again, in ms; whoever asks meanwhile hears why. */
const REST_MS = 60_000

/** @returns called when there are new events; returns at once. */
export function createFollower(query: Pick<EventQuery, 'follow'>, pace: () => Promise<void>, logger: Logger): () => void {
  let from = 0
  return () => {
    if (performance.now() < from) return
    query.follow(pace).catch((error: unknown) => {
      from = performance.now() + REST_MS
      logger.error({ event: 'projection failed', error: describeError(error) })
    })
  }
}
