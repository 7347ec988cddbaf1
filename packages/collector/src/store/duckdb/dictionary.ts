// Owns the numbers that stand for texts in the projection: looked up many at once, and given to new texts in order. The newest
// few hundred thousand are kept in memory; the table has them all. It must not know what the texts are.
import { DuckDBDataChunk, INTEGER, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import { appendTo, VECTOR } from './append.ts'
import { readRows, textOf } from './read-rows.ts'
import type { DictionaryTable } from './schema.ts'

/** Texts of one generation in memory, about 100 bytes each; two are kept. */
const KEPT = 100_000

/** Numbers of one kind of text. A text is one in its project. */
export interface Dictionary {
  /** Finds the number of a text that is in memory, as every text is that was added since the last `rest`. */
  find(project: number, text: string): number | undefined
  /** Looks up texts; new ones get a number, within the running transaction. Then `find` knows them. */
  add(project: number, texts: Iterable<string>): Promise<void>
  /** Forgets texts that were not asked for in a while, where there are many. */
  rest(): void
  /** After a transaction that was rolled back: what is kept may not be in the table. */
  forget(): void
}

/** @param connection - on which the transactions run. */
export function createDictionary(connection: DuckDBConnection, table: DictionaryTable): Dictionary {
  let young = new Map<number, Map<string, number>>()
  let old = new Map<number, Map<string, number>>()
  let size = 0
  let next: number | undefined

  const keep = (project: number, text: string, number: number): void => {
    let known = young.get(project)
    if (!known) young.set(project, (known = new Map()))
    known.set(text, number)
    size++
  }

  const insert = async (project: number, texts: readonly string[]): Promise<number> => {
    next ??= Number((await readRows<{ next: number }>(connection, `SELECT coalesce(max(number), 0) + 1 AS next FROM ${table}`))[0]!.next)
    const first = next
    await appendTo(connection, table, (append) => {
      for (let start = 0; start < texts.length; start += VECTOR) {
        const part = texts.slice(start, start + VECTOR)
        const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, VARCHAR], part.length)
        chunk.setColumns([part.map((_, index) => first + start + index), part.map(() => project), part])
        append(chunk)
      }
    })
    next += texts.length
    return first
  }

  const find = (project: number, text: string): number | undefined => {
    const number = young.get(project)?.get(text)
    if (number !== undefined) return number
    const before = old.get(project)?.get(text)
    if (before !== undefined) keep(project, text, before)
    return before
  }

  return {
    find,
    async add(project, texts) {
      // as it is stored, by how it came
      const unknown = new Map<string, string>()
      for (const text of texts) if (find(project, text) === undefined) unknown.set(text, toStorable(text))
      if (!unknown.size) return
      const stored = [...new Set(unknown.values())]
      const rows = await readRows<{ id: string; number: number }>(
        connection,
        `SELECT ${textOf('id')} AS id, number FROM ${table} WHERE project = $1 AND id IN (SELECT unnest($2))`,
        project,
        stored,
      )
      const numbers = new Map(rows.map(({ id, number }) => [id, number]))
      const fresh = stored.filter((text) => !numbers.has(text))
      const first = fresh.length ? await insert(project, fresh) : 0
      fresh.forEach((text, index) => numbers.set(text, first + index))
      for (const [text, storable] of unknown) keep(project, text, numbers.get(storable)!)
    },
    rest() {
      if (size < KEPT) return
      old = young
      young = new Map()
      size = 0
    },
    forget() {
      young = new Map()
      old = new Map()
      size = 0
      next = undefined
    },
  }
}

/** Makes of a text what DuckDB stores as it is: valid Unicode, and no NUL, which would end it. */
function toStorable(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed()
}
