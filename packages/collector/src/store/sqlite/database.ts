// Owns the opening of one SQLite file: durability settings, versions of its schema, refusal of files that are damaged or
// newer. It must not know what is stored.
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { CollectorError, describeError } from '../../error.ts'

/** Files up to this size are checked whole when they are opened; larger ones would delay the start by seconds. */
const CHECKED_WHOLE_BYTES = 64 * 1024 * 1024

/**
 * Opens a SQLite file in WAL mode with `synchronous=FULL` and brings its schema up to date.
 *
 * Both settings are read back: a commit that does not reach the disk would make every acknowledgement a lie.
 *
 * @param path - of the file; created where missing.
 * @param migrations - one a schema version, in order; `PRAGMA user_version` counts those that ran.
 * @param findDamage - says what is wrong with a row, which SQLite itself cannot see; asked where the file is checked whole.
 * @throws {CollectorError} `store_newer`, `store_damaged`, `folder_not_writable`
 */
export function openDatabase(
  path: string,
  migrations: readonly ((database: DatabaseSync) => void)[],
  findDamage?: (database: DatabaseSync) => string | undefined,
): DatabaseSync {
  const existed = existsSync(path) && statSync(path).size > 0
  let database: DatabaseSync | undefined
  try {
    database = connectDatabase(path)
    // SQLite opens a file that it may not write read-only, without a word: even BEGIN IMMEDIATE becomes a read then
    database.exec(`PRAGMA user_version = ${Number(pragma(database, 'user_version'))}`)
    const small = existed && statSync(path).size <= CHECKED_WHOLE_BYTES
    if (small) checkWhole(database, path)
    migrate(database, path, migrations)
    const damage = small && findDamage?.(database)
    if (damage) throw new CollectorError('store_damaged', `${path} is damaged (${damage}). Restore it from a backup.`)
    return database
  } catch (error) {
    if (database?.isOpen) database.close()
    if (error instanceof CollectorError) throw error
    throw wrap(error, path)
  }
}

/**
 * Connects to a SQLite file, and sees to it that a commit reaches the disk.
 *
 * @throws {CollectorError} `folder_not_writable` where it cannot.
 */
export function connectDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  // the patience first: others may be writing; auto_vacuum before the first page is written, later it would be without effect
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA trusted_schema = OFF')
  const mode = pragma(database, 'journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  if (mode === 'wal' && pragma(database, 'synchronous') === 2) return database
  database.close()
  throw new CollectorError('folder_not_writable', `${path} cannot be used in WAL mode with synchronous=FULL; is it on a network drive?`)
}

