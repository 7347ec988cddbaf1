// Owns what browsers and tracking clients call, below `/v1`: any page may, with a public key.
import { Hono } from 'hono'
import type { LiveConfigs } from '../config/live.ts'
import { forAsker } from '../middleware/asker.ts'
import { anyOrigin } from '../middleware/any-origin.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { Projection } from '../people/projection.ts'
import type { Stores } from '../store/stores.ts'
import { createBundleRoutes } from './bundle.ts'
import { createIngestRoutes, type IngestOptions, type Ingestion } from './ingest.ts'
import { createStandingsRoutes } from './standings.ts'
import { createStateRoutes } from './state.ts'
import { createStreamRoutes, type StreamOptions } from './stream.ts'

/** What the routes work on. */
export interface PublicOptions extends Omit<IngestOptions, 'people'>, Omit<StreamOptions, 'people' | 'projection'> {
  stores: Pick<Stores, 'log' | 'query' | 'state'>
  configs: LiveConfigs
  projection: Projection
}

/** Routes below `/v1`. */
export function createPublicRoutes({ stores, configs, projection, ...ingest }: PublicOptions, ingestion: Ingestion): Hono<CollectorEnv> {
  const { people } = stores.state
  const app = new Hono<CollectorEnv>()
  // before the middleware: they put their headers on themselves
  app.route('/', createIngestRoutes(ingestion))
  app.use(anyOrigin)
  app.route('/', createBundleRoutes(ingest.writeKeys, configs))
  app.use(forAsker)
  app.route('/', createStateRoutes({ people, projection, ...ingest }))
  app.route('/', createStreamRoutes({ people, projection, ...ingest }))
  app.route('/', createStandingsRoutes({ stores, projection, ...ingest }))
  return app
}
