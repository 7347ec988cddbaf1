// Owns the bringing of the state's tables up to date, by one process at a time. It must not know the tables.
import { sql, type Transaction } from 'kysely'
import { CollectorError } from '../../error.ts'
import { STATE_MIGRATIONS, type StateDatabase, type StateTables } from './schema.ts'

/**
 * Brings the tables up to date: all or nothing, in one transaction.
 *
 * @param name - of the store, for messages.
 * @param guard - first statement of the transaction; keeps other processes waiting where beginning a transaction does not.
 * @throws {CollectorError} `store_newer`; then nothing was changed.
 */
export async function migrateState(
  database: StateDatabase,
  name: string,
  guard: (transaction: Transaction<StateTables>) => Promise<unknown> = async () => {},
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await guard(transaction)
    await transaction.schema
      .createTable('schema_version')
      .ifNotExists()
      .addColumn('version', 'integer', (c) => c.notNull())
      .execute()
    const found = await transaction
      .selectFrom('schema_version')
      .select(sql<number>`max(version)`.as('version'))
      .executeTakeFirst()
    const version = Number(found?.version ?? 0)
    if (version > STATE_MIGRATIONS.length) {
      throw new CollectorError(
        'store_newer',
        `${name} was written by a newer version of Foothold (schema ${version}; this one knows ${STATE_MIGRATIONS.length}). Update Foothold.`,
      )
    }
    for (let next = version; next < STATE_MIGRATIONS.length; next++) {
      await STATE_MIGRATIONS[next]!(transaction)
      await transaction
        .insertInto('schema_version')
        .values({ version: next + 1 })
        .execute()
    }
  })
}
