// Owns the cleaning of the log: deleting leaves copies in pages whose rows were moved, so each row goes into a fresh table, a small
// step at a time while others append, and the former table is emptied with zeros. It must not know what was deleted.
import type { DatabaseSync } from 'node:sqlite'
import { beginBetween, createStatements, transact } from './database.ts'

interface Table {
  name: string
  key: readonly string[]
  /** Rows of one step; a few ms of work. */
  rows: number
  /** Columns of its index; made with the fresh table, as making it of all rows at once would take long. */
  index?: { names: readonly [string, string]; columns: string }
}

const TABLES: readonly Table[] = [
  { name: 'chunk', key: ['last'], rows: 64, index: { names: ['chunk_by_project', 'chunk_by_project_again'], columns: 'project, last, events' } },
  { name: 'message', key: ['project', 'id'], rows: 1000 },
]
/** Pages that leave the file in one step. */
const PAGES = 250

/**
 * Leaves in the tables of the log no byte that is not theirs, whoever appends meanwhile: triggers do to the fresh table what is done
 * to the living one, until both change names.
 *
 * @param database - a connection of its own. What it deletes is overwritten from now on.
 * @returns steps, each a transaction of some ms; leave others time in between. One that was broken off is begun anew.
 */
export function* cleanLog(database: DatabaseSync): Generator<void> {
  const { all, get, run } = createStatements(database)
  database.exec('PRAGMA secure_delete = ON')
  const step = <T>(work: () => T): T => transact(database, work, beginBetween)
  const exists = (name: string): boolean => get('SELECT 1 FROM sqlite_schema WHERE name = ?', name) !== undefined

  /** Deletes all rows of a table, then the table. */
  function* remove({ key, rows }: Table, name: string): Generator<void> {
    if (!exists(name)) return
    const columns = key.join(', ')
    const some = `DELETE FROM ${name} WHERE (${columns}) IN (SELECT ${columns} FROM ${name} ORDER BY ${columns} LIMIT ${rows})`
    while (step(() => run(some))) yield
    step(() => database.exec(`DROP TABLE ${name}`))
    yield
  }

  const begin = ({ name, key, index }: Table): void =>
    step(() => {
      const { sql } = get<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", name)!
      database.exec(sql.replace(/^CREATE TABLE "?\w+"?/, `CREATE TABLE ${name}_clean`))
      const free = index?.names.find((one) => !exists(one))
      if (free !== undefined) database.exec(`CREATE INDEX ${free} ON ${name}_clean (${index!.columns})`)
      const columns = all<{ name: string }>('SELECT name FROM pragma_table_info(?)', name).map((column) => `new.${column.name}`)
      const old = key.map((column) => `${column} = old.${column}`).join(' AND ')
      database.exec(`
        CREATE TRIGGER ${name}_added AFTER INSERT ON ${name} BEGIN INSERT OR REPLACE INTO ${name}_clean VALUES (${columns.join(', ')}); END;
        CREATE TRIGGER ${name}_deleted AFTER DELETE ON ${name} BEGIN DELETE FROM ${name}_clean WHERE ${old}; END;
      `)
    })

  function* copy({ name, key, rows }: Table): Generator<void> {
    const columns = key.join(', ')
    const places = key.map(() => '?').join(', ')
    let after: (string | number)[] | undefined
    for (;;) {
      const from = `FROM ${name} ${after ? `WHERE (${columns}) > (${places})` : ''} ORDER BY ${columns} LIMIT ${rows}`
      const values = after ?? []
      const last = step(() => {
        run(`INSERT OR IGNORE INTO ${name}_clean SELECT * ${from}`, ...values)
        return all<Record<string, string | number>>(`SELECT ${columns} ${from}`, ...values).at(-1)
      })
      if (!last) return
      after = key.map((column) => last[column]!)
      yield
    }
  }

  for (const table of TABLES) {
    const { name } = table
    step(() => dropTriggers(database, table))
    for (const left of [`${name}_clean`, `${name}_former`]) yield* remove(table, left)
    begin(table)
    yield
    yield* copy(table)
    step(() => {
      // what was appended without them is in one of both only
      if (![`${name}_added`, `${name}_deleted`].every(exists)) throw new Error(`Somebody else cleans ${name} too.`)
      dropTriggers(database, table)
      database.exec(`ALTER TABLE ${name} RENAME TO ${name}_former; ALTER TABLE ${name}_clean RENAME TO ${name}`)
    })
    yield
    yield* remove(table, `${name}_former`)
  }
  for (let before = Infinity; ;) {
    const { freelist_count: free } = get<{ freelist_count: number }>('PRAGMA freelist_count')!
    if (!free || free >= before) return
    before = free
    // one row a page, which must be read for the work to be done
    step(() => database.prepare(`PRAGMA incremental_vacuum(${PAGES})`).all())
    yield
  }
}

/** Takes out of a copy of a log what cleaning it had begun there: nobody will go on with it. */
export function forgetCleaning(database: DatabaseSync): void {
  const { all } = createStatements(database)
  const left = all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name LIKE '%~_clean' ESCAPE '~' OR name LIKE '%~_former' ESCAPE '~')",
  )
  if (!left.length) return
  transact(database, () => {
    for (const table of TABLES) dropTriggers(database, table)
    for (const { name } of left) database.exec(`DROP TABLE ${name}`)
  })
  database.exec('VACUUM')
}

const dropTriggers = (database: DatabaseSync, { name }: Table): void =>
  database.exec(`DROP TRIGGER IF EXISTS ${name}_added; DROP TRIGGER IF EXISTS ${name}_deleted`)
