// Owns the list of people, one person and that person's timeline.
import type { EventEntry, Page, PersonSummary } from '@foothold/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { toEntries } from '../../insights/entries.ts'
import { toPersonDetail, toPersonSummary } from '../../insights/people.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { toPersonIds } from '../../people/identity.ts'
import { limitSchema, parseCursor, parseQuery, toCursor } from '../json-body.ts'
import { findPerson } from './find-person.ts'
import type { AdminOptions } from './options.ts'

const listSchema = z.object({ search: z.string().max(200).optional(), limit: limitSchema, cursor: z.string().max(2000).optional() })

export function createPeopleRoutes({ stores, projection, now }: AdminOptions): Hono<CollectorEnv> {
  const { people } = stores.state

  return new Hono<CollectorEnv>()
    .get('/people', async (c) => {
      const project = c.var.project.id
      const { search, limit, cursor } = parseQuery(listSchema, c.req.query())
      const after = parseCursor<[number, string]>(cursor, 'string')
      await projection.caughtUp(project)
      const found = await people.list(project, { search, limit: limit + 1, after: after && { lastSeenAt: after[0], id: after[1] } })
      const rows = found.people.slice(0, limit)
      const last = rows.at(-1)
      const next = found.people.length > limit && last ? toCursor([last.lastSeenAt, last.id]) : null
      return c.json({ items: rows.map(toPersonSummary), next, total: found.total } satisfies Page<PersonSummary>)
    })
    .get('/people/:id', async (c) => {
      const project = c.var.project.id
      await projection.caughtUp(project)
      const row = await findPerson(people, project, c.req.param('id'))
      const anonymousIds = await people.anonymousIdsOf(project, row.id)
      return c.json(toPersonDetail(row, await projection.person(project, row.id), anonymousIds, now()))
    })
    .get('/people/:id/timeline', async (c) => {
      const project = c.var.project.id
      const { limit, cursor } = parseQuery(listSchema, c.req.query())
      const before = parseCursor<[number, number]>(cursor, 'number')
      await projection.caughtUp(project)
      const { id } = await findPerson(people, project, c.req.param('id'))
      const found = await stores.log.readTimeline(
        project,
        await toPersonIds(people, project, id),
        limit + 1,
        before && { timestamp: before[0], position: before[1] },
      )
      const events = found.events.slice(0, limit)
      const last = events.at(-1)
      const next = found.events.length > limit && last ? toCursor([last.timestamp, last.position]) : null
      return c.json({ items: await toEntries(people, project, events), next, total: found.total } satisfies Page<EventEntry>)
    })
}
