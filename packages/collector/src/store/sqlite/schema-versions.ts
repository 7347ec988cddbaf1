// Owns which version of its tables each file of a data folder has, and which this program would make of it. It changes nothing.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CollectorError, describeError } from '../../error.ts'
import { STATE_MIGRATIONS } from '../kysely/schema.ts'
import { INDEX_MIGRATIONS, LOG_MIGRATIONS } from './event-schema.ts'

/** The schema of one file. */
export interface SchemaVersion {
  file: string
  found: number
  /** That this program works with. */
  known: number
}

const FILES: readonly { file: string; known: number; sql: string }[] = [
  { file: 'events.db', known: LOG_MIGRATIONS.length, sql: 'PRAGMA user_version' },
  { file: 'state.db', known: STATE_MIGRATIONS.length, sql: 'SELECT max(version) FROM schema_version' },
  { file: 'index.db', known: INDEX_MIGRATIONS.length, sql: 'PRAGMA user_version' },
]

/** Reads the versions of the files that there are. @throws {CollectorError} `store_damaged` */
export function readSchemaVersions(directory: string): SchemaVersion[] {
  return FILES.filter(({ file }) => existsSync(join(directory, file))).map(({ file, known, sql }) => {
    let database: DatabaseSync | undefined
    try {
      database = new DatabaseSync(join(directory, file), { readOnly: true })
      return { file, known, found: Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0) }
    } catch (error) {
      throw new CollectorError('store_damaged', `${join(directory, file)} cannot be read (${describeError(error)}). Restore it from a backup.`, {
        cause: error,
      })
    } finally {
      database?.close()
    }
  })
}
