// Owns the way of events into the log: groups, the state of the disk, and the pace of whatever follows behind. It must not
// know requests or people.
import type { EventLog, NewEvent } from '../store/event-log.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import type { IngestLimits } from './limits.ts'
import { createPace } from './pace.ts'
import { createStorageHealth, type StorageHealth } from './storage-health.ts'

/** Events that are read for work behind the acknowledgement before requests have their turn: about 5 ms of work. */
const PACED_EVENTS = 250

export interface Intake {
  commit: GroupCommit<NewEvent>
  storage: StorageHealth
  /** The log for work behind the acknowledgement: its `read` waits while requests come, and gives little at once. */
  pacedLog: EventLog
  /** Makes the pace of another work of that kind. */
  createPace(): () => Promise<void>
  /** True while more waits for the disk than is well. */
  isOverloaded(): boolean
}

/** Requests in one window from which on work behind the acknowledgement is held back: 400 a second. */
const BUSY_REQUESTS = 20
const WINDOW_MS = 50

/** @param onCommit - called when new events are durable. */
export function createIntake(log: EventLog, limits: IngestLimits, onCommit: () => void): Intake {
  const storage = createStorageHealth(
    () => log.probe(),
    () => performance.now(),
  )
  const group = createGroupCommit((events: readonly NewEvent[]) => storage.watch(() => log.append(events)), { limit: limits.queueEvents, onCommit })
  const window = { from: 0, requests: 0, before: 0 }
  const turn = (): void => {
    const now = performance.now()
    if (now - window.from < WINDOW_MS) return
    window.before = now - window.from < 2 * WINDOW_MS ? window.requests : 0
    window.requests = 0
    window.from = now
  }
  const commit: GroupCommit<NewEvent> = {
    append(events) {
      turn()
      window.requests++
      return group.append(events)
    },
    drain: group.drain,
    get waiting() {
      return group.waiting
    },
  }
  // between two groups nothing waits for a moment, although requests are on their way
  const isBusy = (): boolean => {
    turn()
    return Math.max(window.requests, window.before) >= BUSY_REQUESTS
  }
  const newPace = (): (() => Promise<void>) => createPace(isBusy)
  const pace = newPace()
  return {
    commit,
    storage,
    createPace: newPace,
    isOverloaded: () => commit.waiting > limits.queueEvents / 2,
    pacedLog: {
      ...log,
      async read(after, limit, project) {
        await pace()
        return log.read(after, Math.min(limit, PACED_EVENTS), project)
      },
    },
  }
}
