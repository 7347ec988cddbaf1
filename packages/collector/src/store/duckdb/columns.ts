// Owns columns of numbers as they come out of DuckDB, and as folds take them. It must not know SQL but for how a number is asked for.
import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { Rows } from '../../fold/source.ts'

/** Rows of one vector of DuckDB. */
const VECTOR = 2048

type Items = { items: Int32Array | Float64Array }

/** A column of whole numbers that is never null. */
export const numbers = (chunk: DuckDBDataChunk, column: number): Int32Array => (chunk.getColumnVector(column) as unknown as Items).items as Int32Array

/** A column of `LONG`, never null. */
export const longs = (chunk: DuckDBDataChunk, column: number): Float64Array => (chunk.getColumnVector(column) as unknown as Items).items as Float64Array

/** Instants and positions come as the numbers that JavaScript has: DuckDB turns a column over faster than a BigInt, or its halves, is read. */
export const AT = 'e.ts::DOUBLE'
export const POSITION = 'e.position::DOUBLE'

export const createRows = (): Rows => ({
  count: 0,
  person: new Int32Array(VECTOR),
  kind: new Int32Array(VECTOR),
  at: new Float64Array(VECTOR),
  position: new Float64Array(VECTOR),
  value: new Int32Array(VECTOR).fill(-1),
})

/** Numbers for texts, in order of their coming. */
export function createNumbers(): { texts: string[]; of(text: string): number } {
  const texts: string[] = []
  const known = new Map<string, number>()
  return {
    texts,
    of(text) {
      let number = known.get(text)
      if (number === undefined) {
        known.set(text, (number = texts.length))
        texts.push(text)
      }
      return number
    },
  }
}
