// Owns the data folder of an embedded collector: events.db (the truth) and state.db. It must not know what they are used for.
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { CollectorError, describeError } from '../../error.ts'
import { migrateState, STATE_MIGRATIONS, type StateTables } from '../kysely/schema.ts'
import { createStateStore } from '../kysely/state-store.ts'
import type { Stores } from '../stores.ts'
import { openDatabase } from './database.ts'
import { createSqliteEventLog } from './event-log.ts'
import { createSqliteEventQuery } from './event-query.ts'
import { DAMAGED_EVENT, EVENT_MIGRATIONS } from './event-schema.ts'
import { toKyselyDatabase } from './kysely-database.ts'

/**
 * Opens the stores of a data folder, creating folder and files where they are missing.
 *
 * Events and state are two files on purpose: a Kysely transaction lives over several turns of the event loop, and an
 * append that had to wait for it in between would block the very loop that ends it.
 *
 * @param directory - path of the data folder.
 * @throws {CollectorError} `folder_not_writable`, `store_newer`, `store_damaged`
 */
export async function openStores(directory: string): Promise<Stores> {
  try {
    mkdirSync(directory, { recursive: true })
    accessSync(directory, constants.W_OK)
  } catch (cause) {
    throw new CollectorError(
      'folder_not_writable',
      `The data folder ${directory} cannot be written (${describeError(cause)}). Check its owner, or choose another.`,
      { cause },
    )
  }
  const closing: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one()
  }
  try {
    const events = join(directory, 'events.db')
    const log = createSqliteEventLog(openDatabase(events, EVENT_MIGRATIONS, DAMAGED_EVENT))
    closing.push(() => log.close())

    const statePath = join(directory, 'state.db')
    // its schema version is kept in a table, as PostgreSQL needs it too
    const stateDatabase = openDatabase(statePath, [])
    const kysely = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: toKyselyDatabase(stateDatabase) }) })
    const state = createStateStore(kysely)
    closing.push(async () => {
      await state.close()
      if (stateDatabase.isOpen) stateDatabase.close()
    })
    const version = await migrateState(kysely)
    if (version > STATE_MIGRATIONS.length) {
      throw new CollectorError(
        'store_newer',
        `${statePath} was written by a newer version of Foothold (schema ${version}; this one knows ${STATE_MIGRATIONS.length}). Update Foothold.`,
      )
    }
    const last = await log.lastPosition()
    // people come back from the log, but keys and published versions are here only: never begin anew beside old events
    if (last > 0 && !(await state.projects.list()).length) {
      throw new CollectorError(
        'store_damaged',
        `${statePath} is missing or has lost its projects, while ${events} has events. Restore both files from the same backup.`,
      )
    }
    if ((await state.people.position()) > last) {
      throw new CollectorError('store_damaged', `${events} has lost events that ${statePath} has seen. Restore both files from the same backup.`)
    }

    const reading = openDatabase(events, EVENT_MIGRATIONS)
    reading.prepare('ATTACH DATABASE ? AS state').run(statePath)
    const query = createSqliteEventQuery(reading)
    closing.push(() => query.close())
    return { log, query, state, close }
  } catch (error) {
    await close()
    if (error instanceof CollectorError) throw error
    throw new CollectorError('store_damaged', `The data folder ${directory} cannot be read (${describeError(error)}). Restore it from a backup.`, {
      cause: error,
    })
  }
}
