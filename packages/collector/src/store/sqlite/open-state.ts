// Owns the state in one SQLite file. It must not know what is stored.
import type { DatabaseSync } from 'node:sqlite'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { createLeases } from '../kysely/lease.ts'
import { migrateState } from '../kysely/migrate.ts'
import type { StateDatabase, StateTables } from '../kysely/schema.ts'
import { createStateStore } from '../kysely/state-store.ts'
import type { StateStore } from '../state-store.ts'
import { openDatabase, scrub } from './database.ts'
import { toKyselyDatabase } from './kysely-database.ts'
import { createLightApply } from './light-apply.ts'
import { untilScrubbed } from './until-scrubbed.ts'

/**
 * Opens the state, and brings its tables up to date.
 *
 * @param path - of the file; created where missing.
 * @throws {CollectorError} `store_newer`, `store_damaged`, `folder_not_writable`
 */
export async function openSqliteState(path: string): Promise<StateStore> {
  const { database, kysely } = await openSqliteTables(path)
  const leases = createLeases(kysely)
  const store = createStateStore(kysely, {
    lock: leases.take,
    async scrub() {
      // on its own turn, behind transactions that are under way
      await sql`vacuum`.execute(kysely)
      await untilScrubbed(() => scrub(database))
    },
    async close() {
      await leases.releaseAll()
      await kysely.destroy()
      // a dialect that was never asked anything closes nothing
      if (database.isOpen) database.close()
    },
  })
  return { ...store, people: { ...store.people, apply: createLightApply(kysely, database) } }
}

/** Opens the tables and brings them up to date; throws as `openSqliteState`. */
export async function openSqliteTables(path: string): Promise<{ database: DatabaseSync; kysely: StateDatabase }> {
  // its schema version is kept in a table, as PostgreSQL needs it too
  const database = openDatabase(path, [])
  const kysely = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: toKyselyDatabase(database) }) })
  try {
    await migrateState(kysely, path)
  } catch (error) {
    await kysely.destroy()
    throw error
  }
  return { database, kysely }
}
