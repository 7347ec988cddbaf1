// Owns the tables of the live model for every SQL dialect, as schema.ts does for the rest.
import type { Kysely } from 'kysely'

export interface ModelTables {
  model_state: { project: string; kind: string; id: string; account: string | null; due_at: number | null; state: string }
  model_basis: {
    project: string
    basis: string
    version: string
    since: number
    until: number | null
    after_id: string | null
    done: number
    total: number
    summary: string | null
  }
}

/** Makes the tables. */
export async function createModelTables({ schema }: Pick<Kysely<ModelTables>, 'schema'>): Promise<void> {
  await schema
    .createTable('model_state')
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('account', 'text')
    .addColumn('due_at', 'bigint')
    .addColumn('state', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('model_state_key', ['project', 'kind', 'id'])
    .execute()
  await schema.createIndex('model_state_by_due').on('model_state').columns(['due_at']).execute()
  await schema.createIndex('model_state_by_account').on('model_state').columns(['project', 'account', 'id']).execute()
  await schema
    .createTable('model_basis')
    .addColumn('project', 'text', (c) => c.notNull())
    .addColumn('basis', 'text', (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('until', 'bigint')
    .addColumn('after_id', 'text')
    .addColumn('done', 'bigint', (c) => c.notNull())
    .addColumn('total', 'bigint', (c) => c.notNull())
    .addColumn('summary', 'text')
    .addPrimaryKeyConstraint('model_basis_key', ['project', 'basis'])
    .execute()
}
