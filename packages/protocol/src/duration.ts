// Owns the written form of a length of time ("7d"). Plain code: the browser bundle imports this file.

/** A length of time as authors write it: a whole number and one unit of `ms s m h d`, e.g. `"800ms"`, `"5s"`, `"7d"`. */
export type Duration = string

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The pattern of a `Duration`, as JSON Schema has it. */
export const DURATION_PATTERN = /^(\d{1,6})(ms|s|m|h|d)$/

/**
 * Turns a written duration into milliseconds.
 *
 * A day is 24 h; calendar days are the business of schedules.
 *
 * @param text - as written in a file; anything is accepted.
 * @returns milliseconds ≥ 0, or `undefined` where `text` is no duration.
 * @throws never
 */
export function toMs(text: unknown): number | undefined {
  const match = typeof text === 'string' ? DURATION_PATTERN.exec(text) : null
  return match ? Number(match[1]) * UNIT_MS[match[2]!]! : undefined
}
