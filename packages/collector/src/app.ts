// Owns the collector as a Hono app: which routes there are and what happens around each. No sockets, no files.
import { Hono } from 'hono'
import { createLiveConfigs } from './config/live.ts'
import { CollectorError } from './error.ts'
import { createCommitSignal } from './ingest/commit-signal.ts'
import { createGroupCommit } from './ingest/group-commit.ts'
import type { CollectorEnv } from './middleware/env.ts'
import { logRequests } from './middleware/log.ts'
import { createErrorHandler, notFound, refuseOtherMethods } from './middleware/problem.ts'
import { silent, type CollectorOptions } from './options.ts'
import { Projection } from './people/projection.ts'
import { createAdminRoutes } from './route/admin/index.ts'
import { createHealthRoutes } from './route/health.ts'
import { createStaticRoutes } from './route/static.ts'
import { anyOrigin, createPublicRoutes } from './route/v1.ts'

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
export function createCollector({ stores, logger = silent, now = Date.now, endpoint, sites, heartbeatMs = HEARTBEAT_MS }: CollectorOptions): Collector {
  const { log, state } = stores
  const configs = createLiveConfigs(state.versions)
  const projection = new Projection({ log, people: state.people, configs, logger })
  const committed = createCommitSignal()
  const commit = createGroupCommit(
    (events: Parameters<typeof log.append>[0]) => log.append(events),
    () => {
      committed.fire()
      projection.wake()
    },
  )
  let draining = false

  const app = new Hono<CollectorEnv>()
  app.onError(createErrorHandler(logger))
  app.notFound(notFound)
  app.use(logRequests(logger))
  // before anything that may refuse: also a refusal must be readable by the page
  app.use('/v1/*', anyOrigin)
  app.use(async (c, next) => {
    if (draining && !c.req.path.startsWith('/health/'))
      throw new CollectorError('draining', 'This collector is shutting down; try again in a moment.', { headers: { Connection: 'close' } })
    await next()
  })
  app.route(
    '/health',
    createHealthRoutes(() => draining),
  )
  app.route('/v1', createPublicRoutes({ state, configs, projection, commit, now }))
  app.route('/admin/v1', createAdminRoutes({ stores, configs, projection, committed, now, logger, heartbeatMs, endpoint }))
  app.route('/', createStaticRoutes(sites))
  refuseOtherMethods(app)

  // what was acknowledged before a crash
  projection.wake()

  const drain = (): void => {
    draining = true
    committed.end()
  }
  return {
    app,
    drain,
    async close() {
      drain()
      await commit.drain()
      await projection.close()
    },
    caughtUp: (project) => projection.caughtUp(project),
  }
}
