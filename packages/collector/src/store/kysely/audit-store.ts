// Owns the audit log in SQL of any dialect.
import type { AuditStore } from '../state-store.ts'
import type { StateDatabase } from './schema.ts'

export function createAuditStore(database: StateDatabase): AuditStore {
  return {
    add: async ({ detail, ...record }) =>
      void (await database
        .insertInto('audit')
        .values({ ...record, detail: JSON.stringify(detail) })
        .execute()),
    list: async (project, limit, before) => {
      let found = database.selectFrom('audit').selectAll().where('project', '=', project)
      if (before !== undefined) found = found.where('id', '<', before)
      const rows = await found.orderBy('id', 'desc').limit(limit).execute()
      return rows.map((row) => ({ ...row, at: Number(row.at), detail: JSON.parse(row.detail) as Record<string, unknown> }))
    },
  }
}
