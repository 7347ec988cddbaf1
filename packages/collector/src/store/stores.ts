// Owns the set of stores that one collector works on.
import type { EventLog } from './event-log.ts'
import type { EventQuery } from './event-query.ts'
import type { StateStore } from './state-store.ts'

/** Everything that outlives the process. */
export interface Stores {
  log: EventLog
  query: EventQuery
  state: StateStore
  /**
   * Leaves no byte of what was deleted in any file. Takes seconds for each gigabyte; what only serves questions is made anew.
   *
   * @throws {CollectorError} where something cannot be made anew now; call it again later.
   */
  scrub(): Promise<void>
  /** Closes all; idempotent. */
  close(): Promise<void>
}
