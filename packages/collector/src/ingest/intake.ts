// Owns the way of events into the log: groups, the state of the disk, and the pace of whatever follows behind. It must not
// know requests or people.
import type { Logger } from '../options.ts'
import type { EventLog, NewEvent } from '../store/event-log.ts'
import type { EventQuery } from '../store/event-query.ts'
import { createFollower } from './follower.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import type { IngestLimits } from './limits.ts'
import { createPace } from './pace.ts'
import { createStorageHealth, type StorageHealth } from './storage-health.ts'

export interface Intake {
  commit: GroupCommit<NewEvent>
  storage: StorageHealth
  /** Makes the pace of a work behind the acknowledgement. @param longestMs - of a rest, where steps are large. */
  createPace(longestMs?: number): () => Promise<void>
  /** Nothing is followed afterwards. */
  close(): void
  /** True while more waits for the disk than is well. */
  isOverloaded(): boolean
}

/** Requests, or events, in one window from which on work behind the acknowledgement is held back: 400, or 5,000, a second. */
const BUSY_REQUESTS = 20
const BUSY_EVENTS = 250
const WINDOW_MS = 50
/** The longest rest between two steps of what questions are answered from, in ms: they are large, and nobody waits for them. */
const FOLLOW_REST_MS = 5000

/** Groups on their way to the disk at once; what the disk is late with gathers there, to be written together. */
const LANES = 32
/** What they may take there together: twice that where texts are not Latin, and the thread has 128 MB. */
const WRITE_BYTES = 16 * 1024 * 1024

/** What an event takes beside its records. */
const HEAD_BYTES = 500

/** What the way into the log works on. */
export interface IntakeOptions {
  log: EventLog
  /** Follows the log. */
  query: Pick<EventQuery, 'follow'>
  limits: IngestLimits
  logger: Logger
  /** Called when new events are durable. */
  onCommit(): void
}

export function createIntake({ log, query, limits, logger, onCommit }: IntakeOptions): Intake {
  const storage = createStorageHealth(
    () => log.probe(),
    () => performance.now(),
  )
  const group = createGroupCommit((events: readonly NewEvent[]) => storage.watch(() => log.append(events)), {
    limit: limits.queueEvents,
    weigh: ({ properties, traits, context }) => properties.length + traits.length + context.length + HEAD_BYTES,
    room: limits.queueBytes,
    writeRoom: WRITE_BYTES,
    lanes: LANES,
    onCommit() {
      onCommit()
      follower.wake()
    },
  })
  /** Shares of what is busy: 1 and more is. */
  const window = { from: 0, share: 0, before: 0 }
  const turn = (): void => {
    const now = performance.now()
    if (now - window.from < WINDOW_MS) return
    window.before = now - window.from < 2 * WINDOW_MS ? window.share : 0
    window.share = 0
    window.from = now
  }
  const commit: GroupCommit<NewEvent> = {
    append(events) {
      turn()
      window.share += Math.max(1 / BUSY_REQUESTS, events.length / BUSY_EVENTS)
      return group.append(events)
    },
    drain: group.drain,
    get waiting() {
      return group.waiting
    },
    get weight() {
      return group.weight
    },
  }
  // between two groups nothing waits for a moment, although requests are on their way
  const isBusy = (): boolean => {
    turn()
    return Math.max(window.share, window.before) > 0.99
  }
  const newPace = (longestMs?: number): (() => Promise<void>) => createPace({ isBusy, longestMs })
  const follower = createFollower({ log, query, pace: newPace(FOLLOW_REST_MS), isBusy, logger })
  // what was acknowledged before a crash
  follower.wake()
  return {
    commit,
    storage,
    createPace: newPace,
    close: follower.close,
    isOverloaded: () => commit.waiting > limits.queueEvents / 2 || commit.weight > limits.queueBytes / 2,
  }
}
