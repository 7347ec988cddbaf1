// Owns the small bridge from Kysely's SQLite dialect to node:sqlite.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'
import { decodeRows, encodeText } from '../text-codec.ts'

/** Statements that are kept prepared; texts differ by the number of values in a list. */
const KEPT = 200

interface Prepared {
  statement: StatementSync
  reader: boolean
}

/** Presents a node:sqlite connection as Kysely's SQLite dialect wants it (the shape of better-sqlite3). */
export function toKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, Prepared>()
  const prepareNew = (text: string): Prepared => {
    const statement = database.prepare(text)
    // a statement with columns returns rows
    return { statement, reader: statement.columns().length > 0 }
  }
  const prepare = (text: string): Prepared => {
    const found = prepared.get(text) ?? prepareNew(text)
    prepared.delete(text)
    prepared.set(text, found)
    if (prepared.size > KEPT) prepared.delete(prepared.keys().next().value!)
    return found
  }
  return {
    close: () => {
      if (database.isOpen) database.close()
    },
    prepare: (text) => {
      // a transaction that began by reading could not wait for another process that writes
      const { statement, reader } = prepare(text === 'begin' ? 'begin immediate' : text)
      return {
        reader,
        all: (values) => [...decodeRows(statement.all(...(values.map(encodeText) as SQLInputValue[])))],
        run: (values) => statement.run(...(values.map(encodeText) as SQLInputValue[])),
        iterate: () => {
          throw new Error('streams of rows are not used')
        },
      }
    },
  }
}
