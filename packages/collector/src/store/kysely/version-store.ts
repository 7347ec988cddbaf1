// Owns published versions in SQL of any dialect. A version is never changed; what is live is the publication with the
// highest number.
import type { SourceFile } from '@foothold/protocol'
import { sql } from 'kysely'
import type { VersionStore } from '../state-store.ts'
import type { StateDatabase, StateTables } from './schema.ts'

export function createVersionStore(database: StateDatabase): VersionStore {
  const latest = (project: string) => database.selectFrom('publication').selectAll().where('project', '=', project).orderBy('number', 'desc')
  // asked with every request: made once, as making it costs more than asking it. The project is its first parameter
  const live = latest('').limit(1).compile()
  return {
    publish: (project, { version, content, files, guides }, publication) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('config_version')
          .values({ project, version, content, files: JSON.stringify(files), guides })
          .onConflict((conflict) => conflict.columns(['project', 'version']).doNothing())
          .execute()
        for (let isPublished = false; !isPublished;) {
          const last = await transaction
            .selectFrom('publication')
            .select(sql<number | null>`max(number)`.as('number'))
            .where('project', '=', project)
            .executeTakeFirst()
          const row = { project, version: publication.version, published_at: publication.publishedAt, note: publication.note }
          const inserted = await transaction
            .insertInto('publication')
            .values({ ...row, number: Number(last?.number ?? 0) + 1 })
            // another publishes just now: this one comes behind it
            .onConflict((conflict) => conflict.columns(['project', 'number']).doNothing())
            .executeTakeFirstOrThrow()
          isPublished = Number(inserted.numInsertedOrUpdatedRows) === 1
        }
      }),
    get: async (project, version) => {
      const row = await database.selectFrom('config_version').selectAll().where('project', '=', project).where('version', '=', version).executeTakeFirst()
      return row && { version: row.version, content: row.content, files: JSON.parse(row.files) as SourceFile[], guides: row.guides }
    },
    live: async (project) => {
      const [row] = (await database.executeQuery<StateTables['publication']>({ ...live, parameters: [project, ...live.parameters.slice(1)] })).rows
      return row && { version: row.version, publishedAt: Number(row.published_at), note: row.note }
    },
    liveAt: async (project, at) => {
      const row = await latest(project).where('published_at', '<=', at).limit(1).executeTakeFirst()
      return row && { version: row.version, publishedAt: Number(row.published_at), note: row.note }
    },
    list: async (project) => {
      const publications = await latest(project).execute()
      const versions = await database.selectFrom('config_version').select(['version', 'guides']).where('project', '=', project).execute()
      const guides = new Map(versions.map((row) => [row.version, row.guides]))
      const seen = new Set<string>()
      return publications
        .filter(({ version }) => !seen.has(version) && seen.add(version))
        .map((row, index) => ({
          version: row.version,
          publishedAt: Number(row.published_at),
          note: row.note,
          guides: guides.get(row.version) ?? 0,
          live: index === 0,
        }))
    },
    contents: async (project) => {
      const rows = await database
        .selectFrom('config_version')
        .innerJoin('publication', (join) =>
          join.onRef('publication.project', '=', 'config_version.project').onRef('publication.version', '=', 'config_version.version'),
        )
        .select(['config_version.content', sql<number>`max(publication.number)`.as('number')])
        .where('config_version.project', '=', project)
        .groupBy(['config_version.version', 'config_version.content'])
        .orderBy('number', 'desc')
        .execute()
      return rows.map(({ content }) => content)
    },
  }
}
