// Owns the collector as a Hono app: which routes there are and what happens around each. No sockets, no files.
import { Hono } from 'hono'
import { createAccessChecks } from './access.ts'
import { createLiveConfigs } from './config/live.ts'
import { createEraser } from './erase/eraser.ts'
import { createCommitSignal } from './ingest/commit-signal.ts'
import { createIntake } from './ingest/intake.ts'
import { startRetention } from './ingest/retention.ts'
import { createFigures, type Figures } from './metrics/figures.ts'
import { refuseWhileDraining } from './middleware/draining.ts'
import type { CollectorEnv } from './middleware/env.ts'
import { logRequests } from './middleware/log.ts'
import { createErrorHandler, notFound } from './middleware/problem.ts'
import { silent, withDefaults, type CollectorOptions } from './options.ts'
import { createPeople } from './people/create-people.ts'
import { mountApi, type DirectIngestion } from './route/index.ts'
import { createHub } from './stream/hub.ts'

/** A running collector. */
export interface Collector {
  /** Answers requests: `collector.app.fetch` for a server, `collector.app.request` for a test. */
  app: Hono<CollectorEnv>
  /** The same for events that come over a socket, a few µs a request cheaper. */
  takeDirectly: DirectIngestion
  /** Counts and gauges, to be read as text. */
  figures: Figures
  /** From now on `/health/ready` answers 503, while requests are taken as before. Idempotent. */
  leave(): void
  /** From now on `/health/ready` answers 503, streams end, and new requests are refused; those begun go on. Idempotent. */
  drain(): void
  /** Drains, and resolves when every begun append is answered and the projection rests. The stores stay open. */
  close(): Promise<void>
  /** Resolves when everything acknowledged before is in people and milestones. */
  caughtUp(project: string): Promise<void>
  /**
   * Follows what is live, and looks at whoever is due by now: deadlines that passed, silence, levels that fell. It happens by itself;
   * this is for who sets the clock. Call it again after moving the clock on. @returns how many were looked at.
   */
  runTimers(): Promise<number>
}

/**
 * Creates the collector.
 *
 * @param options - `stores` is required; everything else has a default.
 * @throws never
 */
export function createCollector(options: CollectorOptions): Collector {
  const { stores, logger, now, steadyNow, endpoint, sites, heartbeatMs, adminRequestsPerMinute, streams, limits } = withDefaults(options)
  const { streamsPerKey, behindMs } = options
  const { state } = stores
  const figures = createFigures()
  const log = figures.meter(stores.log)
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
  const { projection, timers } = createPeople({
    log,
    state,
    configs,
    now: steadyNow,
    append: (events) => commit.append(events),
    createPace: intake.createPace,
    logger,
    behindMs,
  })
  const access = createAccessChecks(state, now, logger)
  const hub = createHub()
  const eraser = createEraser({ stores, projection, commit, writeKeys: access.writeKeys, now, logger })
  figures.follow({ waiting: () => commit.waiting, log, people: state.people, streams: () => hub.size })
  let leaving = false
  let draining = false
  const isLogged = logger.debug !== silent.debug

  const app = new Hono<CollectorEnv>()
  app.onError(createErrorHandler(logger, figures.refused))
  app.notFound(notFound)
  if (isLogged) app.use(logRequests(logger, options.clientAddress))
  app.use(refuseWhileDraining(() => draining))
  const takeDirectly = mountApi(app, {
    health: { isLeaving: () => leaving, isOverloaded, storage, log, people: state.people },
    v1: {
      stores,
      configs,
      projection,
      ...access,
      onStored: hub.tell,
      onAnswered: figures.answered,
      hub,
      heartbeatMs,
      streams,
      streamsPerKey,
      logger,
      commit,
      storage,
      limits,
      now,
    },
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
      onPublished(project) {
        hub.tellProject(project)
        timers.changed()
      },
      adminRequestsPerMinute,
      commit,
      storage,
      limits,
    },
    sites,
    // the line of each request is written by the app
    takesDirectly: () => !draining && !isLogged,
  })

  // what was acknowledged before a crash
  projection.wake()
  timers.changed()
  eraser.resume()
  const { retentionMs } = options
  const endRetention = retentionMs === undefined ? undefined : startRetention({ log, retentionMs, now: steadyNow, pace: intake.createPace(), logger })

  const drain = (): void => {
    leaving = draining = true
    committed.end()
    hub.end()
  }
  return {
    app,
    takeDirectly,
    figures,
    leave: () => void (leaving = true),
    drain,
    async close() {
      drain()
      intake.close()
      await commit.drain()
      await eraser.close()
      await timers.close()
      await projection.close()
      await endRetention?.()
      await access.coverage.close()
    },
    caughtUp: (project) => projection.caughtUp(project),
    runTimers: () => timers.run(),
  }
}
