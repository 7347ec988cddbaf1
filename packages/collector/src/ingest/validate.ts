// Owns the decision on a single event: what is stored of it, or why it is not taken. One bad event never costs another.
import { LIMITS, type BatchAnswer } from '@foothold/protocol'
import { eventSchema } from '@foothold/protocol/schema'
import { nanoid } from 'nanoid'
import { EVENT_FLAGS, type NewEvent } from '../store/event-log.ts'
import { correctTime } from './clock.ts'
import type { Envelope } from './decode.ts'
import { measureEvent, type Fault } from './measure.ts'

/** The events of a request, sorted out. */
export interface Validated {
  events: NewEvent[]
  rejected: BatchAnswer['rejected']
  warnings: BatchAnswer['warnings']
}

const IDS = ['messageId', 'anonymousId', 'userId', 'groupId', 'previousId', 'event', 'name'] as const

/** NUL, or half of a surrogate pair. */
const NOT_STORABLE = /\0|\p{Surrogate}/u

/**
 * Checks every event of an envelope against limits and schema and makes it ready to be stored.
 *
 * @param receivedAt - epoch ms.
 * @throws never
 */
export function validateEvents(envelope: Envelope, project: string, receivedAt: number): Validated {
  const result: Validated = { events: [], rejected: [], warnings: [] }
  // measured as if it stood in an event: it is stored with every event that has none of its own
  const shared = envelope.context && measureEvent({ context: envelope.context })
  envelope.events.forEach((raw, index) => {
    const own = findFault(raw)
    const fault = own ?? (shared && takesShared(raw) ? shared : undefined)
    if (fault) {
      const pointer = own ? envelope.pointer(index) + fault.pointer : fault.pointer
      result.rejected.push({ id: toId(raw), code: fault.code, pointer, detail: fault.detail })
      return
    }
    const event = toNewEvent(raw as Record<string, unknown>, envelope, project, receivedAt)
    if (event.flags & EVENT_FLAGS.clockOutOfRange) {
      const detail = `The corrected timestamp ${toIso(event.timestamp)} lies far from the arrival at ${toIso(receivedAt)}; kept, and flagged.`
      result.warnings.push({ id: event.messageId, code: 'clock_out_of_range', detail })
    }
    result.events.push(event)
  })
  return result
}

function findFault(raw: unknown): Fault | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { code: 'event_invalid', pointer: '', detail: 'Expected an event, an object.' }
  const fault = measureEvent(raw as Record<string, unknown>)
  if (fault) return fault
  const event = raw as Record<string, unknown>
  // people with curl send no id; the schema wants one
  const result = eventSchema.safeParse((event['messageId'] ?? null) === null ? { ...event, messageId: 'generated' } : event)
  if (!result.success) {
    const issue = result.error.issues[0]!
    const expected = issue.code === 'custom' ? `Expected ${issue.message}.` : `${issue.message}.`
    return { code: 'event_invalid', pointer: issue.path.map((part) => `/${String(part).slice(0, 100)}`).join(''), detail: expected }
  }
  for (const name of IDS) {
    const value = event[name]
    // two ids that differ in a half surrogate only would be one on the disk, and PostgreSQL takes no NUL
    if (typeof value === 'string' && NOT_STORABLE.test(value))
      return { code: 'event_invalid', pointer: `/${name}`, detail: `"${name}" has a NUL character or half a surrogate pair.` }
  }
  return undefined
}

function takesShared(raw: unknown): boolean {
  return ((raw as Record<string, unknown>)['context'] ?? null) === null
}

function toNewEvent(event: Record<string, unknown>, envelope: Envelope, project: string, receivedAt: number): NewEvent {
  const { type, timestamp, sequence, ...ids } = event as { type: NewEvent['type']; timestamp?: string | null; sequence?: number | null } & Partial<
    Record<(typeof IDS)[number], string | null>
  >
  const time = correctTime(timestamp ? Date.parse(timestamp) : undefined, envelope.sentAt, receivedAt)
  return {
    project,
    messageId: ids.messageId ?? nanoid(),
    type,
    name: (type === 'track' ? ids.event : type === 'page' || type === 'screen' ? ids.name : null) ?? null,
    anonymousId: ids.anonymousId ?? null,
    userId: ids.userId ?? null,
    groupId: ids.groupId ?? null,
    previousId: ids.previousId ?? null,
    timestamp: time.timestamp,
    receivedAt,
    sequence: sequence ?? null,
    flags: time.outOfRange ? EVENT_FLAGS.clockOutOfRange : 0,
    // from what was sent, not from the schema's copy, so that every key comes back as it came
    properties: JSON.stringify(event['properties'] ?? {}),
    traits: JSON.stringify(event['traits'] ?? {}),
    context: JSON.stringify(event['context'] ?? envelope.context ?? {}),
  }
}

function toId(raw: unknown): string {
  const id = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>)['messageId'] : undefined
  return typeof id === 'string' ? id.slice(0, LIMITS.nameLength) : ''
}

/** ISO 8601, or the bare number where the year has more than four digits. */
function toIso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms)
}
