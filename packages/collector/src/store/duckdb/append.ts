// Owns the appending of rows to a table, a vector at a time, all of them or none. It must not know what they mean.
import { DuckDBDataChunk, INTEGER, type DuckDBConnection } from '@duckdb/node-api'

/** Rows of one vector of DuckDB. */
export const VECTOR = 2048

/**
 * Appends what `work` gives, within the running transaction.
 *
 * Where it fails nothing is left in the appender: it would go into the table when the garbage collector comes by, whatever became of the
 * transaction.
 *
 * @param catalog - `temp` for a temporary table.
 */
export async function appendTo(
  connection: DuckDBConnection,
  table: string,
  work: (append: (chunk: DuckDBDataChunk) => void) => void | Promise<void>,
  catalog: string | null = null,
): Promise<void> {
  const appender = await connection.createAppender(table, null, catalog)
  try {
    await work((chunk) => appender.appendDataChunk(chunk))
    appender.closeSync()
  } catch (error) {
    appender.clear()
    throw error
  }
}

/** Appends rows to a temporary table of INTEGER columns. */
export async function appendIntegers(connection: DuckDBConnection, table: string, rows: readonly (readonly number[])[]): Promise<void> {
  const width = rows[0]?.length ?? 0
  if (!width) return
  const types = Array.from({ length: width }, () => INTEGER)
  await appendTo(
    connection,
    table,
    (append) => {
      for (let start = 0; start < rows.length; start += VECTOR) {
        const part = rows.slice(start, start + VECTOR)
        const chunk = DuckDBDataChunk.create(types, part.length)
        chunk.setRows(part.map((row) => [...row]))
        append(chunk)
      }
    },
    'temp',
  )
}
