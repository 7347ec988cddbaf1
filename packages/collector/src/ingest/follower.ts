// Owns that what questions are answered from follows the log while nobody asks, and leaves machine and memory to the requests
// while they come. It must not know how it follows.
import { describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { EventLog } from '../store/event-log.ts'
import type { EventQuery } from '../store/event-query.ts'

/** New events that are worth beginning with although requests come: a question would wait for them too long. */
const MANY = 1_000_000
/** Time without load before it begins, in ms, and how often is looked. */
const QUIET_MS = 2000
const LOOK_MS = 250
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

export interface Follower {
  /** Says that there are new events. Returns at once. */
  wake(): void
  /** Nothing is begun afterwards. */
  close(): void
}

export function createFollower({ log, query, pace, isBusy, logger }: FollowerOptions): Follower {
  let closed = false
  let from = 0
  let running = false
  let position = 0

  /** Resolves when nobody has sent much for a while: a disk that stalls looks like rest. */
  const quiet = async (): Promise<void> => {
    for (let busyAt = performance.now(); !closed && performance.now() - busyAt < QUIET_MS;) {
      await new Promise((go) => setTimeout(go, LOOK_MS).unref())
      if (closed || !isBusy()) continue
      busyAt = performance.now()
      if ((await log.lastPosition()) - position >= MANY) return
    }
  }
  const follow = async (): Promise<void> => {
    await quiet()
    if (closed) return
    const last = await log.lastPosition()
    await query.follow(pace)
    position = last
  }
  return {
    wake() {
      if (closed || running || performance.now() < from) return
      running = true
      follow()
        .catch((error: unknown) => {
          from = performance.now() + REST_MS
          logger.error({ event: 'projection failed', error: describeError(error) })
        })
        .finally(() => (running = false))
    },
    close: () => void (closed = true),
  }
}
