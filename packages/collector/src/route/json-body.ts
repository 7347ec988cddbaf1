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

/** Writes a place in a list as an opaque cursor. */
export function toCursor(values: readonly (string | number)[]): string {
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
