// Owns the data folder of an embedded collector: events.db (the truth), state.db, and what is made anew from the truth where it
// is lost: index.db for look-ups of one person, events.duckdb for questions. It must not know what they are used for.
import { accessSync, constants, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { CollectorError, describeError } from '../../error.ts'
import { silent, type Logger } from '../../options.ts'
import { migrateState, STATE_MIGRATIONS, type StateTables } from '../kysely/schema.ts'
import { createStateStore } from '../kysely/state-store.ts'
import type { EventLog } from '../event-log.ts'
import { createDuckEventQuery } from '../duckdb/event-query.ts'
import type { Stores } from '../stores.ts'
import { openDatabase, scrub } from './database.ts'
import { createSqliteEventLog, findDamagedChunk } from './event-log.ts'
import { createEventIndex } from './event-index.ts'
import { INDEX_MIGRATIONS, LOG_MIGRATIONS } from './event-schema.ts'
import { takeOverFormerLog } from './former-log.ts'
import { toKyselyDatabase } from './kysely-database.ts'

/** What may be set of the stores. */
export interface OpenOptions {
  /** Time for one question over many events, in ms. @default 5000 */
  queryMs?: number | undefined
}

/**
 * Opens the stores of a data folder, creating folder and files where they are missing.
 *
 * Events and state are two files on purpose: a Kysely transaction lives over several turns of the event loop, and an
 * append that had to wait for it in between would block the very loop that ends it.
 *
 * A log of the former layout is taken over first; that takes seconds for a million events.
 *
 * @param directory - path of the data folder.
 * @param logger - hears how far that is. @default silent
 * @param options - what is set otherwise than by default.
 * @throws {CollectorError} `folder_not_writable`, `store_newer`, `store_damaged`
 */
export async function openStores(directory: string, logger: Logger = silent, { queryMs }: OpenOptions = {}): Promise<Stores> {
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
    const logDatabase = openDatabase(events, LOG_MIGRATIONS, findDamagedChunk)
    const chunks = createSqliteEventLog(logDatabase, events)
    closing.push(() => chunks.close())
    await takeOverFormerLog(logDatabase, events, logger)
    const last = await chunks.lastPosition()

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

    const indexDatabase = openIndex(join(directory, 'index.db'), last)
    closing.push(() => {
      if (indexDatabase.isOpen) indexDatabase.close()
    })
    const index = createEventIndex(indexDatabase, chunks)
    const query = createDuckEventQuery({ path: join(directory, 'events.duckdb'), logPath: events, log: chunks, people: state.people, logger, queryMs })
    closing.push(() => query.close())
    const log: EventLog = {
      ...chunks,
      readPerson: index.readPerson,
      readTimeline: index.readTimeline,
      readAccount: index.readAccount,
      accountIds: index.accountIds,
      deleteBefore: async (receivedAt) => {
        const upTo = await chunks.deleteBefore(receivedAt)
        if (upTo !== undefined) await index.deleteUpTo(upTo)
        return upTo
      },
      erase: async (project, ids) => {
        const events = await chunks.erase(project, ids)
        await index.erase(project, ids)
        return events
      },
    }
    const scrubAll = async (): Promise<void> => {
      // the log is only ever added to, and its deletions write zeros: no page of it has kept a copy
      await scrubbed(() => scrub(logDatabase, false))
      await scrubbed(() => scrub(indexDatabase, true))
      // on its own turn, behind transactions that are under way
      await sql`vacuum`.execute(kysely)
      await scrubbed(() => scrub(stateDatabase, false))
      await query.rebuild()
    }
    return { log, query, state, scrub: scrubAll, close }
  } catch (error) {
    await close()
    if (error instanceof CollectorError) throw error
    throw new CollectorError('store_damaged', `The data folder ${directory} cannot be read (${describeError(error)}). Restore it from a backup.`, {
      cause: error,
    })
  }
}

/** Tries until nobody reads from the write-ahead log. @throws {CollectorError} `overloaded` */
async function scrubbed(attempt: () => boolean): Promise<void> {
  for (let pause = 10; pause < 10_000; pause *= 2) {
    if (attempt()) return
    await new Promise((go) => setTimeout(go, pause))
  }
  throw new CollectorError('overloaded', 'A file is being read without a pause; what was deleted is still in its write-ahead log.')
}

/** Opens the index; one that is damaged, of another version, or ahead of the log goes, and comes back from the log. */
function openIndex(path: string, last: number): DatabaseSync {
  try {
    const database = openDatabase(path, INDEX_MIGRATIONS)
    const { position } = database.prepare('SELECT position FROM progress').get() as { position: number }
    if (position <= last) {
      // nothing of it is lost that the log does not have
      database.exec('PRAGMA synchronous = NORMAL')
      return database
    }
    database.close()
  } catch (error) {
    if (!(error instanceof CollectorError) || error.code === 'folder_not_writable') throw error
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  return openIndex(path, last)
}
