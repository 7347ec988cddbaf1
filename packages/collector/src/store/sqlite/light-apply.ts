// Owns how a step of people reaches the disk: in its order, but not at once. After a loss of power the last steps may be missing,
// and are made again from the log, which has everything. It must not know what a step is.
import type { DatabaseSync } from 'node:sqlite'
import { createPeopleStore } from '../kysely/people-store.ts'
import type { StateDatabase } from '../kysely/schema.ts'
import type { PeopleStore } from '../state-store.ts'

/**
 * Makes an `apply` that does not wait for the disk. Keys, versions and whatever else is in the file still do: a commit that
 * waits brings all before it to the disk too.
 *
 * @param database - the connection under `kysely`, which has one.
 * @see https://sqlite.org/wal.html#performance_considerations
 */
export function createLightApply(kysely: StateDatabase, database: DatabaseSync): PeopleStore['apply'] {
  return (step) =>
    kysely.connection().execute(async (own) => {
      // takes effect when it is compiled, so it must not be a prepared statement
      database.exec('PRAGMA synchronous = NORMAL')
      try {
        return await createPeopleStore(own).apply(step)
      } finally {
        if (database.isOpen) database.exec('PRAGMA synchronous = FULL')
      }
    })
}
