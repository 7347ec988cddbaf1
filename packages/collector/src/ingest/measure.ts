// Owns the limits of what one event may hold, checked before anything recurses into it. Pure.
import { LIMITS, type ErrorCode } from '@foothold/protocol'

/** What is wrong with an event, and where in it. */
export interface Fault {
  code: ErrorCode
  /** JSON Pointer into the event. */
  pointer: string
  detail: string
}

/**
 * Checks depth, number of keys, size of strings and numbers of an event.
 *
 * Recursion is bounded by the depth limit itself, so a value of any nesting is safe to measure. Fields of the event are
 * depth 0: `properties` and `traits` may nest `LIMITS.propertyDepth` levels.
 *
 * @returns the first fault, or `undefined`.
 * @throws never
 */
export function measureEvent(event: Record<string, unknown>): Fault | undefined {
  for (const key of Object.keys(event)) {
    const fault = measure(event[key], `/${escape(key)}`, 1)
    if (fault) return fault
  }
  // stringify is safe now: the depth is known
  const bytes = Buffer.byteLength(JSON.stringify(event))
  return bytes > LIMITS.eventBytes
    ? { code: 'event_too_large', pointer: '', detail: `The event has ${bytes} bytes; at most ${LIMITS.eventBytes} are taken.` }
    : undefined
}

function measure(value: unknown, pointer: string, depth: number): Fault | undefined {
  if (typeof value === 'string') {
    // a UTF-16 unit has at most 3 bytes: most strings need no counting
    if (value.length * 3 <= LIMITS.stringBytes) return undefined
    const bytes = Buffer.byteLength(value)
    return bytes > LIMITS.stringBytes
      ? { code: 'event_too_large', pointer, detail: `The string has ${bytes} bytes; at most ${LIMITS.stringBytes} are taken.` }
      : undefined
  }
  if (typeof value === 'number') {
    // JSON.parse reads 1e400 as Infinity, which JSON cannot say back
    return Number.isFinite(value) ? undefined : { code: 'event_invalid', pointer, detail: 'The number is too large for a double; send it as a string.' }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > LIMITS.propertyDepth) return { code: 'event_too_deep', pointer, detail: `Objects and lists are nested more than ${LIMITS.propertyDepth} deep.` }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = measure(value[index], `${pointer}/${index}`, depth + 1)
      if (fault) return fault
    }
    return undefined
  }
  const keys = Object.keys(value)
  if (keys.length > LIMITS.propertyKeys)
    return { code: 'event_too_large', pointer, detail: `The object has ${keys.length} keys; at most ${LIMITS.propertyKeys} are taken.` }
  for (const key of keys) {
    const fault = measure((value as Record<string, unknown>)[key], `${pointer}/${escape(key)}`, depth + 1)
    if (fault) return fault
  }
  return undefined
}

/** Escapes a key for a pointer; a pointer of endless keys would make the answer larger than the request. */
function escape(key: string): string {
  return key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')
}
