// Owns the description of what is not the admin API: what browsers and tracking clients call, health, and the document itself.
// Their handlers are their own, as they are on the way of every event; a test holds this list against what is mounted.
import { EVENT_TYPES } from '@foothold/protocol'
import { batchSchema, eventSchema } from '@foothold/protocol/schema'
import { z } from 'zod'
import { batchAnswer } from './admin/answer.ts'
import { standingsSchema } from './standings.ts'
import { stateRequestSchema } from './state.ts'

/** One route of the description. */
export interface PublicRoute {
  method: 'get' | 'post'
  path: string
  summary: string
  /** Whether a write key is needed; of a bundle it is in the path. */
  writeKey?: boolean
  body?: z.ZodType
  answer: { json?: z.ZodType; types?: readonly string[] }
}

const personState: z.ZodType = z.looseObject({ at: z.iso.datetime(), version: z.string(), tallies: z.record(z.string(), z.unknown()) })

const ingestion = ['batch', ...EVENT_TYPES].flatMap((word): PublicRoute[] =>
  [`/v1/${word}`, `/v1/${word[0]!}`].map((path) => ({
    method: 'post',
    path,
    summary: word === 'batch' ? 'Takes events. What is not named in the answer is on the disk.' : `Takes one event of the type "${word}".`,
    writeKey: true,
    body: word === 'batch' ? batchSchema : eventSchema,
    answer: { json: batchAnswer },
  })),
)

/** Every route outside the admin API, but for the files of console and SDK. */
export const PUBLIC_ROUTES: readonly PublicRoute[] = [
  ...ingestion.filter((one, index) => ingestion.findIndex(({ path }) => path === one.path) === index),
  {
    method: 'get',
    path: '/v1/bundle/:writeKey',
    summary: 'The published guides and model, as the browser reads them. ETag is the hash of the content.',
    answer: { json: z.looseObject({ version: z.string() }) },
  },
  {
    method: 'post',
    path: '/v1/state',
    summary: 'What the browser may lack about its person.',
    writeKey: true,
    body: stateRequestSchema,
    answer: { json: personState },
  },
  {
    method: 'post',
    path: '/v1/stream',
    summary: 'The same whenever it changes, and word of new bundles, as server-sent events.',
    writeKey: true,
    body: stateRequestSchema,
    answer: { types: ['text/event-stream'] },
  },
  {
    method: 'post',
    path: '/v1/standings',
    summary: 'Where a person stands on a leaderboard.',
    writeKey: true,
    body: z.intersection(stateRequestSchema, standingsSchema),
    answer: { json: z.looseObject({ at: z.iso.datetime(), people: z.int(), rows: z.array(z.unknown()) }) },
  },
  { method: 'get', path: '/health/live', summary: 'The process answers.', answer: { json: z.strictObject({ status: z.literal('live') }) } },
  { method: 'get', path: '/health/ready', summary: 'The process takes requests.', answer: { json: z.looseObject({ status: z.literal('ready') }) } },
  { method: 'get', path: '/openapi.json', summary: 'This document.', answer: { json: z.looseObject({ openapi: z.string() }) } },
]
