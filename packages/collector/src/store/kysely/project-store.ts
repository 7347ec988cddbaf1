// Owns projects, keys and what identities were proven, in SQL of any dialect.
import type { IdentityMode, KeyKind, KeyScope } from '@foothold/protocol'
import { sql } from 'kysely'
import type { KeyRecord, Project, ProjectStore } from '../state-store.ts'
import type { StateDatabase, StateTables } from './schema.ts'

const toProject = (row: StateTables['project']): Project => ({
  id: row.id,
  name: row.name,
  createdAt: Number(row.created_at),
  identity: row.identity as IdentityMode,
})
const toTime = (value: number | null): number | null => (value === null ? null : Number(value))
const toKey = (row: StateTables['access_key']): KeyRecord => ({
  hash: row.hash,
  id: row.id,
  project: row.project,
  kind: row.kind as KeyKind,
  name: row.name,
  readable: row.readable,
  scopes: JSON.parse(row.scopes) as KeyScope[],
  origins: JSON.parse(row.origins) as string[],
  createdAt: Number(row.created_at),
  expiresAt: toTime(row.expires_at),
  revokedAt: toTime(row.revoked_at),
  lastUsedAt: toTime(row.last_used_at),
})
const toKeyRow = (key: KeyRecord): StateTables['access_key'] => ({
  hash: key.hash,
  id: key.id,
  project: key.project,
  kind: key.kind,
  name: key.name,
  readable: key.readable,
  scopes: JSON.stringify(key.scopes),
  origins: JSON.stringify(key.origins),
  created_at: key.createdAt,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  last_used_at: key.lastUsedAt,
})

export function createProjectStore(database: StateDatabase): ProjectStore {
  return {
    create: (project, keys) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('project')
          .values({ id: project.id, name: project.name, created_at: project.createdAt, identity: project.identity })
          .execute()
        if (keys.length) await transaction.insertInto('access_key').values(keys.map(toKeyRow)).execute()
      }),
    addKey: async (key) => void (await database.insertInto('access_key').values(toKeyRow(key)).execute()),
    get: async (id) => {
      const row = await database.selectFrom('project').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toProject(row)
    },
    list: async () => (await database.selectFrom('project').selectAll().orderBy('created_at').orderBy('id').execute()).map(toProject),
    findKey: async (hash) => {
      const row = await database.selectFrom('access_key').selectAll().where('hash', '=', hash).executeTakeFirst()
      return row && toKey(row)
    },
    keys: async (project) =>
      (await database.selectFrom('access_key').selectAll().where('project', '=', project).orderBy('created_at', 'desc').orderBy('id').execute()).map(toKey),
    endKey: async (project, id, at) => {
      const found = await database.selectFrom('access_key').select('hash').where('project', '=', project).where('id', '=', id).executeTakeFirst()
      if (!found) return false
      await database
        .updateTable('access_key')
        .set({ revoked_at: at })
        .where('hash', '=', found.hash)
        .where(({ eb, or }) => or([eb('revoked_at', 'is', null), eb('revoked_at', '>', at)]))
        .execute()
      return true
    },
    setOrigins: async (project, id, origins) =>
      void (await database
        .updateTable('access_key')
        .set({ origins: JSON.stringify(origins) })
        .where('project', '=', project)
        .where('id', '=', id)
        .execute()),
    touchKey: async (hash, at) => void (await database.updateTable('access_key').set({ last_used_at: at }).where('hash', '=', hash).execute()),
    writeKey: async (project) => {
      const row = await database
        .selectFrom('access_key')
        .select('readable')
        .where('project', '=', project)
        .where('kind', '=', 'write')
        .where('revoked_at', 'is', null)
        .orderBy('created_at', 'desc')
        .executeTakeFirst()
      return row?.readable ?? undefined
    },
    setIdentity: async (project, mode) => void (await database.updateTable('project').set({ identity: mode }).where('id', '=', project).execute()),
    addCoverage: async (project, { day, verified, missing, invalid }) =>
      void (await database
        .insertInto('identity_coverage')
        .values({ project, day, verified, missing, invalid })
        .onConflict((conflict) =>
          conflict.columns(['project', 'day']).doUpdateSet({
            verified: sql`identity_coverage.verified + ${verified}`,
            missing: sql`identity_coverage.missing + ${missing}`,
            invalid: sql`identity_coverage.invalid + ${invalid}`,
          }),
        )
        .execute()),
    coverage: async (project, from) =>
      (await database.selectFrom('identity_coverage').selectAll().where('project', '=', project).where('day', '>=', from).orderBy('day').execute()).map(
        (row) => ({ day: row.day, verified: Number(row.verified), missing: Number(row.missing), invalid: Number(row.invalid) }),
      ),
  }
}
