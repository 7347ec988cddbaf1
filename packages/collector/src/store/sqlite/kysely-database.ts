// Owns the small bridge from Kysely's SQLite dialect to node:sqlite.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'

/** Statements that are kept prepared; texts differ by the number of values in a list. */
const KEPT = 200

/** Presents a node:sqlite connection as Kysely's SQLite dialect wants it (the shape of better-sqlite3). */
export function toKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    const statement = prepared.get(text) ?? database.prepare(text)
    prepared.delete(text)
    prepared.set(text, statement)
    if (prepared.size > KEPT) prepared.delete(prepared.keys().next().value!)
    return statement
  }
  return {
    close: () => {
      if (database.isOpen) database.close()
    },
    prepare: (text) => {
      const statement = prepare(text)
      return {
        // a statement with columns returns rows
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])) as IterableIterator<unknown>,
      }
    },
  }
}
