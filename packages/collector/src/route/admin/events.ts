// Owns the project's events in the order of the log: in pages, and live as server-sent events.
import type { EventEntry, Page } from '@foothold/protocol'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { findSeenNames, type SeenNames } from '../../config/seen.ts'
import { toEntries } from '../../insights/entries.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { limitSchema, parseQuery } from '../json-body.ts'
import type { AdminOptions } from './options.ts'

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const querySchema = z.object({ after: position.optional(), limit: limitSchema })
/** Entries that are read at once while a stream catches up. */
const CHUNK = 200

export function createEventRoutes({ stores: { log, query, state }, projection, committed, heartbeatMs, logger }: AdminOptions): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>()
    .get('/events', async (c) => {
      const project = c.var.project.id
      const { after, limit } = parseQuery(querySchema, c.req.query())
      await projection.caughtUp(project)
      // without a place to begin at: the newest
      const events = after === undefined ? await log.readNewest(project, limit) : await log.read(after, limit, project)
      const last = events.at(-1)?.position
      const more = last !== undefined && after !== undefined && (await log.read(last, 1, project)).length > 0
      return c.json({
        items: await toEntries(state.people, project, events),
        next: more ? String(last) : null,
        total: await log.count(project),
      } satisfies Page<EventEntry>)
    })
    .get('/events/names', async (c) => {
      const project = c.var.project.id
      // traits come from the projection
      await projection.caughtUp(project)
      return c.json((await findSeenNames(project, { query, people: state.people })) satisfies SeenNames)
    })
    .get('/events/stream', async (c) => {
      const project = c.var.project.id
      const resume = position.safeParse(c.req.header('last-event-id') || undefined)
      const { after } = parseQuery(querySchema, c.req.query())
      let from = resume.success ? resume.data : (after ?? (await log.lastPosition()))
      const gone = new AbortController()
      // proxies must not collect what should arrive at once
      c.header('X-Accel-Buffering', 'no')
      // has no body that could end it
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
      return streamSSE(
        c,
        async (stream) => {
          stream.onAbort(() => gone.abort())
          await stream.write(': connected\n\n')
          while (!gone.signal.aborted && !committed.ended) {
            const events = await log.read(from, CHUNK, project)
            if (!events.length) {
              const start = Date.now()
              await committed.next(heartbeatMs, gone.signal)
              if (Date.now() - start >= heartbeatMs && !gone.signal.aborted) await stream.write(': alive\n\n')
              continue
            }
            // names and accounts of people come from the projection
            await projection.caughtUp(project)
            for (const entry of await toEntries(state.people, project, events)) {
              await stream.writeSSE({ id: String(entry.position), event: 'event', data: JSON.stringify(entry) })
              from = entry.position
            }
          }
        },
        async (error) => logger.error({ event: 'stream failed', error: String(error) }),
      )
    })
}
