// Owns the list of people, one person and that person's timeline; beside them, telling of people, and where everybody stands.
import type { EventEntry, Page, PersonDetail, PersonSummary } from '@foothold/protocol'
import { CollectorError } from '../../error.ts'
import { toEntries } from '../../insights/entries.ts'
import { toPersonDetail, toPersonSummary } from '../../insights/people.ts'
import { toPersonStanding } from '../../insights/standing.ts'
import { toPersonIds } from '../../people/identity.ts'
import { bySeen, cut, parseCursor } from '../json-body.ts'
import { route, type Route } from '../table.ts'
import { eventEntry, pageOf, personDetail, personSummary } from './answer.ts'
import { findPerson } from './find-person.ts'
import { createInviteRoutes } from './invite.ts'
import { createModelRoutes } from './model.ts'
import type { AdminOptions } from './options.ts'
import { pageQuery } from './page-query.ts'

export function createPeopleRoutes(options: AdminOptions): Route[] {
  const { stores, projection, now } = options
  const { people } = stores.state

  return [
    ...createInviteRoutes(options),
    ...createModelRoutes(options),
    route({
      method: 'get',
      path: '/people',
      scope: 'read',
      summary: 'Lists people, last seen first.',
      query: pageQuery,
      answer: { json: pageOf(personSummary) },
      async handle(c, { query: { search, limit, cursor } }) {
        const project = c.var.project.id
        const after = parseCursor<[number, string]>(cursor, 'string')
        await projection.caughtUp(project)
        const found = await people.list(project, { search, limit: limit + 1, after: after && { lastSeenAt: after[0], id: after[1] } })
        return c.json({ ...cut(found.people, limit, (rows) => rows.map(toPersonSummary), bySeen), total: found.total } satisfies Page<PersonSummary>)
      },
    }),
    route({
      method: 'get',
      path: '/people/:id',
      scope: 'read',
      summary: 'Describes one person.',
      names: { id: 'person' },
      answer: { json: personDetail },
      async handle(c) {
        const project = c.var.project.id
        await projection.caughtUp(project)
        const row = await findPerson(people, project, c.req.param('id') ?? '')
        const anonymousIds = await people.anonymousIdsOf(project, row.id)
        const found = await projection.standing(project, row.id)
        if (!found) throw new CollectorError('not_found', `There is no person "${row.id.slice(0, 200)}" any more.`)
        const { fold, standing } = found
        return c.json({
          ...toPersonDetail(row, fold, anonymousIds, now()),
          standing: toPersonStanding(standing, row, fold.config, now()),
        } satisfies PersonDetail)
      },
    }),
    route({
      method: 'get',
      path: '/people/:id/timeline',
      scope: 'read',
      summary: "Lists a person's events, newest first.",
      names: { id: 'person' },
      query: pageQuery,
      answer: { json: pageOf(eventEntry) },
      async handle(c, { query: { limit, cursor } }) {
        const project = c.var.project.id
        const before = parseCursor<[number, number]>(cursor, 'number')
        await projection.caughtUp(project)
        const { id } = await findPerson(people, project, c.req.param('id') ?? '')
        const found = await stores.log.readTimeline(
          project,
          await toPersonIds(people, project, id),
          limit + 1,
          before && { timestamp: before[0], position: before[1] },
        )
        const page = cut(
          found.events,
          limit,
          (events) => toEntries(people, project, events),
          ({ timestamp, position }) => [timestamp, position],
        )
        return c.json({ items: await page.items, next: page.next, total: found.total } satisfies Page<EventEntry>)
      },
    }),
  ]
}
