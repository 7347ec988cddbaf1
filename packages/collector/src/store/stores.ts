// Owns the set of stores that one collector works on.
import type { EventLog } from './event-log.ts'
import type { EventQuery } from './event-query.ts'
import type { StateStore } from './state-store.ts'

/** Everything that outlives the process. */
export interface Stores {
  log: EventLog
  query: EventQuery
  state: StateStore
  /** Closes all; idempotent. */
  close(): Promise<void>
}
