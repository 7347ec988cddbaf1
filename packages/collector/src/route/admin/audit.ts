// Owns the reading of what administrators did.
import type { AuditEntry, Page } from '@foothold/protocol'
import { z } from 'zod'
import { limitSchema } from '../json-body.ts'
import { route, type Route } from '../table.ts'
import { auditEntry } from './answer.ts'
import type { AdminOptions } from './options.ts'

export function createAuditRoutes({ stores }: AdminOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/audit',
      scope: 'admin',
      summary: 'Lists what administrators did, newest first.',
      query: z.object({ limit: limitSchema, cursor: z.string().max(100).optional() }),
      answer: { json: z.strictObject({ items: z.array(auditEntry), next: z.string().nullable() }) },
      async handle(c, { query: { limit, cursor } }) {
        const found = await stores.state.audit.list(c.var.project.id, limit + 1, cursor)
        const items = found.slice(0, limit).map(({ project: _, at, ...record }) => ({ ...record, at: new Date(at).toISOString() }))
        return c.json({ items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null } satisfies Omit<Page<AuditEntry>, 'total'>)
      },
    }),
  ]
}
