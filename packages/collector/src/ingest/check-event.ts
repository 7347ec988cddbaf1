// Owns the fast answer to "does the event have the shape of the schema". It says yes where that is plain, and leaves every
// other case to the schema itself, which also knows what to say; a test proves that it never says yes where the schema
// says no. Pure.
import { EVENT_TYPES, type EventType } from '@foothold/protocol'
import { readPlainTime } from './plain-time.ts'

const TYPES: ReadonlySet<unknown> = new Set<EventType>(EVENT_TYPES)

/** @param nameLength - of names and ids. @returns true only where `eventSchema` takes the event. */
export function isPlainEvent(event: Record<string, unknown>, nameLength: number): boolean {
  const { type, messageId, anonymousId, userId, groupId, previousId, event: title, name, timestamp, sequence } = event
  return (
    TYPES.has(type) &&
    isName(messageId, nameLength) &&
    (isName(userId, nameLength) ? isMissing(anonymousId) || isName(anonymousId, nameLength) : isMissing(userId) && isName(anonymousId, nameLength)) &&
    (isName(title, nameLength) || (isMissing(title) && type !== 'track')) &&
    (isName(groupId, nameLength) || (isMissing(groupId) && type !== 'group')) &&
    (isName(previousId, nameLength) || (isMissing(previousId) && type !== 'alias')) &&
    (isMissing(name) || (typeof name === 'string' && name.length <= nameLength)) &&
    isRecord(event['properties']) &&
    isRecord(event['traits']) &&
    isRecord(event['context']) &&
    (isMissing(timestamp) || (typeof timestamp === 'string' && readPlainTime(timestamp) !== undefined)) &&
    (isMissing(sequence) || (Number.isSafeInteger(sequence) && (sequence as number) >= 0))
  )
}

const isMissing = (value: unknown): boolean => value === undefined || value === null
const isName = (value: unknown, length: number): boolean => typeof value === 'string' && value.length > 0 && value.length <= length
/** An object, or missing. A list is none. */
const isRecord = (value: unknown): boolean => isMissing(value) || (typeof value === 'object' && !Array.isArray(value))
