// Owns the project's events in the order of the log: in pages, and live as server-sent events.
import type { EventEntry, Page } from '@foothold/protocol'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { findSeenNames, type SeenNames } from '../../config/seen.ts'
import { toEntries } from '../../insights/entries.ts'
import { limitSchema } from '../json-body.ts'
import { askerSignal } from '../../asker.ts'
import { describeError } from '../../error.ts'
import { toKeyStatus } from '../../project/key.ts'
import { createPlaces } from '../../stream/places.ts'
import { orBehind } from '../stream.ts'
import { route, type Route } from '../table.ts'
import { eventEntry, pageOf, seenNames } from './answer.ts'
import type { AdminOptions } from './options.ts'

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const querySchema = z.object({ after: position.optional(), limit: limitSchema })
/** Streams at once: each reads the log whenever something is appended. */
const STREAMS = 50
/** How long the key of a stream is believed, in ms. */
const BELIEVED_MS = 1000
/** Entries that are read at once while a stream catches up. */
const CHUNK = 200

export function createEventRoutes({ stores: { log, query: questions, state }, projection, committed, heartbeatMs, logger, use }: AdminOptions): Route[] {
  const places = createPlaces(STREAMS, '/admin/v1/events')
  return [
    route({
      method: 'get',
      path: '/events',
      scope: 'read',
      summary: 'Reads events in the order of the log; without a place to begin at the newest.',
      query: querySchema,
      answer: { json: pageOf(eventEntry) },
      async handle(c, { query: { after, limit } }) {
        const project = c.var.project.id
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
      },
    }),
    route({
      method: 'get',
      path: '/events/names',
      scope: 'read',
      summary: 'Lists the names of events and traits that the project has used.',
      answer: { json: seenNames },
      async handle(c) {
        const project = c.var.project.id
        // traits come from the projection
        await projection.caughtUp(project)
        return c.json((await findSeenNames(project, { query: questions, people: state.people })) satisfies SeenNames)
      },
    }),
    route({
      method: 'get',
      path: '/events/stream',
      scope: 'read',
      summary: 'Events as they come, as server-sent events; Last-Event-ID resumes.',
      query: querySchema,
      answer: { types: ['text/event-stream'] },
      async handle(c, { query: { after } }) {
        const project = c.var.project.id
        const resume = position.safeParse(c.req.header('last-event-id') || undefined)
        let from = resume.success ? resume.data : (after ?? (await log.lastPosition()))
        const { hash } = c.var.key
        const leave = places.enter(hash)
        const gone = new AbortController()
        const asker = askerSignal()
        const holds = async (): Promise<boolean> => {
          const found = await state.projects.findKey(hash)
          return found !== undefined && toKeyStatus(found, use.now()) === 'active'
        }
        // proxies must not collect what should arrive at once
        c.header('X-Accel-Buffering', 'no')
        // has no body that could end it
        if (c.req.method === 'HEAD') {
          leave()
          return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
        }
        return streamSSE(
          c,
          async (stream) => {
            stream.onAbort(() => gone.abort())
            let asked = performance.now()
            try {
              await stream.write(': connected\n\n')
              while (!gone.signal.aborted && !committed.ended) {
                // a key that was revoked reads nothing more
                if (performance.now() - asked >= Math.min(BELIEVED_MS, heartbeatMs)) {
                  if (!(await holds())) break
                  asked = performance.now()
                }
                const events = await log.read(from, CHUNK, project)
                if (!events.length) {
                  const start = Date.now()
                  await committed.next(heartbeatMs, gone.signal)
                  if (Date.now() - start >= heartbeatMs && !gone.signal.aborted) await stream.write(': alive\n\n')
                  continue
                }
                // names and accounts of people come from the projection
                if ((await orBehind(projection.caughtUp(project).then(() => true))) === undefined) {
                  await stream.write(': behind\n\n')
                  continue
                }
                for (const entry of await toEntries(state.people, project, events)) {
                  await stream.writeSSE({ id: String(entry.position), event: 'event', data: JSON.stringify(entry) })
                  from = entry.position
                }
              }
            } finally {
              leave()
            }
          },
          async (error) => {
            // what was begun for somebody who left is given up
            if (!gone.signal.aborted && !asker?.aborted) logger.error({ event: 'stream failed', error: describeError(error) })
          },
        )
      },
    }),
  ]
}
