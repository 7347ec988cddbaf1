// Owns the collector as a Hono app: which routes there are and what happens around each. No sockets, no files.
import { Hono } from 'hono'
import { createLiveConfigs } from './config/live.ts'
import { CollectorError } from './error.ts'
import { createCommitSignal } from './ingest/commit-signal.ts'
import { createIntake } from './ingest/intake.ts'
import { INGEST_LIMITS } from './ingest/limits.ts'
import { startRetention } from './ingest/retention.ts'
import type { CollectorEnv } from './middleware/env.ts'
import { logRequests } from './middleware/log.ts'
import { createErrorHandler, notFound, refuseOtherMethods } from './middleware/problem.ts'
import { silent, type CollectorOptions } from './options.ts'
import { Projection } from './people/projection.ts'
import { createAdminRoutes } from './route/admin/index.ts'
import { createHealthRoutes } from './route/health.ts'
import { createStaticRoutes } from './route/static.ts'
import { createPublicRoutes } from './route/v1.ts'

/** A running collector. */
export interface Collector {
  /** Answers requests: `collector.app.fetch` for a server, `collector.app.request` for a test. */
  app: Hono<CollectorEnv>
  /** From now on `/health/ready` answers 503, streams end, and new requests are refused; those begun go on. Idempotent. */
  drain(): void
  /** Drains, and resolves when every begun append is answered and the projection rests. The stores stay open. */
  close(): Promise<void>
  /** Resolves when everything acknowledged before is in people and milestones. */
  caughtUp(project: string): Promise<void>
}

/** How often the log is looked at for events that another process appended, while a stream is open. */
const HEARTBEAT_MS = 15_000

/**
 * Creates the collector.
 *
 * @param options - `stores` is required; everything else has a default.
 * @throws never
 */
export function createCollector(options: CollectorOptions): Collector {
  const { stores, logger = silent, now = Date.now, endpoint, sites, heartbeatMs = HEARTBEAT_MS } = options
  const { log, state } = stores
  const limits = { ...INGEST_LIMITS, ...options.limits }
  const configs = createLiveConfigs(state.versions)
  const committed = createCommitSignal()
  const intake = createIntake({
    log,
    query: stores.query,
    limits,
    logger,
    onCommit() {
      committed.fire()
      projection.wake()
    },
  })
  const { commit, storage, isOverloaded } = intake
  const projection = new Projection({ log: intake.pacedLog, people: state.people, configs, logger })
  let draining = false

  const app = new Hono<CollectorEnv>()
  app.onError(createErrorHandler(logger))
  app.notFound(notFound)
  if (logger.debug !== silent.debug) app.use(logRequests(logger))
  app.use((c, next) => {
    if (draining && !c.req.path.startsWith('/health/'))
      throw new CollectorError('draining', 'This collector is shutting down; try again in a moment.', { headers: { Connection: 'close' } })
    return next()
  })
  app.route('/health', createHealthRoutes({ isDraining: () => draining, isOverloaded, storage }))
  app.route('/v1', createPublicRoutes({ stores, configs, projection, commit, storage, limits, now }))
  app.route('/admin/v1', createAdminRoutes({ stores, configs, projection, committed, now, logger, heartbeatMs, endpoint }))
  app.route('/', createStaticRoutes(sites))
  refuseOtherMethods(app)

  // what was acknowledged before a crash
  projection.wake()
  const { retentionMs } = options
  const endRetention = retentionMs === undefined ? undefined : startRetention({ log, retentionMs, now, pace: intake.createPace(), logger })

  const drain = (): void => {
    draining = true
    committed.end()
  }
  return {
    app,
    drain,
    async close() {
      drain()
      intake.close()
      await commit.drain()
      await projection.close()
      await endRetention?.()
    },
    caughtUp: (project) => projection.caughtUp(project),
  }
}
