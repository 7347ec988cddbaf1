// Owns what browsers and tracking clients call, below `/v1`: any page may, with a public key.
import { Hono } from 'hono'
import type { LiveConfigs } from '../config/live.ts'
import { anyOrigin } from '../middleware/any-origin.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import { createWriteKeyCheck } from '../middleware/key-cache.ts'
import type { Projection } from '../people/projection.ts'
import type { Stores } from '../store/stores.ts'
import { createBundleRoutes } from './bundle.ts'
import { createIngestRoutes, type IngestOptions } from './ingest.ts'
import { createStandingsRoutes } from './standings.ts'
import { createStateRoutes } from './state.ts'

/** What the routes work on. */
export interface PublicOptions extends Omit<IngestOptions, 'check'> {
  stores: Pick<Stores, 'log' | 'query' | 'state'>
  configs: LiveConfigs
  projection: Projection
}

/** Routes below `/v1`. */
export function createPublicRoutes({ stores, configs, projection, ...ingest }: PublicOptions): Hono<CollectorEnv> {
  const { state } = stores
  const app = new Hono<CollectorEnv>()
  // before the middleware: they put their headers on themselves
  const check = createWriteKeyCheck(state.projects)
  app.route('/', createIngestRoutes({ ...ingest, check }))
  app.use(anyOrigin)
  app.route('/', createBundleRoutes(check, configs))
  app.route('/', createStateRoutes({ people: state.people, check, projection, now: ingest.now }))
  app.route('/', createStandingsRoutes({ stores, projection, now: ingest.now }))
  return app
}
