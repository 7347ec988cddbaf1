// Owns what browsers and tracking clients call, below `/v1`: any page may, with a public key.
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import type { LiveConfigs } from '../config/live.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { Projection } from '../people/projection.ts'
import type { NewEvent } from '../store/event-log.ts'
import type { StateStore } from '../store/state-store.ts'
import { createBundleRoutes } from './bundle.ts'
import { createIngestRoutes } from './ingest.ts'
import { createStateRoutes } from './state.ts'

/** What the routes work on. */
export interface PublicOptions {
  state: StateStore
  configs: LiveConfigs
  projection: Projection
  commit: GroupCommit<NewEvent>
  now: () => number
}

/** CORS for everything below `/v1`. There are no cookies, so there is nothing that another origin could borrow. */
export const anyOrigin: ReturnType<typeof cors> = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'OPTIONS'],
  allowHeaders: ['Authorization', 'Content-Type', 'Content-Encoding', 'If-None-Match'],
  exposeHeaders: ['ETag', 'Retry-After'],
  maxAge: 3600,
})

/** Routes below `/v1`. */
export function createPublicRoutes({ state, configs, projection, commit, now }: PublicOptions): Hono<CollectorEnv> {
  const app = new Hono<CollectorEnv>()
  app.route('/', createIngestRoutes({ projects: state.projects, commit, now }))
  app.route('/', createBundleRoutes(state.projects, configs))
  app.route('/', createStateRoutes({ state, projection, now }))
  return app
}
