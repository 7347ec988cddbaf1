// Owns that what questions are answered from follows the log while nobody asks, and leaves machine and memory to the requests
// while they come. It must not know how it follows.
import { describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { EventLog } from '../store/event-log.ts'
import type { EventQuery } from '../store/event-query.ts'

/** New events that are worth beginning with although requests come: a question would wait for them too long. */
const MANY = 1_000_000
/** Time after a failure in which it is not tried again, in ms; whoever asks meanwhile hears why. */
const REST_MS = 60_000

export interface FollowerOptions {
  log: Pick<EventLog, 'lastPosition'>
  query: Pick<EventQuery, 'follow'>
  /** Asked between two steps. */
  pace(): Promise<void>
  isBusy(): boolean
  logger: Logger
}

/** @returns called when there are new events; returns at once. */
export function createFollower({ log, query, pace, isBusy, logger }: FollowerOptions): () => void {
  let from = 0
  let running = false
  let position = 0

  const follow = async (): Promise<void> => {
    while (isBusy() && (await log.lastPosition()) - position < MANY) await pace()
    const last = await log.lastPosition()
    await query.follow(pace)
    position = last
  }
  return () => {
    if (running || performance.now() < from) return
    running = true
    follow()
      .catch((error: unknown) => {
        from = performance.now() + REST_MS
        logger.error({ event: 'projection failed', error: describeError(error) })
      })
      .finally(() => (running = false))
  }
}
