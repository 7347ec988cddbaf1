// Owns saved queries in SQL of any dialect, with their table.
import type { Kysely } from 'kysely'
import type { QueryStore, SavedQueryRow } from '../query-store.ts'

export interface QueryTables {
  saved_query: { project: string; key: string; name: string; insight: string; definition: string; saved_at: number }
}

/** Makes the table. */
export async function createQueryTable({ schema }: Pick<Kysely<QueryTables>, 'schema'>): Promise<void> {
  await schema
    .createTable('saved_query')
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('insight', 'text', (c) => c.notNull())
    .addColumn('definition', 'text', (c) => c.notNull())
    .addColumn('saved_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('saved_query_key', ['project', 'key'])
    .execute()
}

export function createQueryStore(database: Pick<Kysely<QueryTables>, 'selectFrom' | 'insertInto' | 'deleteFrom'>): QueryStore {
  const of = (project: string) => database.selectFrom('saved_query').selectAll().where('project', '=', project)
  return {
    list: async (project) => (await of(project).orderBy('key').execute()).map(toQuery),
    get: async (project, key) => {
      const row = await of(project).where('key', '=', key).executeTakeFirst()
      return row && toQuery(row)
    },
    save: async ({ project, key, savedAt, definition, ...rest }) => {
      const values = { ...rest, definition: JSON.stringify(definition), saved_at: savedAt }
      await database
        .insertInto('saved_query')
        .values({ project, key, ...values })
        .onConflict((conflict) => conflict.columns(['project', 'key']).doUpdateSet(values))
        .execute()
    },
    remove: async (project, key) => {
      const { numDeletedRows } = await database.deleteFrom('saved_query').where('project', '=', project).where('key', '=', key).executeTakeFirstOrThrow()
      return Number(numDeletedRows) > 0
    },
  }
}

const toQuery = ({ saved_at, definition, ...rest }: QueryTables['saved_query']): SavedQueryRow => ({
  ...rest,
  definition: JSON.parse(definition) as Record<string, unknown>,
  savedAt: Number(saved_at),
})
