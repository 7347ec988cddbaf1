// Owns projects and keys in SQL of any dialect.
import type { KeyKind, KeyRecord, Project, ProjectStore } from '../state-store.ts'
import type { StateDatabase, StateTables } from './schema.ts'

const toProject = (row: StateTables['project']): Project => ({ id: row.id, name: row.name, createdAt: Number(row.created_at) })
const toKeyRow = (key: KeyRecord): StateTables['access_key'] => ({
  hash: key.hash,
  project: key.project,
  kind: key.kind,
  readable: key.readable,
  created_at: key.createdAt,
})

export function createProjectStore(database: StateDatabase): ProjectStore {
  return {
    create: (project, keys) =>
      database.transaction().execute(async (transaction) => {
        await transaction.insertInto('project').values({ id: project.id, name: project.name, created_at: project.createdAt }).execute()
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
      return row && { hash: row.hash, project: row.project, kind: row.kind as KeyKind, readable: row.readable, createdAt: Number(row.created_at) }
    },
    writeKey: async (project) => {
      const row = await database
        .selectFrom('access_key')
        .select('readable')
        .where('project', '=', project)
        .where('kind', '=', 'write')
        .orderBy('created_at', 'desc')
        .executeTakeFirst()
      return row?.readable ?? undefined
    },
  }
}
