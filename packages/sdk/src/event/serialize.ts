// Owns turning what the host says into JSON once, whatever it has put into it.
import { LIMITS } from '@foothold/protocol'
import type { Report } from '../error.ts'

/** What one record may hold, in characters with some for each value: a graph without end (a DOM node, a store) ends here. */
const ROOM = 30_000
const VALUE_ROOM = 8

/** Number of UTF-16 units of a text that fit into so many bytes of UTF-8. */
const fitting = (text: string, bytes: number): number => new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read

/** Reads JSON. @returns `undefined` where it is none. */
export function parseJson<T>(text: string | null): T | undefined {
  try {
    return (JSON.parse(text!) as T | null) ?? undefined
  } catch {
    return undefined
  }
}

/**
 * Makes a text fit to be sent: halves of surrogate pairs, and NUL, become U+FFFD, and what is longer than the limit ends in "…".
 *
 * @throws never
 */
export function toText(given: string): string {
  // a character is a byte at least: more than this is cut off anyway, and need not be looked at
  const text = given.slice(0, LIMITS.stringBytes + 1)
  // looking is cheap where there is nothing to replace
  const whole = /[\ud800-\udfff\0]/.test(text) ? text.replace(/\p{Surrogate}|\0/gu, '\ufffd') : text
  // a UTF-16 unit has at most 3 bytes: most texts need no counting
  if (whole.length * 3 <= LIMITS.stringBytes || fitting(whole, LIMITS.stringBytes) === whole.length) return whole
  return `${whole.slice(0, fitting(whole, LIMITS.stringBytes - 3))}…`
}

/**
 * Copies a record as JSON would carry it: dates become text, functions go, and later changes by the host do not reach us.
 *
 * What cannot be carried (a cycle, a BigInt, a getter that throws, what lies deeper than 32 or beyond 256 keys) is reported once
 * and left out alone. Costs about what `JSON.stringify` would.
 *
 * @throws never
 */
export function toPlain(record: unknown, report: Report): Record<string, unknown> {
  let room = ROOM
  let lost: unknown

  const text = (given: string): string => {
    const carried = toText(given)
    if (carried.length < given.length) lost = given.length
    room -= carried.length
    return carried
  }
  const carry = (value: unknown, key: PropertyKey, around: readonly unknown[], again?: boolean): unknown => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return Number.isFinite(value) ? value : null
    if (value === null || typeof value === 'boolean' || value === undefined) return value
    const { toJSON } = value as Partial<Date>
    if (typeof toJSON === 'function' && !again) return carry(toJSON.call(value, key), key, around, true)
    if (typeof value === 'bigint') throw value
    if (typeof value !== 'object') return undefined
    if (Object.prototype.toString.call(value) === '[object String]') return text(String.prototype.toString.call(value))
    if (ArrayBuffer.isView(value) || 'nodeType' in value || around.includes(value) || around.length >= LIMITS.propertyDepth) throw key
    const path = [...around, value]
    if (Array.isArray(value)) return value.slice(0, ROOM / VALUE_ROOM).map((_, i) => copy(value, i, path) ?? null)
    const keys = Object.keys(value)
    if (keys.length > LIMITS.propertyKeys) lost = keys.length
    const members: [string, unknown][] = []
    for (const name of keys.slice(0, LIMITS.propertyKeys)) {
      const carried = text(name)
      const one = copy(value, name, path)
      if (one !== undefined) members.push([carried, one])
    }
    // defines, where an assignment to "__proto__" would do something else
    return Object.fromEntries(members)
  }
  const copy = (owner: object, key: PropertyKey, around: readonly unknown[]): unknown => {
    try {
      room -= VALUE_ROOM
      if (room < 0) throw key
      return carry(owner[key as never], key, around)
    } catch (cause) {
      // this value is lost, the others are not
      lost = cause ?? key
      return undefined
    }
  }

  const plain = copy([record], 0, [])
  if (lost !== undefined) report('event_unserializable', 'Left out.', lost)
  return typeof plain === 'object' ? { ...plain } : {}
}

/**
 * Encodes one event.
 *
 * @param event - plain values only.
 * @returns JSON; of an event that is too large without what the host said of it, which is reported.
 */
export function serializeEvent(event: Record<string, unknown>, report: Report): string {
  const json = JSON.stringify(event)
  if (json.length * 3 <= LIMITS.eventBytes || fitting(json, LIMITS.eventBytes) === json.length) return json
  report('event_unserializable', 'Left out.', 'properties')
  return JSON.stringify({ ...event, properties: {}, traits: {} })
}
