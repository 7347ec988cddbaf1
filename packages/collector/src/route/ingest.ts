// Owns POST /v1/batch and Segment's single-event routes: decode → authenticate → validate → durable → answer.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { EVENT_TYPES, type BatchAnswer, type EventType } from '@foothold/protocol'
import { Hono } from 'hono'
import { createBorrowedCheck, type BorrowedCheck } from '../identity/borrowed.ts'
import { withoutUnproven } from '../identity/match.ts'
import type { IdentityCheck } from '../identity/verify.ts'
import { createBudget } from '../ingest/budget.ts'
import { decodeEnvelope } from '../ingest/decode.ts'
import { withoutErased } from '../ingest/erased.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import type { IngestLimits } from '../ingest/limits.ts'
import { createRateLimit, type RateLimit } from '../ingest/rate-limit.ts'
import { readBody, type BodyLimits } from '../ingest/read-body.ts'
import type { StorageHealth } from '../ingest/storage-health.ts'
import { validateEvents } from '../ingest/validate.ts'
import { ANY_ORIGIN } from '../middleware/any-origin.ts'
import { readKey } from '../middleware/authenticate.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { WriteKeyCheck } from '../middleware/key-cache.ts'
import type { NewEvent } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** What ingestion works on. */
export interface IngestOptions {
  writeKeys: WriteKeyCheck
  identify: IdentityCheck
  people: Pick<PeopleStore, 'people'>
  /** Told of events that are durable. */
  onStored(events: readonly NewEvent[]): void
  /** Told of every answer. */
  onAnswered(answer: BatchAnswer): void
  commit: GroupCommit<NewEvent>
  storage: StorageHealth
  limits: IngestLimits
  now: () => number
}

/** Missing as a whole where the app is asked without a server. */
type Bindings = CollectorEnv['Bindings']

/** Plain and complete: headers that are added later would cost more than the rest of the answer. */
const HEADERS = { 'Content-Type': 'application/json', ...ANY_ORIGIN }

/** Everything that one request needs. */
export interface Ingestion extends IngestOptions {
  withoutBorrowed: BorrowedCheck
  rate: RateLimit
  body: BodyLimits
  /** Requests that were refused on the direct way, and why: the app answers them. */
  refused: WeakMap<IncomingMessage, { reason: unknown }>
}

export function createIngestion(options: IngestOptions): Ingestion {
  const { limits, now } = options
  return {
    ...options,
    withoutBorrowed: createBorrowedCheck(options.people),
    rate: createRateLimit(limits, now),
    body: {
      wireBytes: limits.batchBytes,
      bytes: limits.batchDecompressedBytes,
      ratio: limits.batchRatio,
      budget: createBudget(limits.bodiesBytes),
    },
    refused: new WeakMap(),
  }
}

/** Paths below `/v1`, each also by its first letter, as Segment's browser client calls them; with the type of the single event. */
const PATHS: ReadonlyMap<string, EventType | undefined> = new Map(
  ['batch' as const, ...EVENT_TYPES].flatMap((word) => [`/${word}`, `/${word[0]}`].map((path) => [path, word === 'batch' ? undefined : word])),
)

export function createIngestRoutes(ingestion: Ingestion): Hono<CollectorEnv> {
  const app = new Hono<CollectorEnv>()
  for (const [path, type] of PATHS)
    app.post(path, async (c) => {
      const incoming = (c.env as Bindings | undefined)?.incoming
      const refused = incoming && ingestion.refused.get(incoming)
      if (refused) throw refused.reason
      const answer = await ingest({ request: c.req.raw, incoming, type }, ingestion)
      ingestion.onAnswered(answer)
      return new Response(JSON.stringify(answer), { headers: HEADERS })
    })
  return app
}

/** What becomes of a request that may be taken straight from the socket: one of both is called. */
export interface DirectEnds {
  /** The answer is sent. */
  onSent(): void
  /** The app has to answer it. */
  toApp(): void
}

/** Takes a request straight from the socket where it brings events; what else there is, and every refusal, is the app's. */
export type DirectIngestion = (incoming: IncomingMessage, outgoing: ServerResponse, ends: DirectEnds) => void

