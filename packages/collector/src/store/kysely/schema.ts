// Owns the tables of the state store for every SQL dialect: their types and the migrations that make them. Times are epoch
// ms, booleans 0 or 1, records JSON texts, so that the dialects agree on every value.
import { sql, type Kysely } from 'kysely'
import { createModelTables, type ModelTables } from './model-tables.ts'
import { createQueryTable, type QueryTables } from './query-store.ts'

export interface StateTables extends ModelTables, QueryTables {
  schema_version: { version: number }
  project: { id: string; name: string; created_at: number; identity: string }
  access_key: {
    hash: string
    id: string
    project: string
    kind: string
    name: string
    readable: string | null
    scopes: string
    origins: string
    created_at: number
    expires_at: number | null
    revoked_at: number | null
    last_used_at: number | null
  }
  identity_coverage: { project: string; day: string; verified: number; missing: number; invalid: number }
  audit: { project: string; id: string; at: number; key: string | null; action: string; target: string | null; detail: string }
  erasure: {
    project: string
    id: string
    person: string
    ids: string | null
    requested_at: number
    finished_at: number | null
    events: number
  }
  erased_id: { project: string; hash: string; erasure: string }
  config_version: { project: string; version: string; content: string; files: string; guides: number }
  publication: { project: string; number: number; version: string; published_at: number; note: string | null }
  person: {
    project: string
    id: string
    identified: number
    name: string | null
    email: string | null
    role: string | null
    account: string | null
    account_at: number
    first_seen_at: number
    last_seen_at: number
    signed_up_at: number
    events: number
    traits: string
    trait_times: string
  }
  link: { project: string; anonymous_id: string; user_id: string }
  account: { project: string; id: string; first_seen_at: number; last_seen_at: number; traits: string; trait_times: string }
  milestone: { project: string; person: string; key: string; reached_at: number; account: string | null }
  projection: { id: number; position: number; log: string | null }
  lease: { name: string; holder: string; until: number }
  milestone_basis: { project: string; basis: string }
}

export type StateDatabase = Kysely<StateTables>

/** One entry a schema version; never changed once released. */
export const STATE_MIGRATIONS: readonly ((database: StateDatabase) => Promise<void>)[] = [
  async ({ schema }) => {
    await schema
      .createTable('project')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute()
    await schema
      .createTable('access_key')
      .addColumn('hash', 'text', (c) => c.primaryKey())
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('readable', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute()
    await schema
      .createTable('config_version')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('content', 'text', (c) => c.notNull())
      .addColumn('files', 'text', (c) => c.notNull())
      .addColumn('guides', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('config_version_key', ['project', 'version'])
      .execute()
    await schema
      .createTable('publication')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('published_at', 'bigint', (c) => c.notNull())
      .addColumn('note', 'text')
      .addPrimaryKeyConstraint('publication_key', ['project', 'number'])
      .execute()
    await schema
      .createTable('person')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('identified', 'integer', (c) => c.notNull())
      .addColumn('name', 'text')
      .addColumn('email', 'text')
      .addColumn('role', 'text')
      .addColumn('account', 'text')
      .addColumn('account_at', 'bigint', (c) => c.notNull())
      .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
      .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
      .addColumn('signed_up_at', 'bigint', (c) => c.notNull())
      .addColumn('events', 'bigint', (c) => c.notNull())
      .addColumn('traits', 'text', (c) => c.notNull())
      .addColumn('trait_times', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('person_key', ['project', 'id'])
      .execute()
    await schema.createIndex('person_by_last_seen').on('person').columns(['project', 'last_seen_at', 'id']).execute()
    await schema
      .createTable('link')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('anonymous_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('link_key', ['project', 'anonymous_id'])
      .execute()
    await schema.createIndex('link_by_user').on('link').columns(['project', 'user_id']).execute()
    await schema
      .createTable('account')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
      .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
      .addColumn('traits', 'text', (c) => c.notNull())
      .addColumn('trait_times', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('account_key', ['project', 'id'])
      .execute()
    await schema
      .createTable('milestone')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('reached_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('milestone_key', ['project', 'person', 'key'])
      .execute()
    await schema
      .createTable('projection')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('position', 'bigint', (c) => c.notNull())
      .execute()
    await schema
      .createTable('milestone_basis')
      .addColumn('project', 'text', (c) => c.primaryKey())
      .addColumn('basis', 'text', (c) => c.notNull())
      .execute()
  },
  async (database) => {
    await database.schema.alterTable('milestone').addColumn('account', 'text').execute()
    await database.schema.createIndex('milestone_by_account').on('milestone').columns(['project', 'account']).execute()
    // which account it was in nobody has noted yet: reckoned anew when somebody asks
    await database.deleteFrom('milestone_basis').execute()
  },
  async (database) => {
    const { schema } = database
    await schema
      .alterTable('project')
      .addColumn('identity', 'text', (c) => c.notNull().defaultTo('off'))
      .execute()
    for (const [name, value] of [
      ['id', ''],
      ['name', ''],
      ['scopes', '[]'],
      ['origins', '[]'],
    ] as const)
      await schema
        .alterTable('access_key')
        .addColumn(name, 'text', (c) => c.notNull().defaultTo(value))
        .execute()
    for (const name of ['expires_at', 'revoked_at', 'last_used_at']) await schema.alterTable('access_key').addColumn(name, 'bigint').execute()
    await database
      .updateTable('access_key')
      .set({ id: sql`'key_' || substr(hash, 1, 16)` })
      .execute()
    // keys of before might do everything
    await database.updateTable('access_key').set({ scopes: '["read","author","publish","admin","erase"]' }).where('kind', '=', 'admin').execute()
    await schema.createIndex('access_key_by_project').on('access_key').columns(['project', 'id']).unique().execute()
    await schema.createIndex('person_by_account').on('person').columns(['project', 'account', 'last_seen_at', 'id']).execute()
    await schema
      .createTable('identity_coverage')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('day', 'text', (c) => c.notNull())
      .addColumn('verified', 'bigint', (c) => c.notNull())
      .addColumn('missing', 'bigint', (c) => c.notNull())
      .addColumn('invalid', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('identity_coverage_key', ['project', 'day'])
      .execute()
    await schema
      .createTable('audit')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('key', 'text')
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('target', 'text')
      .addColumn('detail', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('audit_key', ['project', 'id'])
      .execute()
    await schema
      .createTable('erasure')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('person', 'text', (c) => c.notNull())
      .addColumn('ids', 'text')
      .addColumn('requested_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('events', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('erasure_key', ['project', 'id'])
      .execute()
    await schema
      .createTable('erased_id')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('erasure', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('erased_id_key', ['project', 'hash'])
      .execute()
  },
  async ({ schema }) => {
    await schema.alterTable('projection').addColumn('log', 'text').execute()
    await schema
      .createTable('lease')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('holder', 'text', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .execute()
  },
  (database) => createModelTables(database),
  (database) => createQueryTable(database),
]
