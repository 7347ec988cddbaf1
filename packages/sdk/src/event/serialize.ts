// Owns turning an event into JSON once, at `track()`, whatever the host put into it.
import { LIMITS } from '@foothold/protocol'
import type { Report } from '../error.ts'

/**
 * Encodes one event.
 *
 * What cannot be sent (a cycle, a BigInt, a getter that throws) is left out key by key, so that one bad property costs itself
 * only.
 *
 * @returns JSON, or `undefined` where the event is too large; both problems are reported.
 * @throws never
 */
export function serializeEvent(event: Record<string, unknown>, report: Report): string | undefined {
  let json: string
  try {
    json = JSON.stringify(event)
  } catch (cause) {
    report('event_unserializable', 'A property is not JSON and is left out.', cause)
    json = JSON.stringify({ ...event, properties: salvage(event['properties']), traits: salvage(event['traits']) })
  }
  // UTF-16 units bound the bytes from below and three times from above: count exactly only where it matters
  if (json.length * 3 > LIMITS.eventBytes && new TextEncoder().encode(json).length > LIMITS.eventBytes) {
    report('event_dropped', `Larger than ${LIMITS.eventBytes} bytes.`)
    return undefined
  }
  return json
}

function salvage(record: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(record ?? {})) {
    try {
      const value = (record as Record<string, unknown>)[key]
      JSON.stringify(value)
      copy[key] = value
    } catch {
      // this key is lost, the others are not
    }
  }
  return copy
}
