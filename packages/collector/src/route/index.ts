// Owns where each part of the API is. It must not know what the parts do.
import type { Hono } from 'hono'
import type { CollectorEnv } from '../middleware/env.ts'
import { refuseOtherMethods } from '../middleware/problem.ts'
import type { CollectorOptions } from '../options.ts'
import { createAdminRoutes, listAdminRoutes } from './admin/index.ts'
import type { AdminOptions } from './admin/options.ts'
import { createDirectIngestion, createIngestion, type DirectIngestion } from './ingest.ts'
import { createHealthRoutes, type HealthOptions } from './health.ts'
import { toOpenApi } from './openapi.ts'
import { createStaticRoutes } from './static.ts'
import { createPublicRoutes, type PublicOptions } from './v1.ts'

/** What all routes work on. */
export interface RouteOptions {
  health: HealthOptions
  v1: PublicOptions
  admin: AdminOptions
  sites: CollectorOptions['sites']
  /** False where every request has to go through the app. */
  takesDirectly(): boolean
}

export type { DirectIngestion } from './ingest.ts'

/** Mounts every route. @returns the way around the app. */
export function mountApi(app: Hono<CollectorEnv>, { health, v1, admin, sites, takesDirectly }: RouteOptions): DirectIngestion {
  const ingestion = createIngestion({ people: v1.stores.state.people, ...v1 })
  const routes = listAdminRoutes(admin)
  app.route('/health', createHealthRoutes(health))
  app.route('/v1', createPublicRoutes(v1, ingestion))
  app.route('/admin/v1', createAdminRoutes(routes, admin))
  // anybody may ask, and making it takes longer than a hundred requests
  let document: string | undefined
  app.get('/openapi.json', (c) =>
    c.body((document ??= JSON.stringify(toOpenApi(routes))), 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }),
  )
  app.route('/', createStaticRoutes(sites))
  refuseOtherMethods(app)
  return createDirectIngestion(ingestion, takesDirectly)
}
