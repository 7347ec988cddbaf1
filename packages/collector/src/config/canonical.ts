// Owns the one way to write a value as JSON (keys sorted), and its hash. Pure.
import { createHash } from 'node:crypto'

/** Writes JSON with sorted keys and without members that are undefined: equal values have equal texts. */
export function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((inner) => toCanonicalJson(inner ?? null)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${toCanonicalJson(inner)}`).join()}}`
}

/** Hashes a text to 16 hex digits: the version of its content. */
export function toContentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
