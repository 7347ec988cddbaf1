// Owns the way of a state from the data folder into PostgreSQL: all tables, all or nothing. It must not know what is in them.
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { CollectorError } from '../error.ts'
import { silent } from '../options.ts'
import { holdFolder } from './sqlite/hold-folder.ts'
import { openSqliteTables } from './sqlite/open-state.ts'
import type { StateDatabase, StateTables } from './kysely/schema.ts'
import { parseStateUrl } from './state-url.ts'

/** What was moved. */
export interface MovedState {
  /** Rows by table. */
  rows: ReadonlyMap<string, number>
  /** The database, without user and password. */
  to: string
  /** What became of the former file. */
  kept: string
}

/** Rows of one INSERT. */
const CHUNK = 500
/** What every database has of its own. */
const OWN = new Set(['schema_version', 'lease'])

type AnyTable = keyof StateTables

/**
 * Moves the state of a data folder into an empty PostgreSQL database. The file stays under another name, so that no collector
 * goes on with it by mistake. One that was ended after the last row is completed: nothing is left to copy then.
 *
 * @param directory - data folder of a collector that does not run.
 * @param to - `postgres://…`
 * @throws {CollectorError} `store_in_use`, `state_url_invalid`, `store_unreachable`, `state_unusable`, `store_newer`,
 * `store_damaged`; then nothing was moved.
 */
export async function moveState(directory: string, to: string): Promise<MovedState> {
  const place = parseStateUrl(to, directory)
  const path = join(directory, 'state.db')
  if (place.kind !== 'postgres')
    throw new CollectorError('state_url_invalid', 'A state is moved into PostgreSQL. Expected postgres://user:password@host:5432/database.')
  if (!existsSync(path)) throw new CollectorError('not_found', `There is no state in ${directory}. Name the data folder of a collector.`)
  const letGo = holdFolder(directory)
  const closing: (() => Promise<void>)[] = []
  try {
    const { kysely: source } = await openSqliteTables(path)
    closing.push(() => source.destroy())
    const { openPostgresTables } = await import('./postgres/open-state.ts')
    const target = await openPostgresTables(place, { logger: silent })
    closing.push(() => target.destroy())
    const rows = await target.transaction().execute(async (transaction) => {
      const found = await transaction.selectFrom('project').select('id').limit(1).execute()
      if (!found.length) return copyTables(source, transaction)
      // it was ended between the last row and the new name of the file
      if (await isAhead(transaction, source)) return new Map<string, number>()
      throw new CollectorError('state_unusable', `${place.name} has a state already. Choose an empty database.`)
    })
    for (const close of closing.splice(0)) await close()
    renameSync(path, `${path}.moved`)
    return { rows, to: place.name, kept: `${path}.moved` }
  } finally {
    for (const close of closing) await close()
    letGo()
  }
}

/** Whether a state is the one that is to be moved, and has seen at least as much. */
async function isAhead(target: StateDatabase, source: StateDatabase): Promise<boolean> {
  const [there, here] = await Promise.all([target, source].map((one) => one.selectFrom('projection').select(['log', 'position']).executeTakeFirst()))
  return !!there?.log && there.log === here?.log && Number(there.position) >= Number(here.position)
}

async function copyTables(source: StateDatabase, target: StateDatabase): Promise<Map<string, number>> {
  const copied = new Map<string, number>()
  for (const { name } of await source.introspection.getTables()) {
    if (OWN.has(name)) continue
    const table = name as AnyTable
    await target.deleteFrom(table).execute()
    let count = 0
    for (let after = 0; ;) {
      const rows = await readChunk(source, table, after)
      const last = rows.at(-1)
      if (!last) break
      after = last.rowid
      count += rows.length
      await target
        .insertInto(table)
        .values(rows.map(({ rowid: _, ...row }) => row))
        .execute()
    }
    copied.set(name, count)
  }
  return copied
}

const readChunk = async (source: StateDatabase, table: AnyTable, after: number): Promise<({ rowid: number } & Record<string, unknown>)[]> =>
  (
    await sql<
      { rowid: number } & Record<string, unknown>
    >`select rowid as rowid, * from ${sql.table(table)} where rowid > ${after} order by rowid limit ${CHUNK}`.execute(source)
  ).rows
