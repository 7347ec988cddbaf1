// Owns the limits of what an event may hold, checked before anything recurses into it. Pure.
import type { ErrorCode } from '@foothold/protocol'
import type { IngestLimits } from './limits.ts'

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
 * depth 0: `properties` and `traits` may nest `propertyDepth` levels. The pointer is only made on the way back from a fault.
 *
 * @returns the first fault, or `undefined`.
 * @throws never
 */
export function measureEvent(event: Record<string, unknown>, limits: IngestLimits): Fault | undefined {
  // own keys only: what JSON.parse makes has no others that can be enumerated
  for (const key in event) {
    const value = event[key]
    // most fields are short texts
    if (typeof value === 'string' && value.length * 3 <= limits.stringBytes) continue
    const fault = measure(value, limits, 1)
    if (fault) return at(key, fault)
  }
  return undefined
}

/** Checks the size of an event that `measureEvent` found well. */
export function measureBytes(event: Record<string, unknown>, limits: IngestLimits): Fault | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(event))
  return bytes > limits.eventBytes
    ? { code: 'event_too_large', pointer: '', detail: `The event has ${bytes} bytes; at most ${limits.eventBytes} are taken.` }
    : undefined
}

function measure(value: unknown, limits: IngestLimits, depth: number): Fault | undefined {
  if (typeof value === 'string') {
    // a UTF-16 unit has at most 3 bytes: most strings need no counting
    if (value.length * 3 <= limits.stringBytes) return undefined
    const bytes = Buffer.byteLength(value)
    return bytes > limits.stringBytes
      ? { code: 'string_too_large', pointer: '', detail: `The string has ${bytes} bytes; at most ${limits.stringBytes} are taken.` }
      : undefined
  }
  if (typeof value === 'number') {
    // JSON.parse reads 1e400 as Infinity, which JSON cannot say back
    return Number.isFinite(value) ? undefined : { code: 'event_invalid', pointer: '', detail: 'The number is too large for a double; send it as a string.' }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > limits.propertyDepth)
    return { code: 'event_too_deep', pointer: '', detail: `Objects and lists are nested more than ${limits.propertyDepth} deep.` }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = measure(value[index], limits, depth + 1)
      if (fault) return at(String(index), fault)
    }
    return undefined
  }
  let keys = 0
  for (const key in value) {
    const fault = measure((value as Record<string, unknown>)[key], limits, depth + 1)
    if (fault) return at(key, fault)
    keys++
  }
  return keys > limits.propertyKeys
    ? { code: 'too_many_keys', pointer: '', detail: `The object has ${keys} keys; at most ${limits.propertyKeys} are taken.` }
    : undefined
}

/** Puts a key before the pointer, shortened: a pointer of endless keys would make the answer larger than the request. */
function at(key: string, fault: Fault): Fault {
  fault.pointer = `/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}${fault.pointer}`
  return fault
}
