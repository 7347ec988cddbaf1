// Owns writing a definition as fields of text, as in a query string or on a command line. It must not know what the fields mean:
// what is none is told by the parser of definitions.
import type { z } from 'zod'
import { INSIGHT_SCHEMAS, type InsightName } from './insight-definition.ts'

/** A definition that is not checked yet, or the field that begins like JSON and is none. */
export type FieldsResult = { ok: true; definition: Record<string, unknown> } | { ok: false; field: string }

/** Turns fields into a definition: JSON where it looks like JSON, a list where a list is meant, a number where one is. @throws never */
export function readFields(name: InsightName, fields: Iterable<readonly [field: string, text: string]>): FieldsResult {
  const { shape } = INSIGHT_SCHEMAS[name] as z.ZodObject
  const pairs: [string, unknown][] = []
  for (const [field, text] of fields) {
    const type = Object.hasOwn(shape, field) ? typeOf(shape[field] as z.ZodType) : undefined
    if (/^\s*[[{"]/.test(text)) {
      const value = parseJson(text)
      if (value === undefined) return { ok: false, field }
      pairs.push([field, value])
    } else if (type === 'array') pairs.push([field, text.split(',').map((part) => part.trim())])
    else pairs.push([field, type === 'number' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text])
  }
  return { ok: true, definition: Object.fromEntries(pairs) }
}

function typeOf(schema: z.ZodType): string {
  const { type, innerType } = schema.def as { type: string; innerType?: z.ZodType }
  return innerType ? typeOf(innerType) : type
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
