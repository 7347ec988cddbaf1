// Owns the answer to "why (not)?" for one person, one guide and one instant, as JSON or as text.
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import { explainPerson, toPersonExplanationText } from '../../insights/explain.ts'
import { route, type Route } from '../table.ts'
import { personExplanation } from './answer.ts'
import { findPerson } from './find-person.ts'
import type { AdminOptions } from './options.ts'

const querySchema = z.object({
  guide: z.string({ error: 'expected the key of a guide' }).min(1).max(200),
  at: z.string().max(40).optional(),
  page: z.string().max(2000).optional(),
  format: z.enum(['json', 'text']).optional(),
})

export function createExplainRoutes({ stores, configs, projection, now }: AdminOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/people/:id/explain',
      scope: 'read',
      summary: 'Says why a person did, or did not, see a guide at an instant.',
      names: { id: 'person' },
      query: querySchema,
      answer: { json: personExplanation, types: ['text/plain'] },
      async handle(c, { query: { guide, at, page, format } }) {
        const project = c.var.project.id
        const instant = toInstant(at, now())
        await projection.caughtUp(project)
        const { id } = await findPerson(stores.state.people, project, c.req.param('id') ?? '')
        const explanation = await explainPerson({ project, person: id, guide, at: instant, page }, { stores, configs })
        const text = format === 'text' || (format === undefined && /^\s*text\/plain\b/i.test(c.req.header('accept') ?? ''))
        c.header('Vary', 'Accept')
        return text ? c.text(`${toPersonExplanationText(explanation)}\n`) : c.json(explanation)
      },
    }),
  ]
}

/** A day, or a time with its offset; without one nobody knows which instant is meant. */
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/

/** Reads an instant. @throws {CollectorError} `request_invalid` */
function toInstant(text: string | undefined, now: number): number {
  if (text === undefined) return now
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : ISO.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms))
    throw new CollectorError(
      'request_invalid',
      `"${text}" is no instant: expected ISO 8601 with an offset, such as 2026-12-01T09:00:00Z, or epoch milliseconds.`,
    )
  if (ms > now) throw new CollectorError('request_invalid', `"${text}" lies in the future; nobody knows yet what will have happened by then.`)
  return ms
}
