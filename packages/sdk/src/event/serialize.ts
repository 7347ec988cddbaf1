// Owns turning what the host says into JSON once, whatever it has put into it.
import { LIMITS } from '@foothold/protocol'
import type { Report } from '../error.ts'

/**
 * Copies a record as JSON would carry it: dates become text, functions go, and later changes by the host do not reach us.
 *
 * What cannot be carried (a cycle, a BigInt, a getter that throws) is reported and left out key by key, so that one bad property
 * costs itself only.
 *
 * @throws never
 */
export function toPlain(record: unknown, report: Report): Record<string, unknown> {
  try {
    return Object(JSON.parse(JSON.stringify(record)))
  } catch (cause) {
    report('event_unserializable', 'What is not JSON is left out.', cause)
  }
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(record as object)) {
    try {
      copy[key] = JSON.parse(JSON.stringify((record as Record<string, unknown>)[key]))
    } catch {
      // this key is lost, the others are not
    }
  }
  return copy
}

/**
 * Encodes one event.
 *
 * @param event - plain values only.
 * @returns JSON, or `undefined` where the event is too large, which is reported.
 */
export function serializeEvent(event: Record<string, unknown>, report: Report): string | undefined {
  const json = JSON.stringify(event)
  // UTF-16 units bound the bytes from below and three times from above: count exactly only where it matters
  if (json.length * 3 > LIMITS.eventBytes && new TextEncoder().encode(json).length > LIMITS.eventBytes) {
    report('event_dropped', `Larger than ${LIMITS.eventBytes} bytes.`)
    return undefined
  }
  return json
}
