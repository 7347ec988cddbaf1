// Owns what the admin routes work on.
import type { LiveConfigs } from '../../config/live.ts'
import type { Eraser } from '../../erase/eraser.ts'
import type { CommitSignal } from '../../ingest/commit-signal.ts'
import type { CoverageCounter } from '../../identity/coverage.ts'
import type { KeyUse } from '../../middleware/authenticate.ts'
import type { WriteKeyCheck } from '../../middleware/key-cache.ts'
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
  use: KeyUse
  /** Told where keys or settings change. */
  writeKeys: Pick<WriteKeyCheck, 'forget'>
  eraser: Eraser
  /** Told when a version went live. */
  onPublished(project: string): void
  coverage: Pick<CoverageCounter, 'flush'>
  /** 0: no limit. */
  adminRequestsPerMinute: number
}
