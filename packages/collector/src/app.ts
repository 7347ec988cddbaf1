// Owns the collector as a Hono app: which routes there are and what happens around each. No sockets, no files.
import { Hono } from 'hono'
import { createAccessChecks } from './access.ts'
import { createLiveConfigs } from './config/live.ts'
import { createEraser } from './erase/eraser.ts'
import { CollectorError } from './error.ts'
import { createCommitSignal } from './ingest/commit-signal.ts'
import { createIntake } from './ingest/intake.ts'
import { INGEST_LIMITS } from './ingest/limits.ts'
import { startRetention } from './ingest/retention.ts'
import type { CollectorEnv } from './middleware/env.ts'
import { logRequests } from './middleware/log.ts'
import { createErrorHandler, notFound } from './middleware/problem.ts'
import { silent, type CollectorOptions } from './options.ts'
import { Projection } from './people/projection.ts'
import { mountApi } from './route/index.ts'
import { createHub } from './stream/hub.ts'

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
/** Requests of one admin key in a minute. */
const ADMIN_REQUESTS = 300
/** Streams at once. */
const STREAMS = 1000

/**
 * Creates the collector.
 *
 * @param options - `stores` is required; everything else has a default.
 * @throws never
 */
export function createCollector(options: CollectorOptions): Collector {
  const {
    stores,
    logger = silent,
    now = Date.now,
    endpoint,
    sites,
    heartbeatMs = HEARTBEAT_MS,
    adminRequestsPerMinute = ADMIN_REQUESTS,
    streams = STREAMS,
  } = options
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
  const projection = new Projection({ log, people: state.people, configs, logger, pace: intake.createPace() })
  const access = createAccessChecks(state, now, logger)
  const hub = createHub()
  const eraser = createEraser({ stores, projection, commit, writeKeys: access.writeKeys, now, logger })
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
  mountApi(app, {
    health: { isDraining: () => draining, isOverloaded, storage },
    v1: { stores, configs, projection, ...access, onStored: hub.tell, hub, heartbeatMs, streams, logger, commit, storage, limits, now },
    admin: {
      stores,
      configs,
      projection,
      committed,
      now,
      logger,
      heartbeatMs,
      endpoint,
      ...access,
      eraser,
      onPublished: hub.tellProject,
      adminRequestsPerMinute,
      commit,
      storage,
      limits,
    },
    sites,
  })

  // what was acknowledged before a crash
  projection.wake()
  eraser.resume()
  const { retentionMs } = options
  const endRetention = retentionMs === undefined ? undefined : startRetention({ log, retentionMs, now, pace: intake.createPace(), logger })

  const drain = (): void => {
    draining = true
    committed.end()
    hub.end()
  }
  return {
    app,
    drain,
    async close() {
      drain()
      intake.close()
      await commit.drain()
      await eraser.close()
      await projection.close()
      await endRetention?.()
      await access.coverage.close()
    },
    caughtUp: (project) => projection.caughtUp(project),
  }
}
