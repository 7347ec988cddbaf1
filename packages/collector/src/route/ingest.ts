// Owns POST /v1/batch and Segment's single-event routes: decode → authenticate → validate → durable → answer.
import { EVENT_TYPES, LIMITS, type BatchAnswer, type EventType } from '@foothold/protocol'
import { Hono } from 'hono'
import { decodeEnvelope } from '../ingest/decode.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import { readBody } from '../ingest/read-body.ts'
import { validateEvents } from '../ingest/validate.ts'
import { authenticate, readKey } from '../middleware/authenticate.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { NewEvent } from '../store/event-log.ts'
import type { ProjectStore } from '../store/state-store.ts'

/** What ingestion works on. */
export interface IngestOptions {
  projects: ProjectStore
  commit: GroupCommit<NewEvent>
  now: () => number
}

const BODY = { wireBytes: LIMITS.batchBytes, bytes: LIMITS.batchDecompressedBytes }

/** Routes below `/v1`. Each also by its first letter, as Segment's browser client calls them. */
export function createIngestRoutes(options: IngestOptions): Hono<CollectorEnv> {
  const app = new Hono<CollectorEnv>()
  const routes: [string, EventType | undefined][] = [['batch', undefined], ...EVENT_TYPES.map((type): [string, EventType] => [type, type])]
  for (const [word, type] of routes) {
    for (const path of [`/${word}`, `/${word[0]}`]) app.post(path, async (c) => c.json(await ingest(c.req.raw, type, options)))
  }
  return app
}

async function ingest(request: Request, type: EventType | undefined, { projects, commit, now }: IngestOptions): Promise<BatchAnswer> {
  // a key in the header is checked first: a stranger costs one hash, not a body
  const headerKey = readKey(request.headers.get('authorization') ?? undefined)
  const early = headerKey === undefined ? undefined : await authenticate(projects, headerKey, 'write')
  const envelope = decodeEnvelope(await readBody(request, BODY), type)
  const { project } = early ?? (await authenticate(projects, envelope.writeKey, 'write'))
  const receivedAt = now()
  const { events, rejected, warnings } = validateEvents(envelope, project, receivedAt)
  const stored = await commit.append(events)
  const accepted = stored.filter(Boolean).length
  return {
    batchId: envelope.batchId,
    receivedAt: new Date(receivedAt).toISOString(),
    accepted,
    duplicates: stored.length - accepted,
    rejected,
    retry: [],
    warnings,
  }
}