/**
 * Creates the shortest way from the socket to the answer. @see docs/decision/0034-straight-from-the-socket.md for what it saves.
 *
 * @param isOpen - false where every request has to go through the app.
 */
export function createDirectIngestion(ingestion: Ingestion, isOpen: () => boolean): DirectIngestion {
  const types = new Map([...PATHS].map(([path, type]) => [`/v1${path}`, type]))
  const head = Object.entries(HEADERS).flat()
  return (incoming, outgoing, { onSent, toApp }) => {
    const path = incoming.url ?? ''
    if (incoming.method !== 'POST' || !types.has(path) || !isOpen()) return toApp()
    ingest({ request: undefined, incoming, type: types.get(path) }, ingestion).then(
      (answer) => {
        ingestion.onAnswered(answer)
        const body = JSON.stringify(answer)
        outgoing.writeHead(200, [...head, 'Content-Length', String(Buffer.byteLength(body))]).end(body)
        // nobody hears it who has gone
        if (!outgoing.destroyed) onSent()
      },
      (reason: unknown) => {
        ingestion.refused.set(incoming, { reason })
        toApp()
      },
    )
  }
}

/** One of both is there. */
type Source = { request: Request; incoming: IncomingMessage | undefined } | { request: undefined; incoming: IncomingMessage }

async function ingest(
  { request, incoming, type }: Source & { type: EventType | undefined },
  { writeKeys, identify, withoutBorrowed, onStored, commit, storage, limits, rate, body, now }: Ingestion,
): Promise<BatchAnswer> {
  storage.check()
  // a key in the header is checked first: a stranger, or who has sent too much, costs one hash, not a body
  const read = (name: 'authorization' | 'origin'): string | undefined => (incoming ? incoming.headers[name] : (request?.headers.get(name) ?? undefined))
  const header = read('authorization')
  const origin = read('origin')
  const headerKey = readKey(header)
  const checked = headerKey === undefined ? undefined : writeKeys(headerKey, origin)
  // nearly always it is known: no turn is waited for
  const early = checked instanceof Promise ? await checked : checked
  if (early) rate.take(early.record.hash, 0)
  const envelope = decodeEnvelope(await (incoming ? readBody(undefined, body, incoming) : readBody(request, body)), type, limits)
  const access = early ?? (await writeKeys(envelope.writeKey, origin))
  const { project, hash } = access.record
  rate.take(hash, envelope.events.length)
  const receivedAt = now()
  const { events: valid, rejected, warnings } = validateEvents(envelope, project, receivedAt, limits)
  const proof = access.identity !== 'off' && valid.some(({ userId }) => userId !== null) ? identify(access, envelope.identityToken) : undefined
  const proven = access.identity === 'enforce' ? withoutUnproven(valid, proof) : { events: valid, rejected: [] }
  const own = access.identity === 'enforce' ? await withoutBorrowed(proven.events) : { events: proven.events, rejected: [], apart: [] }
  const { events, rejected: erased } = withoutErased(own.events, access.erased)
  const apart = withoutErased(own.apart, access.erased).events.filter(({ previousId }) => previousId !== null)
  const stored = events.length ? await commit.append(apart.length ? [...apart, ...events] : events) : []
  if (apart.length) stored.splice(0, apart.length)
  if (events.length) onStored(events)
  let accepted = 0
  for (const one of stored) if (one) accepted++
  return {
    batchId: envelope.batchId,
    receivedAt: toIso(receivedAt),
    accepted,
    duplicates: stored.length - accepted,
    rejected: proven.rejected.length || own.rejected.length || erased.length ? [...rejected, ...proven.rejected, ...own.rejected, ...erased] : rejected,
    retry: [],
    warnings,
  }
}

let iso = { ms: NaN, text: '' }

/** ISO 8601; many requests come in one millisecond. */
function toIso(ms: number): string {
  if (iso.ms !== ms) iso = { ms, text: new Date(ms).toISOString() }
  return iso.text
}
