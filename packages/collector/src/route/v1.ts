// Owns what browsers and tracking clients call, below `/v1`: any page may, with a public key.
import { Hono } from 'hono'
import type { LiveConfigs } from '../config/live.ts'
import { anyOrigin } from '../middleware/any-origin.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { Projection } from '../people/projection.ts'
import type { Stores } from '../store/stores.ts'
import { createBundleRoutes } from './bundle.ts'
import { createIngestRoutes, type IngestOptions } from './ingest.ts'
import { createStandingsRoutes } from './standings.ts'
import { createStateRoutes } from './state.ts'

/** What the routes work on. */
export interface PublicOptions extends Omit<IngestOptions, 'projects'> {
  stores: Pick<Stores, 'log' | 'query' | 'state'>
  configs: LiveConfigs
  projection: Projection
}

/** Routes below `/v1`. */
export function createPublicRoutes({ stores, configs, projection, ...ingest }: PublicOptions): Hono<CollectorEnv> {
  const { state } = stores
  const app = new Hono<CollectorEnv>()
  // before the middleware: they put their headers on themselves
  app.route('/', createIngestRoutes({ ...ingest, projects: state.projects }))
  app.use(anyOrigin)
  app.route('/', createBundleRoutes(state.projects, configs))
  app.route('/', createStateRoutes({ state, projection, now: ingest.now }))
  app.route('/', createStandingsRoutes({ stores, projection, now: ingest.now }))
  return app
}
