// Owns the bytes of a chunk: events of one project that were stored together, compressed, with a checksum. Pure.
// It must not know SQL or positions.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { NewEvent } from '../event-log.ts'

/** Fields of an event that are neither the project's nor records, in the order in which a chunk holds them. */
type Head = [
  messageId: string,
  type: NewEvent['type'],
  name: string | null,
  anonymousId: string | null,
  userId: string | null,
  groupId: string | null,
  previousId: string | null,
  timestamp: number,
  receivedAt: number,
  sequence: number | null,
  flags: number,
]

/** A chunk as it is stored. */
export interface EncodedChunk {
  body: Uint8Array
  checksum: number
}

/** Events of one chunk at most: what has to be unpacked to read one of them. */
export const CHUNK_EVENTS = 500

/** Lines of one event behind the first line of a chunk: properties, traits, context. */
const RECORDS = 3

/** Events of one project on their way into one chunk: the text that is stored, and what has to be known of it before. */
export interface PackedEvents {
  project: string
  ids: readonly string[]
  /** Of the newest, epoch ms. */
  receivedAt: number
  text: string
}

/**
 * Packs events of one project: a line of heads, then three lines of records each.
 *
 * Records are texts already and stay so: neither side parses or escapes them. A line feed in a JSON text can only be white
 * space, so a blank in its place says the same.
 *
 * @param events - at least one, at most `CHUNK_EVENTS`.
 */
export function packEvents(events: readonly NewEvent[]): PackedEvents {
  const heads: Head[] = []
  const ids: string[] = []
  const lines = ['']
  let receivedAt = 0
  for (const e of events) {
    heads.push([e.messageId, e.type, e.name, e.anonymousId, e.userId, e.groupId, e.previousId, e.timestamp, e.receivedAt, e.sequence, e.flags])
    ids.push(e.messageId)
    lines.push(toLine(e.properties), toLine(e.traits), toLine(e.context))
    if (e.receivedAt > receivedAt) receivedAt = e.receivedAt
  }
  lines[0] = JSON.stringify(heads)
  return { project: events[0]!.project, ids, receivedAt, text: lines.join('\n') }
}

/** Keeps the events at these indexes. */
export function pickEvents(packed: PackedEvents, indexes: readonly number[]): PackedEvents {
  const events = toEvents(packed.project, packed.text.split('\n'))
  return packEvents(indexes.map((index) => events[index]!))
}

/** Compresses a packed text: deflate at its fastest level. */
export function sealChunk(text: string): EncodedChunk {
  const body = deflateRawSync(text, { level: 1 })
  return { body, checksum: crc32(body) }
}

/** @throws {Error} where the bytes are not those that were written. */
export function decodeChunk(project: string, chunk: EncodedChunk): NewEvent[] {
  return toEvents(project, toLines(chunk))
}

/** Reads the message ids alone. @throws {Error} as `decodeChunk`. */
export function decodeIds(chunk: EncodedChunk): string[] {
  return (JSON.parse(toLines(chunk)[0]!) as Head[]).map(([messageId]) => messageId)
}

/** Whether the bytes are those that were written. */
export function isWhole({ body, checksum }: EncodedChunk): boolean {
  return crc32(body) === checksum
}

function toEvents(project: string, lines: readonly string[]): NewEvent[] {
  return (JSON.parse(lines[0]!) as Head[]).map(
    ([messageId, type, name, anonymousId, userId, groupId, previousId, timestamp, receivedAt, sequence, flags], index) => ({
      project,
      messageId,
      type,
      name,
      anonymousId,
      userId,
      groupId,
      previousId,
      timestamp,
      receivedAt,
      sequence,
      flags,
      properties: lines[index * RECORDS + 1]!,
      traits: lines[index * RECORDS + 2]!,
      context: lines[index * RECORDS + 3]!,
    }),
  )
}

function toLines(chunk: EncodedChunk): string[] {
  if (!isWhole(chunk)) throw new Error('a chunk of events is damaged: its checksum does not fit')
  return inflateRawSync(chunk.body).toString('utf8').split('\n')
}

const toLine = (json: string): string => (json.includes('\n') ? json.replaceAll('\n', ' ') : json)
