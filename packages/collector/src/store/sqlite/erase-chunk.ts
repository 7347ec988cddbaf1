// Owns what is left of a chunk when people are taken out of it. Positions stay what they were: what is left on either side of
// a gap becomes a chunk of its own. Pure. It must not know SQL.
import type { NewEvent, PersonIds } from '../event-log.ts'
import { decodeChunk, packEvents, sealChunk, type EncodedChunk } from './chunk.ts'

/** A part of a chunk, to be stored in its place. */
export interface ChunkPart extends EncodedChunk {
  /** Position of its last event. */
  last: number
  events: number
  /** Of its newest event, epoch ms. */
  receivedAt: number
}

/** What becomes of a chunk. */
export interface ErasedChunk {
  parts: ChunkPart[]
  /** Message ids of the events that are gone. */
  gone: string[]
}

/**
 * Takes a person out of a chunk: events under the user id, and those without a user under the anonymous ids. Others' events
 * stay, without the ids of this person in them.
 *
 * @param last - position of the chunk's last event.
 * @returns `undefined` where nothing of the person is in it.
 */
export function eraseFromChunk(project: string, last: number, chunk: EncodedChunk, { userId, anonymousIds }: PersonIds): ErasedChunk | undefined {
  const anonymous = new Set(anonymousIds)
  const isOwn = (event: NewEvent): boolean => (event.userId === null ? event.anonymousId !== null && anonymous.has(event.anonymousId) : event.userId === userId)
  const names = (id: string | null): boolean => id !== null && (anonymous.has(id) || id === userId)
  const events = decodeChunk(project, chunk)
  if (!events.some((event) => isOwn(event) || names(event.anonymousId) || names(event.previousId))) return undefined
  const parts: ChunkPart[] = []
  const gone: string[] = []
  let run: NewEvent[] = []
  const end = (position: number): void => {
    if (!run.length) return
    const { receivedAt, text } = packEvents(run)
    parts.push({ last: position, events: run.length, receivedAt, ...sealChunk(text) })
    run = []
  }
  events.forEach((event, index) => {
    const position = last - events.length + 1 + index
    if (isOwn(event)) {
      gone.push(event.messageId)
      end(position - 1)
    } else
      run.push({
        ...event,
        anonymousId: names(event.anonymousId) && event.userId !== null ? null : event.anonymousId,
        previousId: names(event.previousId) ? null : event.previousId,
      })
  })
  end(last)
  return { parts, gone }
}

/** A chunk without events, which holds the position of the newest one when that is gone: none is given twice. */
export function emptyChunk(last: number, receivedAt: number): ChunkPart {
  return { last, events: 0, receivedAt, ...sealChunk('[]') }
}
