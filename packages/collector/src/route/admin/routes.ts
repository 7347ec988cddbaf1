// Owns the list of every route of the admin API. It must not know how they are mounted.
import type { Route } from '../table.ts'
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
import { createPeopleRoutes } from './people.ts'
import { createQueryRoutes } from './queries.ts'
import type { AdminOptions } from './options.ts'

/** Every route below `/admin/v1`. */
export function listAdminRoutes(options: AdminOptions): Route[] {
  return [
    ...createGuideRoutes(options),
    ...createConfigRoutes(options),
    ...createPeopleRoutes(options),
    ...createAccountRoutes(options),
    ...createInsightRoutes(options),
    ...createQueryRoutes(options),
    ...createExplainRoutes(options),
    ...createEventRoutes(options),
    ...createImportRoutes(options),
    ...createExportRoutes(options),
    ...createErasureRoutes(options),
    ...createKeyRoutes(options),
    ...createAuditRoutes(options),
  ]
}
