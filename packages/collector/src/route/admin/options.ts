// Owns what the admin routes work on.
import type { LiveConfigs } from '../../config/live.ts'
import type { Eraser } from '../../erase/eraser.ts'
import type { CommitSignal } from '../../ingest/commit-signal.ts'
import type { CoverageCounter } from '../../identity/coverage.ts'
import type { GroupCommit } from '../../ingest/group-commit.ts'
import type { IngestLimits } from '../../ingest/limits.ts'
import type { StorageHealth } from '../../ingest/storage-health.ts'
import type { KeyUse } from '../../middleware/authenticate.ts'
import type { WriteKeyCheck } from '../../middleware/key-cache.ts'
import type { Logger } from '../../options.ts'
import type { Projection } from '../../people/projection.ts'
import type { NewEvent } from '../../store/event-log.ts'
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
  writeKeys: Pick<WriteKeyCheck, 'forget' | 'erased'>
  eraser: Eraser
  /** Told when a version went live. */
  onPublished(project: string): void
  coverage: Pick<CoverageCounter, 'flush'>
  commit: GroupCommit<NewEvent>
  storage: StorageHealth
  limits: IngestLimits
  /** 0: no limit. */
  adminRequestsPerMinute: number
}
