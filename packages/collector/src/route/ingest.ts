// Owns POST /v1/batch and Segment's single-event routes: decode → authenticate → validate → durable → answer.
import type { IncomingMessage } from 'node:http'
import { EVENT_TYPES, type BatchAnswer, type EventType } from '@foothold/protocol'
import { Hono } from 'hono'
import { withoutBorrowed } from '../identity/borrowed.ts'
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
import type { Access, WriteKeyCheck } from '../middleware/key-cache.ts'
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
interface Ingestion extends IngestOptions {
  rate: RateLimit
  body: BodyLimits
}

/** Routes below `/v1`. Each also by its first letter, as Segment's browser client calls them. */
export function createIngestRoutes(options: IngestOptions): Hono<CollectorEnv> {
  const { limits, now } = options
  const ingestion: Ingestion = {
    ...options,
    rate: createRateLimit(limits, now),
    body: {
      wireBytes: limits.batchBytes,
      bytes: limits.batchDecompressedBytes,
      ratio: limits.batchRatio,
      budget: createBudget(limits.bodiesBytes),
    },
  }
  const app = new Hono<CollectorEnv>()
  const routes: [string, EventType | undefined][] = [['batch', undefined], ...EVENT_TYPES.map((type): [string, EventType] => [type, type])]
  for (const [word, type] of routes) {
    for (const path of [`/${word}`, `/${word[0]}`])
      app.post(path, async (c) => {
        const answer = await ingest({ request: c.req.raw, incoming: (c.env as Bindings | undefined)?.incoming, type }, ingestion)
        ingestion.onAnswered(answer)
        return new Response(JSON.stringify(answer), { headers: HEADERS })
      })
  }
  return app
}

async function ingest(
  { request, incoming, type }: { request: Request; incoming: IncomingMessage | undefined; type: EventType | undefined },
  { writeKeys, identify, people, onStored, commit, storage, limits, rate, body, now }: Ingestion,
): Promise<BatchAnswer> {
  storage.check()
  // a key in the header is checked first: a stranger, or who has sent too much, costs one hash, not a body
  const header = incoming ? incoming.headers.authorization : (request.headers.get('authorization') ?? undefined)
  const origin = incoming ? incoming.headers.origin : (request.headers.get('origin') ?? undefined)
  const headerKey = readKey(header)
  const admit = async (key: string | undefined): Promise<Access> => {
    const found = await writeKeys(key, origin)
    rate.take(found.record.hash, 0)
    return found
  }
  const early = headerKey === undefined ? undefined : await admit(headerKey)
  const envelope = decodeEnvelope(await readBody(request, body, incoming), type, limits)
  const access = early ?? (await admit(envelope.writeKey))
  const { project, hash } = access.record
  rate.take(hash, envelope.events.length)
  const receivedAt = now()
  const { events: valid, rejected, warnings } = validateEvents(envelope, project, receivedAt, limits)
  const proof = access.identity !== 'off' && valid.some(({ userId }) => userId !== null) ? identify(access, envelope.identityToken) : undefined
  const proven = access.identity === 'enforce' ? withoutUnproven(valid, proof) : { events: valid, rejected: [] }
  const own = access.identity === 'enforce' ? await withoutBorrowed(proven.events, people) : { events: proven.events, rejected: [] }
  const { events, rejected: erased } = withoutErased(own.events, access.erased)
  const stored = events.length ? await commit.append(events) : []
  if (events.length) onStored(events)
  let accepted = 0
  for (const one of stored) if (one) accepted++
  return {
    batchId: envelope.batchId,
    receivedAt: new Date(receivedAt).toISOString(),
    accepted,
    duplicates: stored.length - accepted,
    rejected: proven.rejected.length || own.rejected.length || erased.length ? [...rejected, ...proven.rejected, ...own.rejected, ...erased] : rejected,
    retry: [],
    warnings,
  }
}
