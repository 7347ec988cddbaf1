// Owns the numbers that stand for texts in the projection: looked up many at once, and given to new texts in order. The newest
// few hundred thousand are kept in memory; the table has them all. It must not know what the texts are.
import { DuckDBDataChunk, INTEGER, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import type { DictionaryTable } from './schema.ts'
import { readRows } from './read-rows.ts'

/** Rows of one vector of DuckDB. */
const VECTOR = 2048
/** Texts that are kept in memory, about 100 bytes each. */
const KEPT = 100_000

/** Numbers of one kind of text. A text is one in its project. */
export interface Dictionary {
  /**
   * Finds the numbers of texts; new texts get one, within the running transaction.
   *
   * @returns a map that is valid until the next call.
   */
  take(project: number, texts: Iterable<string>): Promise<ReadonlyMap<string, number>>
  /** After a transaction that was rolled back: what is kept may not be in the table. */
  forget(): void
}

/** @param connection - on which the transactions run. */
export function createDictionary(connection: DuckDBConnection, table: DictionaryTable): Dictionary {
  const kept = new Map<number, Map<string, number>>()
  let size = 0
  let next: number | undefined

  const insert = async (project: number, texts: readonly string[]): Promise<number> => {
    next ??= Number((await readRows<{ next: number }>(connection, `SELECT coalesce(max(number), 0) + 1 AS next FROM ${table}`))[0]!.next)
    const first = next
    const appender = await connection.createAppender(table)
    for (let start = 0; start < texts.length; start += VECTOR) {
      const part = texts.slice(start, start + VECTOR)
      const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, VARCHAR], part.length)
      chunk.setColumns([part.map((_, index) => first + start + index), part.map(() => project), part])
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    next += texts.length
    return first
  }

  return {
    async take(project, texts) {
      if (size > KEPT) {
        kept.clear()
        size = 0
      }
      let known = kept.get(project)
      if (!known) kept.set(project, (known = new Map()))
      let unknown = [...new Set(texts)].filter((text) => !known.has(text))
      if (unknown.length) {
        size += unknown.length
        const found = await readRows<{ id: string; number: number }>(
          connection,
          `SELECT id, number FROM ${table} WHERE project = $1 AND id IN (SELECT unnest($2))`,
          project,
          unknown,
        )
        for (const { id, number } of found) known.set(id, number)
        unknown = unknown.filter((text) => !known.has(text))
        const first = unknown.length ? await insert(project, unknown) : 0
        unknown.forEach((text, index) => known.set(text, first + index))
      }
      return known
    },
    forget() {
      kept.clear()
      size = 0
      next = undefined
    },
  }
}

/** Makes of a text what DuckDB stores as it is: valid Unicode, and no NUL, which would end it. */
export function toStorable(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed()
}
