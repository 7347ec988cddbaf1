// Owns the reading of rows from DuckDB as plain values. It must not know any question.
import { BIGINT, DOUBLE, LIST, listValue, VARCHAR, type DuckDBConnection, type DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'

/**
 * Writes a text of a column so that it comes back as it is: the driver takes a byte order mark off the beginning of every text, and two
 * texts would be one.
 */
export const textOf = (column: string): string => `encode(${column})`

/** What a parameter may be: a text, a number, many texts. */
export type Parameter = string | number | readonly string[]

/**
 * Reads all rows of a query.
 *
 * @param values - for `$1`, `$2`, …; whole numbers become BIGINT.
 * @returns rows by column name; whole numbers of any width become numbers, bytes the text that they are.
 * @throws {Error} of DuckDB.
 */
export async function readRows<T>(connection: DuckDBConnection, sql: string, ...values: Parameter[]): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, values.map(toValue), values.map(toType))
  return reader.getRowObjectsJS().map(toPlain) as T[]
}

/** Reads the rows of a query a vector at a time, as they come. */
export async function* streamRows<T extends readonly unknown[]>(connection: DuckDBConnection, sql: string, ...values: Parameter[]): AsyncGenerator<T[]> {
  for await (const chunk of streamChunks(connection, sql, ...values)) yield chunk.getRows().map((row) => row.map(toPlainValue)) as unknown as T[]
}

/** Reads the vectors of a query as they come; the next is made while one is looked at. */
export async function* streamChunks(connection: DuckDBConnection, sql: string, ...values: Parameter[]): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql, values.map(toValue), values.map(toType))
  let next = result.fetchChunk()
  try {
    for (;;) {
      const chunk = await next
      if (!chunk || chunk.rowCount === 0) return
      next = result.fetchChunk()
      // whoever asks for it hears of its failure
      next.catch(() => {})
      yield chunk
    }
  } finally {
    // the connection is nobody else's before this is over
    await next.catch(() => {})
  }
}

const toValue = (value: Parameter): DuckDBValue =>
  typeof value === 'string' ? value : typeof value === 'number' ? (Number.isInteger(value) ? BigInt(value) : value) : listValue(value)

const toType = (value: Parameter): DuckDBType =>
  typeof value === 'string' ? VARCHAR : typeof value === 'number' ? (Number.isInteger(value) ? BIGINT : DOUBLE) : LIST(VARCHAR)

const toPlainValue = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : Buffer.isBuffer(value) ? value.toString() : value)

function toPlain(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) row[name] = toPlainValue(row[name])
  return row
}
