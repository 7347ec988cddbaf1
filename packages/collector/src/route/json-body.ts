// Owns the step from a JSON body or a query to checked values.
import { z } from 'zod'
import { CollectorError } from '../error.ts'

/** Parses a JSON body. @throws {CollectorError} `request_invalid` */
export function parseJsonBody<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CollectorError('request_invalid', 'The body is not JSON.', { cause })
  }
  return check(schema, value, 'body')
}

/** Checks the parameters of a query. @throws {CollectorError} `request_invalid` */
export function parseQuery<T>(schema: z.ZodType<T>, query: Record<string, string>): T {
  return check(schema, query, 'query')
}

function check<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new CollectorError('request_invalid', `The ${where} has the wrong shape at "/${issue?.path.join('/') ?? ''}": ${issue?.message ?? 'not as expected'}.`)
}

export const limitSchema: z.ZodType<number> = z.coerce.number().int().min(1).max(200).default(50)

/**
 * Cuts what was read to one page, and says where the next begins.
 *
 * @param rows - one more than the page has, where there are more.
 * @param place - of a row in the list; the next page begins behind it.
 */
export function cut<Row, Items>(
  rows: readonly Row[],
  limit: number,
  toItems: (rows: readonly Row[]) => Items,
  place: (row: Row) => readonly [number, string | number],
): { items: Items; next: string | null } {
  const last = rows[limit - 1]
  return { items: toItems(rows.slice(0, limit)), next: rows.length > limit && last ? toCursor(place(last)) : null }
}

/** Where a row stands in a list of who was seen last. */
export const bySeen = ({ lastSeenAt, id }: { lastSeenAt: number; id: string }): [number, string] => [lastSeenAt, id]

/** Writes a place in a list as an opaque cursor. */
function toCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** Reads a cursor back. @throws {CollectorError} `request_invalid` where it is none of ours. */
export function parseCursor<T extends [number, string | number]>(cursor: string | undefined, second: 'string' | 'number'): T | undefined {
  if (cursor === undefined) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[0]) && typeof value[1] === second) return value as T
  } catch {
    // told below
  }
  throw new CollectorError('request_invalid', 'The cursor is not one of ours; start without one.')
}
