// Owns the data folder of an embedded collector: events.db (the truth), state.db, and what is made anew from the truth where it
// is lost: index.db for look-ups of one person, events.duckdb for questions. It must not know what they are used for.
import { accessSync, constants, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { CollectorError, describeError } from '../../error.ts'
import { silent, type Logger } from '../../options.ts'
import type { EventLog } from '../event-log.ts'
import { createDuckEventQuery } from '../duckdb/event-query.ts'
import { makeFolder } from '../make-folder.ts'
import { openState, type StateOptions } from '../open-state.ts'
import type { Stores } from '../stores.ts'
import { openDatabase, scrub } from './database.ts'
import { createSqliteEventLog, findDamagedChunk } from './event-log.ts'
import { createEventIndex } from './event-index.ts'
import { INDEX_MIGRATIONS, LOG_MIGRATIONS } from './event-schema.ts'
import { takeOverFormerLog } from './former-log.ts'
import { readLogId } from './log-id.ts'
import { startScrubThread, type ScrubData, type ScrubThread } from './scrub-thread.ts'
import { untilScrubbed } from './until-scrubbed.ts'

/** What may be set of the stores. */
export interface OpenOptions extends StateOptions {
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
 * @throws {CollectorError} `folder_not_writable`, `store_newer`, `store_damaged`, `state_url_invalid`, `store_unreachable`,
 * `state_unusable`
 */
export async function openStores(directory: string, logger: Logger = silent, options: OpenOptions = {}): Promise<Stores> {
  try {
    makeFolder(directory)
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

    const { state, name: stateName } = await openState(directory, options, logger)
    closing.push(() => state.close())
    // people come back from the log, but keys and published versions are here only: never begin anew beside old events
    const here = join(directory, 'state.db')
    if (last > 0 && !(await state.projects.list()).length) {
      throw new CollectorError(
        'store_damaged',
        existsSync(here) && stateName !== here
          ? `${stateName} is empty, while ${here} has the state of these events. Bring it over with "foothold move", or start without that address.`
          : `${stateName} is missing or has lost its projects, while ${events} has events. Restore both from the same backup.`,
      )
    }
    const logId = readLogId(logDatabase)
    if ((await state.people.claim(logId)) !== logId) {
      throw new CollectorError(
        'store_damaged',
        `${stateName} belongs to another event log than ${events}. Restore both from the same backup; collectors that share the state share the data folder too.`,
      )
    }
    if ((await state.people.position()) > last) {
      throw new CollectorError('store_damaged', `${events} has lost events that ${stateName} has seen. Restore both from the same backup.`)
    }

    const indexPath = join(directory, 'index.db')
    const indexDatabase = openIndex(indexPath, last)
    closing.push(() => {
      if (indexDatabase.isOpen) indexDatabase.close()
    })
    const index = createEventIndex(indexDatabase, chunks)
    const query = createDuckEventQuery({
      path: join(directory, 'events.duckdb'),
      logPath: events,
      log: chunks,
      people: state.people,
      logger,
      queryMs: options.queryMs,
    })
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
    let scrubbing: ScrubThread | undefined
    closing.push(() => scrubbing?.end())
    const inThread = async (data: ScrubData): Promise<void> => {
      scrubbing = startScrubThread(data)
      await scrubbing.done
    }
    const scrubAll = async (): Promise<void> => {
      // what is left of a chunk goes in between others, which move then, and pages keep copies of what moved
      await inThread({ path: events, kind: 'log' })
      await untilScrubbed(() => scrub(logDatabase))
      await index.alone(() => inThread({ path: indexPath, kind: 'index' }))
      await untilScrubbed(() => scrub(indexDatabase))
      await state.scrub()
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
