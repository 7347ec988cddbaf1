// Owns the admin API: every route needs an admin key with a scope, and sees the project of that key only.
import { Hono } from 'hono'
import { addAudit } from '../../audit.ts'
import { requireAdmin } from '../../middleware/authenticate.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { mountRoutes, type Route } from '../table.ts'
import type { AdminOptions } from './options.ts'

export { listAdminRoutes } from './routes.ts'

/** Mounts them. */
export function createAdminRoutes(routes: readonly Route[], { stores, now, use, adminRequestsPerMinute }: AdminOptions): Hono<CollectorEnv> {
  const { state } = stores
  const app = new Hono<CollectorEnv>()
  app.use('*', requireAdmin(state.projects, use, adminRequestsPerMinute))
  app.route(
    '/',
    mountRoutes(routes, (c, entry) => addAudit(state.audit, { ...entry, project: c.var.project.id, at: now(), key: c.var.key.id })),
  )
  return app
}
