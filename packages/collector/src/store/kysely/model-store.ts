// Owns states and timers of the live model in SQL of any dialect. Written with the step of the projection that they belong to.
import type { Kysely, Transaction } from 'kysely'
import type { ModelBasis, ModelKind, ModelRow, ModelStore } from '../model-store.ts'
import type { ModelTables } from './model-tables.ts'

/** Rows of one statement; keeps the number of parameters below every dialect's limit. */
const CHUNK = 500

export function createModelStore(database: Pick<Kysely<ModelTables>, 'selectFrom' | 'updateTable' | 'insertInto'>): ModelStore {
  return {
    rows: async (project, kind, ids) => {
      const found: ModelRow[] = []
      for (let start = 0; start < ids.length; start += CHUNK) {
        const chunk = ids.slice(start, start + CHUNK)
        const rows = await database
          .selectFrom('model_state')
          .selectAll()
          .where('project', '=', project)
          .where('kind', '=', kind)
          .where('id', 'in', chunk)
          .execute()
        found.push(...rows.map(toRow))
      }
      return found
    },
    page: async (project, kind, afterId, limit) =>
      (
        await database
          .selectFrom('model_state')
          .selectAll()
          .where('project', '=', project)
          .where('kind', '=', kind)
          .where('id', '>', afterId)
          .orderBy('id')
          .limit(limit)
          .execute()
      ).map(toRow),
    members: async (project, account, afterId, limit) =>
      (
        await database
          .selectFrom('model_state')
          .selectAll()
          .where('project', '=', project)
          .where('account', '=', account)
          .where('id', '>', afterId)
          .orderBy('id')
          .limit(limit)
          .execute()
      ).map(toRow),
    due: async (now, limit) => {
      const rows = await database
        .selectFrom('model_state')
        .select(['project', 'kind', 'id', 'due_at'])
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute()
      return rows.map(({ project, kind, id, due_at }) => ({ project, kind: kind as ModelKind, id, dueAt: Number(due_at) }))
    },
    nextDue: async () => {
      const row = await database.selectFrom('model_state').select('due_at').where('due_at', 'is not', null).orderBy('due_at').limit(1).executeTakeFirst()
      return row ? Number(row.due_at) : undefined
    },
    wakeMembers: async (project, account, at) =>
      void (await database
        .updateTable('model_state')
        .set({ due_at: at })
        .where('project', '=', project)
        .where('account', '=', account)
        .where(({ eb, or }) => or([eb('due_at', 'is', null), eb('due_at', '>', at)]))
        .execute()),
    bases: async (project) =>
      (await database.selectFrom('model_basis').selectAll().where('project', '=', project).orderBy('since', 'desc').execute())
        .map((row) => ({
          project: row.project,
          basis: row.basis,
          version: row.version,
          since: Number(row.since),
          until: row.until === null ? null : Number(row.until),
          after: row.after_id,
          done: Number(row.done),
          total: Number(row.total),
          summary: row.summary,
        }))
        .sort((a, b) => Number(a.until !== null) - Number(b.until !== null)),
    setBasis: async (basis) => {
      const row = toBasisRow(basis)
      const { project: _, basis: __, ...rest } = row
      await database
        .insertInto('model_basis')
        .values(row)
        .onConflict((conflict) => conflict.columns(['project', 'basis']).doUpdateSet(rest))
        .execute()
    },
  }
}

/**
 * Writes states as part of a step.
 *
 * A row without a state only makes somebody due, or due no more: what is noted stays, and so does an earlier instant.
 */
export async function writeModelRows(transaction: Pick<Transaction<ModelTables>, 'insertInto'>, rows: readonly ModelRow[]): Promise<void> {
  const [full, marks] = [rows.filter(({ state }) => state !== ''), rows.filter(({ state }) => state === '')]
  for (let start = 0; start < full.length; start += CHUNK)
    await transaction
      .insertInto('model_state')
      .values(full.slice(start, start + CHUNK).map(toTableRow))
      .onConflict((conflict) =>
        conflict.columns(['project', 'kind', 'id']).doUpdateSet(({ ref }) => ({
          account: ref('excluded.account'),
          due_at: ref('excluded.due_at'),
          state: ref('excluded.state'),
        })),
      )
      .execute()
  for (let start = 0; start < marks.length; start += CHUNK)
    await transaction
      .insertInto('model_state')
      .values(marks.slice(start, start + CHUNK).map(toTableRow))
      .onConflict((conflict) =>
        conflict.columns(['project', 'kind', 'id']).doUpdateSet(({ ref, eb }) => ({
          due_at: eb
            .case()
            .when(eb.or([eb('excluded.due_at', 'is', null), eb('model_state.due_at', 'is', null), eb('model_state.due_at', '>', ref('excluded.due_at'))]))
            .then(ref('excluded.due_at'))
            .else(ref('model_state.due_at'))
            .end(),
        })),
      )
      .execute()
}

/** Deletes the states of people. */
export async function deleteModelRows(transaction: Pick<Transaction<ModelTables>, 'deleteFrom'>, project: string, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += CHUNK)
    await transaction
      .deleteFrom('model_state')
      .where('project', '=', project)
      .where('kind', 'in', ['person', 'later'])
      .where('id', 'in', ids.slice(start, start + CHUNK))
      .execute()
}

const toRow = (row: ModelTables['model_state']): ModelRow => ({
  project: row.project,
  kind: row.kind as ModelKind,
  id: row.id,
  account: row.account,
  dueAt: row.due_at === null ? null : Number(row.due_at),
  state: row.state,
})

const toTableRow = ({ project, kind, id, account, dueAt, state }: ModelRow): ModelTables['model_state'] => ({
  project,
  kind,
  id,
  account,
  due_at: dueAt,
  state,
})

const toBasisRow = ({ project, basis, version, since, until, after, done, total, summary }: ModelBasis): ModelTables['model_basis'] => ({
  project,
  basis,
  version,
  since,
  until,
  after_id: after,
  done,
  total,
  summary,
})
