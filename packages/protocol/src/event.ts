// Owns the event on the wire: Segment's words and shapes, with our `sequence`. It must not know how events are stored.
import { z } from 'zod'
import { LIMITS } from './limits.ts'
import { EVENT_TYPES } from './name.ts'

const name = z.string().min(1).max(LIMITS.nameLength)
const record = z.record(z.string(), z.unknown())

/**
 * Schema of one event. Unknown fields are ignored, as Segment does. Which of the optional fields a type needs
 * (`event` for track, `userId` for identify …, and a person in each) is checked in the refinement.
 */
export const eventSchema = z
  .looseObject({
    type: z.enum(EVENT_TYPES),
    messageId: name,
    anonymousId: name.nullish(),
    userId: name.nullish(),
    groupId: name.nullish(),
    previousId: name.nullish(),
    event: name.nullish(),
    name: z.string().max(LIMITS.nameLength).nullish(),
    properties: record.nullish(),
    traits: record.nullish(),
    context: record.nullish(),
    /** ISO 8601; when it happened by the client's clock. */
    timestamp: z.iso.datetime({ offset: true }).nullish(),
    /** Order within one page load, whatever the clock does. */
    sequence: z.number().int().min(0).nullish(),
  })
  .superRefine((value, context) => {
    const need = (field: string): void => void context.addIssue({ code: 'custom', path: [field], message: `"${field}" in an event of type "${value.type}"` })
    if (value.type === 'track' && !value.event) need('event')
    if (value.type === 'group' && !value.groupId) need('groupId')
    if (value.type === 'alias' && !value.previousId) need('previousId')
    if (!value.userId && !value.anonymousId) context.addIssue({ code: 'custom', path: ['userId'], message: 'a "userId" or an "anonymousId"' })
  })

export type Event = z.infer<typeof eventSchema>

/** Body of `POST /v1/batch`. `batch` is checked event by event, so that one bad event never costs another. */
export const batchSchema = z.looseObject({
  batch: z.array(z.unknown()).min(1).max(LIMITS.batchEvents),
  writeKey: z.string().optional(),
  batchId: z.string().max(LIMITS.nameLength).optional(),
  sentAt: z.iso.datetime({ offset: true }).optional(),
  attempt: z.number().int().min(0).optional(),
  context: record.optional(),
})

export interface Batch {
  batch: Event[]
  writeKey: string
  batchId: string
  /** ISO 8601; by the client's clock, so that the collector can correct `timestamp`. */
  sentAt: string
  attempt: number
}

/** Answer 200 of `POST /v1/batch`: everything not named here is durable. */
export interface BatchAnswer {
  batchId: string
  receivedAt: string
  accepted: number
  duplicates: number
  rejected: { id: string; code: string; pointer: string; detail: string }[]
  /** Ids to send again later. */
  retry: string[]
  warnings: { id: string; code: string; detail: string }[]
}
