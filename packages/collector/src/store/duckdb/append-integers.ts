// Owns the appending of rows of whole numbers to a temporary table, a vector at a time. It must not know what they mean.
import { DuckDBDataChunk, INTEGER, type DuckDBConnection } from '@duckdb/node-api'

/** Rows of one vector of DuckDB. */
export const VECTOR = 2048

/** Appends rows to a temporary table of INTEGER columns. */
export async function appendIntegers(connection: DuckDBConnection, table: string, rows: readonly (readonly number[])[]): Promise<void> {
  const width = rows[0]?.length ?? 0
  if (!width) return
  const appender = await connection.createAppender(table, null, 'temp')
  for (let start = 0; start < rows.length; start += VECTOR) {
    const part = rows.slice(start, start + VECTOR)
    const chunk = DuckDBDataChunk.create(
      Array.from({ length: width }, () => INTEGER),
      part.length,
    )
    chunk.setRows(part.map((row) => [...row]))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}
