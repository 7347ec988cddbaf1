// Owns who was erased, in SQL of any dialect: a hash of each id for ever, the ids only until they are gone everywhere.
import { sql, type Transaction } from 'kysely'
import type { Erasure, ErasureStore } from '../state-store.ts'
import type { StateDatabase, StateTables } from './schema.ts'

/** Rows of one INSERT. */
const CHUNK = 500

const toErasure = (row: StateTables['erasure']): Erasure => ({
  project: row.project,
  id: row.id,
  person: row.person,
  ids: row.ids === null ? null : (JSON.parse(row.ids) as string[]),
  requestedAt: Number(row.requested_at),
  finishedAt: row.finished_at === null ? null : Number(row.finished_at),
  events: Number(row.events),
})

export function createErasureStore(database: StateDatabase): ErasureStore {
  return {
    begin: (erasure, hashes) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('erasure')
          .values({
            project: erasure.project,
            id: erasure.id,
            person: erasure.person,
            ids: erasure.ids && JSON.stringify(erasure.ids),
            requested_at: erasure.requestedAt,
            finished_at: erasure.finishedAt,
            events: erasure.events,
          })
          .execute()
        await addHashes(transaction, erasure, hashes)
      }),
    extend: (project, id, ids, hashes) =>
      database.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('erasure')
          .set({ ids: JSON.stringify(ids) })
          .where('project', '=', project)
          .where('id', '=', id)
          .execute()
        await addHashes(transaction, { project, id }, hashes)
      }),
    forgetIds: async (project, id, events) =>
      void (await database
        .updateTable('erasure')
        .set({ ids: null, events: sql`events + ${events}` })
        .where('project', '=', project)
        .where('id', '=', id)
        .execute()),
    finish: async (project, id, finishedAt) =>
      void (await database.updateTable('erasure').set({ finished_at: finishedAt }).where('project', '=', project).where('id', '=', id).execute()),
    get: async (project, id) => {
      const row = await database.selectFrom('erasure').selectAll().where('project', '=', project).where('id', '=', id).executeTakeFirst()
      return row && toErasure(row)
    },
    find: async (project, person) => {
      const row = await database
        .selectFrom('erasure')
        .innerJoin('erased_id', (join) => join.onRef('erased_id.project', '=', 'erasure.project').onRef('erased_id.erasure', '=', 'erasure.id'))
        .selectAll('erasure')
        .where('erasure.project', '=', project)
        .where('erased_id.hash', '=', person)
        .executeTakeFirst()
      return row && toErasure(row)
    },
    unfinished: async () =>
      (await database.selectFrom('erasure').selectAll().where('finished_at', 'is', null).orderBy('requested_at').execute()).map(toErasure),
    count: async (project) =>
      Number(
        (
          await database
            .selectFrom('erased_id')
            .select(sql<number>`count(*)`.as('n'))
            .where('project', '=', project)
            .executeTakeFirstOrThrow()
        ).n,
      ),
    hashes: async (project) => (await database.selectFrom('erased_id').select('hash').where('project', '=', project).execute()).map(({ hash }) => hash),
  }
}

async function addHashes(transaction: Transaction<StateTables>, { project, id }: Pick<Erasure, 'project' | 'id'>, hashes: readonly string[]): Promise<void> {
  for (let start = 0; start < hashes.length; start += CHUNK)
    await transaction
      .insertInto('erased_id')
      .values(hashes.slice(start, start + CHUNK).map((hash) => ({ project, hash, erasure: id })))
      .onConflict((conflict) => conflict.columns(['project', 'hash']).doNothing())
      .execute()
}
