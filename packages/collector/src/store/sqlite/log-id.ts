// Owns the name that an event log has for ever, by which the state knows the log that it was made of.
import type { DatabaseSync } from 'node:sqlite'
import { nanoid } from 'nanoid'
import { transact } from './database.ts'

/** Reads the log's name; gives it one where it has none yet. */
export function readLogId(database: DatabaseSync): string {
  return transact(database, () => {
    database.exec('CREATE TABLE IF NOT EXISTS log_id (id TEXT NOT NULL)')
    const found = database.prepare('SELECT id FROM log_id').get() as { id: string } | undefined
    const id = found?.id ?? nanoid()
    if (!found) database.prepare('INSERT INTO log_id VALUES (?)').run(id)
    return id
  })
}