/** Reads or sets a pragma and returns its first value. */
export function pragma(database: DatabaseSync, text: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${text}`).get() ?? {})[0]
}

// IMMEDIATE: a transaction that begins by reading could not wait for another process that writes
const beginAtOnce = (database: DatabaseSync): void => database.exec('BEGIN IMMEDIATE')

/** Runs `work` in one write transaction; rolled back where it throws. @param begin - waits for its turn in another way. */
export function transact<T>(database: DatabaseSync, work: () => T, begin: (database: DatabaseSync) => void = beginAtOnce): T {
  begin(database)
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back by itself where the disk is full or fails
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** The same, with zeros over what is deleted. */
export function securely<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA secure_delete = ON')
  try {
    return transact(database, work)
  } finally {
    database.exec('PRAGMA secure_delete = OFF')
  }
}

/**
 * Leaves in the file nothing but what is in its tables: free pages go, and so does the write-ahead log.
 *
 * @returns false where somebody reads from the write-ahead log just now; then it is still there.
 */
export function scrub(database: DatabaseSync): boolean {
  // one row a page, which must be read for the work to be done
  database.prepare('PRAGMA incremental_vacuum').all()
  const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
  return busy === 0
}

/** How long a turn is waited for, in ms. */
const PATIENCE_MS = 60_000
/** Primary result codes of SQLite. @see https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
const SQLITE_FULL = 13
/** PERM, BUSY, READONLY, CORRUPT, CANTOPEN, NOTADB: no event is to blame for these, and none gets through. */
const UNWRITABLE: ReadonlySet<number> = new Set([3, 5, 8, 11, 14, 26])

/** Says of an error of a write whether the disk is the cause; other errors stay as they are. */
export function toStorageError(error: unknown): unknown {
  const code = Number((error as { errcode?: number }).errcode) & 0xff
  if (code === SQLITE_FULL)
    return new CollectorError('storage_full', 'The disk of this collector is full. Nothing of the request was acknowledged; send it again later.', {
      cause: error,
    })
  if (UNWRITABLE.has(code))
    return new CollectorError(
      'storage_failed',
      `The log of this collector cannot be written now (${describeError(error)}). Nothing of the request was acknowledged; send it again later.`,
      { cause: error },
    )
  if (code === SQLITE_IOERR)
    return new CollectorError('storage_failed', 'The disk of this collector failed. Nothing of the request was acknowledged; send it again later.', {
      cause: error,
    })
  return error
}

/**
 * Begins a write transaction between those of others, however close they follow each other. SQLite's own waiting looks ever more
 * seldom, and would hardly ever meet the moment between two. For threads that may stand still.
 */
export function beginBetween(database: DatabaseSync): void {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  database.exec('PRAGMA busy_timeout = 0')
  for (const end = performance.now() + PATIENCE_MS; ;) {
    try {
      return database.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if ((Number((error as { errcode?: number }).errcode) & 0xff) !== SQLITE_BUSY || performance.now() > end) throw error
      Atomics.wait(cell, 0, 0, 1)
    }
  }
}

/** Typed access to prepared statements, each prepared once. */
export function createStatements(database: DatabaseSync): {
  all<T>(sql: string, ...values: SQLInputValue[]): T[]
  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined
  iterate<T>(sql: string, ...values: SQLInputValue[]): Iterable<T>
  /** @returns the number of rows that were changed. */
  run(sql: string, ...values: SQLInputValue[]): number
} {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const statement = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    let found = prepared.get(sql)
    if (!found) prepared.set(sql, (found = database.prepare(sql)))
    return found
  }
  return {
    all: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).all(...values) as T[],
    get: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).get(...values) as T | undefined,
    // not from the cache: an iterator holds its statement while others may ask the same
    iterate: <T>(sql: string, ...values: SQLInputValue[]) => database.prepare(sql).iterate(...values) as Iterable<T>,
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
  }
}

function checkWhole(database: DatabaseSync, path: string): void {
  const found = pragma(database, 'quick_check(1)')
  if (found !== 'ok') throw new CollectorError('store_damaged', `${path} is damaged (${describeError(found)}). Restore it from a backup.`)
}

function migrate(database: DatabaseSync, path: string, migrations: readonly ((database: DatabaseSync) => void)[]): void {
  const version = Number(pragma(database, 'user_version'))
  if (version > migrations.length) {
    throw new CollectorError(
      'store_newer',
      `${path} was written by a newer version of Foothold (schema ${version}; this one knows ${migrations.length}). Update Foothold.`,
    )
  }
  for (let next = version; next < migrations.length; next++) {
    transact(database, () => {
      migrations[next]!(database)
      database.exec(`PRAGMA user_version = ${next + 1}`)
    })
  }
}

function wrap(error: unknown, path: string): CollectorError {
  const text = describeError(error)
  if (/malformed|not a database|corrupt|no such table/i.test(text))
    return new CollectorError('store_damaged', `${path} is damaged (${text}). Restore it from a backup.`, { cause: error })
  return new CollectorError('folder_not_writable', `${path} cannot be opened for writing (${text}). Check the folder, its owner and the space on the disk.`, {
    cause: error,
  })
}
