// Owns the decision on a single event: what is stored of it, or why it is not taken. One bad event never costs another.
import { LIMITS, type BatchAnswer } from '@foothold/protocol'
import { eventSchema } from '@foothold/protocol/schema'
import { nanoid } from 'nanoid'
import { EVENT_FLAGS, type NewEvent } from '../store/event-log.ts'
import { isPlainEvent } from './check-event.ts'
import { correctTime } from './clock.ts'
import type { Envelope } from './decode.ts'
import { INGEST_LIMITS, type IngestLimits } from './limits.ts'
import { measureBytes, measureEvent, type Fault } from './measure.ts'
import { readPlainTime } from './plain-time.ts'

/** The events of a request, sorted out. */
export interface Validated {
  events: NewEvent[]
  rejected: BatchAnswer['rejected']
  warnings: BatchAnswer['warnings']
}

type Fields = Record<string, unknown>

const IDS = ['messageId', 'anonymousId', 'userId', 'groupId', 'previousId', 'event', 'name'] as const
/** Bytes of everything in an event but its records, at the most: ids and names of 200 characters, the keys, the time. */
const HEAD_BYTES = 200 * 3 * IDS.length + 1000

/**
 * Checks every event of an envelope against limits and schema and makes it ready to be stored.
 *
 * @param receivedAt - epoch ms.
 * @throws never
 */
export function validateEvents(envelope: Envelope, project: string, receivedAt: number, limits: IngestLimits = INGEST_LIMITS): Validated {
  const result: Validated = { events: [], rejected: [], warnings: [] }
  // measured as if it stood in an event: it is stored with every event that has none of its own
  const carrier = envelope.context && { context: envelope.context }
  const shared = carrier && (measureEvent(carrier, limits) ?? measureBytes(carrier, limits))
  const sharedText = carrier && !shared ? JSON.stringify(envelope.context) : '{}'
  for (let index = 0; index < envelope.events.length; index++) {
    const raw = envelope.events[index]
    const own = findFault(raw, limits)
    const event = own || (shared && takesShared(raw as Fields)) ? undefined : toNewEvent(raw as Fields, { envelope, project, receivedAt, sharedText })
    const fault = own ?? (event ? findExcess(raw as Fields, event, limits) : shared)
    if (fault || !event) {
      const pointer = fault === shared ? fault!.pointer : envelope.pointer(index) + fault!.pointer
      result.rejected.push({ id: idOf(raw), code: fault!.code, pointer, detail: fault!.detail })
      continue
    }
    if (event.flags & EVENT_FLAGS.clockOutOfRange) {
      const [at, arrival] = [toIso(event.timestamp), toIso(receivedAt)]
      const detail =
        event.timestamp > receivedAt
          ? `The corrected timestamp lies after the arrival at ${arrival}; kept as ${at}, and flagged.`
          : `The corrected timestamp ${at} lies far before the arrival at ${arrival}; kept, and flagged.`
      result.warnings.push({ id: event.messageId, code: 'clock_out_of_range', detail })
    }
    result.events.push(event)
  }
  return result
}

function findFault(raw: unknown, limits: IngestLimits): Fault | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { code: 'event_invalid', pointer: '', detail: 'Expected an event, an object.' }
  const event = raw as Fields
  const fault = measureEvent(event, limits) ?? (isPlainEvent(event, limits.nameLength) ? undefined : findShapeFault(event, limits))
  if (fault) return fault
  const { messageId, anonymousId, userId, groupId, previousId, event: title, name } = event
  const areKept = isKept(messageId) && isKept(anonymousId) && isKept(userId) && isKept(groupId) && isKept(previousId) && isKept(title) && isKept(name)
  const bad = areKept ? undefined : IDS.find((id) => !isKept(event[id]))
  return bad && { code: 'event_invalid', pointer: `/${bad}`, detail: `"${bad}" has a NUL character or half a surrogate pair.` }
}

/** False for a text that not every store keeps: two that differ in a half surrogate only are one on the disk, and PostgreSQL takes no NUL. */
const isKept = (value: unknown): boolean => typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))

