// Owns the envelope: what of a body is the batch, which key came with it, when it was sent. It must not know what makes a
// single event valid.
import type { EventType } from '@foothold/protocol'
import { batchSchema } from '@foothold/protocol/schema'
import { nanoid } from 'nanoid'
import { CollectorError } from '../error.ts'
import type { IngestLimits } from './limits.ts'
import { readPlainTime } from './plain-time.ts'

/** A request to ingest, before its events are looked at. */
export interface Envelope {
  batchId: string
  events: readonly unknown[]
  /** Pointer of an event in the body. */
  pointer(index: number): string
  /** Epoch ms by the client's clock. */
  sentAt: number | undefined
  writeKey: string | undefined
  /** The proof of who is identified, whatever was sent. */
  identityToken: unknown
  /** Context that holds for events without one of their own. */
  context: Record<string, unknown> | undefined
  /** Events that happened long ago, told by somebody who may say so: no time is too early. */
  historical?: boolean
}

/**
 * Decodes the body of `/v1/batch`, or of `/v1/track` and its like, where the body is one event and the path its type.
 *
 * @param type - of the single event; `undefined` for a batch.
 * @throws {CollectorError} `batch_invalid`, `batch_too_many`
 */
export function decodeEnvelope(text: string, type: EventType | undefined, { batchEvents }: IngestLimits): Envelope {
  const body = parse(text)
  if (type) {
    const sentAt = body['sentAt']
    const writeKey = body['writeKey']
    // the body is nobody else's
    body['type'] = type
    return {
      batchId: nanoid(),
      events: [body],
      pointer: () => '',
      sentAt: typeof sentAt === 'string' ? toMs(sentAt) : undefined,
      writeKey: typeof writeKey === 'string' ? writeKey : undefined,
      identityToken: body['identityToken'],
      context: undefined,
    }
  }
  if (Array.isArray(body['batch']) && body['batch'].length > batchEvents) {
    throw new CollectorError('batch_too_many', `The batch has ${body['batch'].length} events; at most ${batchEvents} may come at once.`)
  }
  if (!isPlainBatch(body)) {
    const result = batchSchema.safeParse(body)
    const issue = result.error?.issues[0]
    if (issue)
      throw new CollectorError(
        'batch_invalid',
        `The body is not a batch: ${issue?.message ?? 'wrong shape'} at "/${issue?.path.join('/') ?? ''}". Expected { "batch": [event, …] } with 1 to ${batchEvents} events.`,
      )
  }
  const { batch, batchId, sentAt, writeKey } = body as { batch: unknown[]; batchId?: string; sentAt?: string; writeKey?: string }
  return {
    batchId: batchId ?? nanoid(),
    events: batch,
    pointer: (index) => `/batch/${index}`,
    sentAt: sentAt === undefined ? undefined : toMs(sentAt),
    writeKey,
    identityToken: body['identityToken'],
    // from the body, not from the schema's copy, which leaves out a key named __proto__
    context: body['context'] as Record<string, unknown> | undefined,
  }
}

/** Says yes where the batch plainly has the shape of the schema; the schema decides every other case. */
function isPlainBatch({ batch, batchId, sentAt, writeKey, attempt, context }: Record<string, unknown>): boolean {
  return (
    Array.isArray(batch) &&
    batch.length > 0 &&
    (batchId === undefined || (typeof batchId === 'string' && batchId.length <= 200)) &&
    (sentAt === undefined || (typeof sentAt === 'string' && readPlainTime(sentAt) !== undefined)) &&
    (writeKey === undefined || typeof writeKey === 'string') &&
    (attempt === undefined || (Number.isSafeInteger(attempt) && (attempt as number) >= 0)) &&
    context === undefined
  )
}

function parse(text: string): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw new CollectorError('batch_invalid', `The body is not JSON${text.length ? '' : ' but empty'}. Expected { "batch": [event, …] }.`, { cause })
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CollectorError('batch_invalid', 'The body is not an object. Expected { "batch": [event, …] }.')
  return body as Record<string, unknown>
}

function toMs(date: string): number | undefined {
  const ms = Date.parse(date)
  return Number.isNaN(ms) ? undefined : ms
}
