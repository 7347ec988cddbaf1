// Owns the erasing of a person over HTTP.
import type { ErasureEntry } from '@foothold/protocol'
import { z } from 'zod'
import { hashPersonId } from '../../erase/hash.ts'
import { CollectorError } from '../../error.ts'
import type { Erasure } from '../../store/state-store.ts'
import { route, type Route } from '../table.ts'
import { erasureEntry } from './answer.ts'
import { findPerson } from './find-person.ts'
import type { AdminOptions } from './options.ts'

export function createErasureRoutes({ stores, projection, eraser }: AdminOptions): Route[] {
  const { erasures, people } = stores.state
  return [
    route({
      method: 'post',
      path: '/people/:id/erase',
      scope: 'erase',
      summary: 'Erases a person for ever, in every file, and takes nothing more of them. Asking again is answered with the same erasure.',
      names: { id: 'person' },
      body: z.strictObject({}),
      answer: { status: 202, json: erasureEntry },
      action: 'person.erase-asked',
      async handle(c, { note }) {
        const project = c.var.project.id
        const id = c.req.param('id') ?? ''
        const before = await erasures.find(project, hashPersonId(project, id))
        if (before) return c.json(toEntry(before), 202)
        await projection.caughtUp(project)
        const person = await findPerson(people, project, id)
        const erasure = await eraser.begin(project, person.id)
        note(erasure.person, { erasure: erasure.id })
        return c.json(toEntry(erasure), 202)
      },
    }),
    route({
      method: 'get',
      path: '/erasures/:id',
      scope: 'erase',
      summary: 'Says how far the erasing of a person is.',
      names: { id: 'erasure' },
      answer: { json: erasureEntry },
      async handle(c) {
        const id = c.req.param('id') ?? ''
        const found = await erasures.get(c.var.project.id, id)
        if (!found) throw new CollectorError('not_found', `There is no erasure "${id.slice(0, 200)}".`)
        return c.json(toEntry(found))
      },
    }),
  ]
}

function toEntry({ id, person, requestedAt, finishedAt, events }: Erasure): ErasureEntry {
  return {
    id,
    person,
    status: finishedAt === null ? 'running' : 'done',
    requestedAt: new Date(requestedAt).toISOString(),
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
    events,
  }
}
