// Owns what the admin routes work on.
import type { LiveConfigs } from '../../config/live.ts'
import type { CommitSignal } from '../../ingest/commit-signal.ts'
import type { Logger } from '../../options.ts'
import type { Projection } from '../../people/projection.ts'
import type { Stores } from '../../store/stores.ts'

export interface AdminOptions {
  stores: Stores
  configs: LiveConfigs
  projection: Projection
  /** Fires after every commit of events. */
  committed: CommitSignal
  now: () => number
  logger: Logger
  heartbeatMs: number
  endpoint: string | undefined
}