/** Asks the schema; it decides, and says what is wrong. */
function findShapeFault(event: Fields, { nameLength }: IngestLimits): Fault | undefined {
  for (const name of IDS) {
    const value = event[name]
    if (typeof value === 'string' && value.length > nameLength)
      return { code: 'name_too_long', pointer: `/${name}`, detail: `"${name}" has ${value.length} characters; at most ${nameLength} are taken.` }
  }
  // people with curl send no id; the schema wants one
  const result = eventSchema.safeParse((event['messageId'] ?? null) === null ? { ...event, messageId: 'generated' } : event)
  if (result.success) return undefined
  const issue = result.error.issues[0]!
  const detail = issue.code === 'custom' ? `Expected ${issue.message}.` : `${issue.message}.`
  return { code: 'event_invalid', pointer: issue.path.map((part) => `/${String(part).slice(0, 100)}`).join(''), detail }
}

/** Measures an event in bytes, which is only needed where its texts together come near the limit. */
function findExcess(raw: Fields, { properties, traits, context }: NewEvent, limits: IngestLimits): Fault | undefined {
  const most = (properties.length + traits.length + context.length) * 3 + HEAD_BYTES
  return most <= limits.eventBytes && Object.keys(raw).length === countKnown(raw) ? undefined : measureBytes(raw, limits)
}

/** Counts the fields that an event stores, or that are taken off before; what else it has is not bounded by its texts. */
function countKnown(event: Fields): number {
  const { messageId, type, anonymousId, userId, groupId, previousId, event: title, name, properties, traits, context, timestamp, sequence } = event
  const { sentAt, writeKey, identityToken } = event
  return (
    one(messageId) +
    one(type) +
    one(anonymousId) +
    one(userId) +
    one(groupId) +
    one(previousId) +
    one(title) +
    one(name) +
    one(properties) +
    one(traits) +
    one(context) +
    one(timestamp) +
    one(sequence) +
    one(sentAt) +
    one(writeKey) +
    one(identityToken)
  )
}

const one = (value: unknown): number => (value === undefined ? 0 : 1)

/** The account as Segment's clients name it after `group()`: in the context of every event. */
function groupOf(context: unknown): string | null {
  const id = (context as { groupId?: unknown } | null | undefined)?.groupId
  return typeof id === 'string' && id !== '' && id.length <= LIMITS.nameLength && isKept(id) ? id : null
}

function takesShared(raw: Fields): boolean {
  return (raw['context'] ?? null) === null
}

function toNewEvent(
  event: Fields,
  { envelope, project, receivedAt, sharedText }: { envelope: Envelope; project: string; receivedAt: number; sharedText: string },
): NewEvent {
  const { messageId, anonymousId, userId, groupId, previousId, timestamp, sequence, properties, traits, context } = event
  const type = event['type'] as NewEvent['type']
  const time = correctTime(toMs(timestamp), envelope.sentAt, receivedAt, envelope.historical ? Infinity : undefined)
  return {
    project,
    messageId: toId(messageId) ?? nanoid(),
    type,
    name: type === 'track' ? toId(event['event']) : type === 'page' || type === 'screen' ? toId(event['name']) : null,
    anonymousId: toId(anonymousId),
    userId: toId(userId),
    groupId: toId(groupId) ?? groupOf(context ?? envelope.context),
    previousId: toId(previousId),
    timestamp: time.timestamp,
    receivedAt,
    sequence: (sequence as number | null | undefined) ?? null,
    flags: time.outOfRange ? EVENT_FLAGS.clockOutOfRange : 0,
    // from what was sent, not from the schema's copy, so that every key comes back as it came
    properties: toText(properties, '{}'),
    traits: toText(traits, '{}'),
    context: toText(context, sharedText),
  }
}

/** A name or id that was found well, or none. */
const toId = (value: unknown): string | null => (value as string | null | undefined) ?? null
const toMs = (time: unknown): number | undefined => (typeof time === 'string' && time !== '' ? (readPlainTime(time) ?? Date.parse(time)) : undefined)
const toText = (record: unknown, missing: string): string => ((record ?? null) === null ? missing : JSON.stringify(record))

function idOf(raw: unknown): string {
  const id = typeof raw === 'object' && raw !== null ? (raw as Fields)['messageId'] : undefined
  return typeof id === 'string' ? id.slice(0, LIMITS.nameLength) : ''
}

/** ISO 8601, or the bare number where the year has more than four digits. */
function toIso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms)
}
