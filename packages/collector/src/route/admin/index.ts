// Owns the admin API: every route needs an admin key with a scope, and sees the project of that key only.
import { Hono } from 'hono'
import { addAudit } from '../../audit.ts'
import { requireAdmin } from '../../middleware/authenticate.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { mountRoutes, type Route } from '../table.ts'
import { createAccountRoutes } from './accounts.ts'
import { createAuditRoutes } from './audit.ts'
import { createConfigRoutes } from './config.ts'
import { createErasureRoutes } from './erasures.ts'
import { createEventRoutes } from './events.ts'
import { createExplainRoutes } from './explain.ts'
import { createExportRoutes } from './export.ts'
import { createGuideRoutes } from './guides.ts'
import { createImportRoutes } from './import.ts'
import { createInsightRoutes } from './insights.ts'
import { createKeyRoutes } from './keys.ts'
import type { AdminOptions } from './options.ts'
import { createPeopleRoutes } from './people.ts'

/** Every route below `/admin/v1`. */
export function listAdminRoutes(options: AdminOptions): Route[] {
  return [
    ...createGuideRoutes(options),
    ...createConfigRoutes(options),
    ...createPeopleRoutes(options),
    ...createAccountRoutes(options),
    ...createInsightRoutes(options),
    ...createExplainRoutes(options),
    ...createEventRoutes(options),
    ...createImportRoutes(options),
    ...createExportRoutes(options),
    ...createErasureRoutes(options),
    ...createKeyRoutes(options),
    ...createAuditRoutes(options),
  ]
}

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
