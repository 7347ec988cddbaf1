// Owns the admin API: every route needs an admin key with a scope, and sees the project of that key only.
import { Hono } from 'hono'
import { addAudit } from '../../audit.ts'
import { requireAdmin } from '../../middleware/authenticate.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { requestIdOf } from '../../middleware/request-id.ts'
import { mountRoutes, type Route } from '../table.ts'
import type { AdminOptions } from './options.ts'

export { listAdminRoutes } from './routes.ts'

/** Actions whose target is a key or a version, and not a person. */
const TOLD = /^(?:key|files|identity)\./

/** Mounts them. */
export function createAdminRoutes(routes: readonly Route[], { stores, now, use, logger, adminRequestsPerMinute }: AdminOptions): Hono<CollectorEnv> {
  const { state } = stores
  const app = new Hono<CollectorEnv>()
  app.use('*', requireAdmin(state.projects, use, adminRequestsPerMinute))
  app.route(
    '/',
    mountRoutes(routes, async (c, entry) => {
      const [project, key] = [c.var.project.id, c.var.key.id]
      await addAudit(state.audit, { ...entry, project, at: now(), key })
      // a line for who reads the log alone; whom it was done to, and what was said, is in the audit log
      const target = TOLD.test(entry.action) ? entry.target : undefined
      logger.info({ event: entry.action, request: requestIdOf(c), project, key, target })
    }),
  )
  return app
}
