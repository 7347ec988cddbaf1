// Owns people, accounts, links and milestones in SQL of any dialect. Written only by `apply`, one step of the projection
// at a time.
import { sql, type Transaction } from 'kysely'
import type { AccountRow, PeopleStore, PersonRow, ProjectionStep, Reached, TraitTimes } from '../state-store.ts'
import { deleteModelRows, writeModelRows } from './model-store.ts'
import type { StateDatabase, StateTables } from './schema.ts'

/** Rows of one INSERT; keeps the number of parameters below every dialect's limit. */
const CHUNK = 500

export function createPeopleStore(database: StateDatabase): PeopleStore {
  return {
    claim: (log) =>
      database.transaction().execute(async (transaction) => {
        await beginProjection(transaction)
        await transaction
          .updateTable('projection')
          .set({ log })
          .where('id', '=', 1)
          .where(({ eb, or }) => or([eb('log', 'is', null), eb('position', '=', 0)]))
          .execute()
        const found = await transaction.selectFrom('projection').select('log').where('id', '=', 1).executeTakeFirstOrThrow()
        return found.log ?? log
      }),
    position: async () => Number((await database.selectFrom('projection').select('position').where('id', '=', 1).executeTakeFirst())?.position ?? 0),
    apply: (step) => database.transaction().execute((transaction) => apply(transaction, step)),
    people: (project, ids) =>
      inChunks(ids, async (chunk) =>
        (await database.selectFrom('person').selectAll().where('project', '=', project).where('id', 'in', chunk).execute()).map(toPerson),
      ),
    accounts: (project, ids) =>
      inChunks(ids, async (chunk) =>
        (await database.selectFrom('account').selectAll().where('project', '=', project).where('id', 'in', chunk).execute()).map(toAccount),
      ),
    links: async (project, anonymousIds) => {
      const rows = await inChunks(anonymousIds, (chunk) =>
        database.selectFrom('link').select(['anonymous_id', 'user_id']).where('project', '=', project).where('anonymous_id', 'in', chunk).execute(),
      )
      return new Map(rows.map((row) => [row.anonymous_id, row.user_id]))
    },
    anonymousIdsOf: async (project, userId) =>
      (await database.selectFrom('link').select('anonymous_id').where('project', '=', project).where('user_id', '=', userId).execute())
        .map((row) => row.anonymous_id)
        // not by the database: it would go through all links of the project, which lie in that order
        .sort(),
    linksAfter: async (after, limit) => {
      let found = database.selectFrom('link').selectAll()
      if (after)
        found = found.where(({ eb, or, and }) =>
          or([eb('project', '>', after.project), and([eb('project', '=', after.project), eb('anonymous_id', '>', after.anonymousId)])]),
        )
      const rows = await found.orderBy('project').orderBy('anonymous_id').limit(limit).execute()
      return rows.map((row) => ({ project: row.project, anonymousId: row.anonymous_id, userId: row.user_id }))
    },
    seenSince: async (project, ids, since) => {
      const rows = await inChunks(ids, (chunk) =>
        database
          .selectFrom('person')
          .select('id')
          .where('project', '=', project)
          .where('id', 'in', chunk)
          // the first is bounded where a clock runs ahead, the second is not
          .where(({ eb, or }) => or([eb('last_seen_at', '>=', since), eb('account_at', '>=', since)]))
          .execute(),
      )
      return rows.map(({ id }) => id)
    },
    milestones: async (project, persons) => {
      const rows = await inChunks(persons, (chunk) =>
        database.selectFrom('milestone').selectAll().where('project', '=', project).where('person', 'in', chunk).execute(),
      )
      const result = new Map<string, Map<string, Reached>>()
      for (const row of rows) result.set(row.person, (result.get(row.person) ?? new Map()).set(row.key, { at: Number(row.reached_at), account: row.account }))
      return result
    },
    accountMilestones: async (project, account) =>
      (
        await database.selectFrom('milestone').select(['person', 'key', 'reached_at']).where('project', '=', project).where('account', '=', account).execute()
      ).map((row) => ({ person: row.person, key: row.key, at: Number(row.reached_at) })),
    milestoneCounts: async (project) => {
      const rows = await database
        .selectFrom('milestone')
        .select(['key', sql<number>`count(*)`.as('n')])
        .where('project', '=', project)
        .groupBy('key')
        .execute()
      return new Map(rows.map((row) => [row.key, Number(row.n)]))
    },
    counts: async (project) => {
      const row = await database
        .selectFrom('person')
        .select([sql<number>`count(*)`.as('people'), sql<number | null>`sum(identified)`.as('identified')])
        .where('project', '=', project)
        .executeTakeFirstOrThrow()
      return { people: Number(row.people), identified: Number(row.identified ?? 0) }
    },
    list: async (project, { search, limit, after }) => {
      let found = database.selectFrom('person').where('project', '=', project)
      if (search) {
        const pattern = toPattern(search)
        found = found.where(
          sql<boolean>`(lower(id) like ${pattern} escape '\\' or lower(name) like ${pattern} escape '\\' or lower(email) like ${pattern} escape '\\')`,
        )
      }
      let page = found.selectAll().orderBy('last_seen_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (after)
        page = page.where(({ and, eb, or }) =>
          or([eb('last_seen_at', '<', after.lastSeenAt), and([eb('last_seen_at', '=', after.lastSeenAt), eb('id', '<', after.id)])]),
        )
      const total = await found.select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
      return { people: (await page.execute()).map(toPerson), total: Number(total.n) }
    },
    page: async (project, afterId, limit) =>
      (await database.selectFrom('person').selectAll().where('project', '=', project).where('id', '>', afterId).orderBy('id').limit(limit).execute()).map(
        toPerson,
      ),
    milestoneBasis: async (project) => (await database.selectFrom('milestone_basis').select('basis').where('project', '=', project).executeTakeFirst())?.basis,
    setMilestoneBasis: (project, basis) => setBasis(database, project, basis),
    listAccounts: async (project, { search, limit, after }) => {
      let found = database.selectFrom('account').where('project', '=', project)
      if (search) {
        const pattern = toPattern(search)
        found = found.where(sql<boolean>`(lower(id) like ${pattern} escape '\\' or lower(traits) like ${pattern} escape '\\')`)
      }
      let page = found.selectAll().orderBy('last_seen_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (after)
        page = page.where(({ and, eb, or }) =>
          or([eb('last_seen_at', '<', after.lastSeenAt), and([eb('last_seen_at', '=', after.lastSeenAt), eb('id', '<', after.id)])]),
        )
      const total = await found.select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
      return { accounts: (await page.execute()).map(toAccount), total: Number(total.n) }
    },
    members: async (project, account, limit, after) => {
      const found = database.selectFrom('person').where('project', '=', project).where('account', '=', account)
      let page = found.selectAll().orderBy('last_seen_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (after)
        page = page.where(({ and, eb, or }) =>
          or([eb('last_seen_at', '<', after.lastSeenAt), and([eb('last_seen_at', '=', after.lastSeenAt), eb('id', '<', after.id)])]),
        )
      const total = await found.select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
      return { people: (await page.execute()).map(toPerson), total: Number(total.n) }
    },
    erase: (project, ids) =>
      database.transaction().execute(async (transaction) => {
        for (const chunk of chunks(ids)) {
          await transaction.deleteFrom('person').where('project', '=', project).where('id', 'in', chunk).execute()
          await transaction.deleteFrom('milestone').where('project', '=', project).where('person', 'in', chunk).execute()
          await transaction.deleteFrom('link').where('project', '=', project).where('anonymous_id', 'in', chunk).execute()
          await transaction.deleteFrom('link').where('project', '=', project).where('user_id', 'in', chunk).execute()
          await deleteModelRows(transaction, project, chunk)
        }
      }),
  }
}

/** A text as part of a LIKE, whose wildcards in it are letters. Only ASCII has two cases here, as for `lower()` of both databases. */
const toPattern = (search: string): string => `%${search.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll(/[\\%_]/g, '\\$&')}%`

async function beginProjection(transaction: Transaction<StateTables>): Promise<void> {
  await transaction
    .insertInto('projection')
    .values({ id: 1, position: 0, log: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

async function apply(transaction: Transaction<StateTables>, step: ProjectionStep): Promise<boolean> {
  await beginProjection(transaction)
  const moved = await transaction.updateTable('projection').set({ position: step.to }).where('id', '=', 1).where('position', '=', step.from).executeTakeFirst()
  if (Number(moved.numUpdatedRows) !== 1) return false
  for (const chunk of chunks(step.links)) {
    const rows = chunk.map((link) => ({ project: link.project, anonymous_id: link.anonymousId, user_id: link.userId }))
    await transaction
      .insertInto('link')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['project', 'anonymous_id']).doNothing())
      .execute()
  }
  for (const { project, id } of step.merged) {
    await transaction.deleteFrom('person').where('project', '=', project).where('id', '=', id).execute()
    await transaction.deleteFrom('milestone').where('project', '=', project).where('person', '=', id).execute()
    await deleteModelRows(transaction, project, [id])
  }
  for (const chunk of chunks(step.people)) await replace(transaction, 'person', ['project', 'id'], chunk.map(toPersonRow))
  for (const chunk of chunks(step.accounts)) await replace(transaction, 'account', ['project', 'id'], chunk.map(toAccountRow))
  for (const { project, person, reached } of step.milestones) {
    await transaction.deleteFrom('milestone').where('project', '=', project).where('person', '=', person).execute()
    const rows = [...reached].map(([key, { at, account }]) => ({ project, person, key, reached_at: at, account }))
    if (rows.length) await transaction.insertInto('milestone').values(rows).execute()
  }
  for (const { project, basis, ofEverybody } of step.bases ?? []) {
    if (ofEverybody) await setBasis(transaction, project, basis)
    else await transaction.deleteFrom('milestone_basis').where('project', '=', project).where('basis', '!=', basis).execute()
  }
  if (step.model?.length) await writeModelRows(transaction, step.model)
  return true
}

const setBasis = async (database: StateDatabase, project: string, basis: string): Promise<void> =>
  void (await database
    .insertInto('milestone_basis')
    .values({ project, basis })
    .onConflict((conflict) => conflict.column('project').doUpdateSet({ basis }))
    .execute())

/** Inserts rows, or overwrites every column of those that exist. */
async function replace<T extends 'person' | 'account'>(
  transaction: Transaction<StateTables>,
  table: T,
  key: readonly string[],
  rows: StateTables[T][],
): Promise<void> {
  const columns = Object.keys(rows[0]!)
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => (row as unknown as Record<string, unknown>)[column]))})`)
  const updates = columns.filter((column) => !key.includes(column)).map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`)
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(values)} on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update set ${sql.join(updates)}`.execute(
    transaction,
  )
}

function toPersonRow(person: PersonRow): StateTables['person'] {
  return {
    project: person.project,
    id: person.id,
    identified: person.identified ? 1 : 0,
    name: person.name,
    email: person.email,
    role: person.role,
    account: person.account,
    account_at: person.accountAt,
    first_seen_at: person.firstSeenAt,
    last_seen_at: person.lastSeenAt,
    signed_up_at: person.signedUpAt,
    events: person.events,
    traits: JSON.stringify(person.traits),
    trait_times: JSON.stringify(person.traitTimes),
  }
}

function toPerson(row: StateTables['person']): PersonRow {
  return {
    project: row.project,
    id: row.id,
    identified: row.identified === 1,
    name: row.name,
    email: row.email,
    role: row.role,
    account: row.account,
    accountAt: Number(row.account_at),
    firstSeenAt: Number(row.first_seen_at),
    lastSeenAt: Number(row.last_seen_at),
    signedUpAt: Number(row.signed_up_at),
    events: Number(row.events),
    traits: JSON.parse(row.traits) as Record<string, unknown>,
    traitTimes: JSON.parse(row.trait_times) as TraitTimes,
  }
}

function toAccountRow(account: AccountRow): StateTables['account'] {
  return {
    project: account.project,
    id: account.id,
    first_seen_at: account.firstSeenAt,
    last_seen_at: account.lastSeenAt,
    traits: JSON.stringify(account.traits),
    trait_times: JSON.stringify(account.traitTimes),
  }
}

function toAccount(row: StateTables['account']): AccountRow {
  return {
    project: row.project,
    id: row.id,
    firstSeenAt: Number(row.first_seen_at),
    lastSeenAt: Number(row.last_seen_at),
    traits: JSON.parse(row.traits) as Record<string, unknown>,
    traitTimes: JSON.parse(row.trait_times) as TraitTimes,
  }
}

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK)
}

async function inChunks<T, R>(items: readonly T[], ask: (chunk: T[]) => Promise<R[]>): Promise<R[]> {
  const result: R[] = []
  for (const chunk of chunks(items)) result.push(...(await ask(chunk)))
  return result
}
