// Owns saved queries over HTTP: questions about many people with a name, asked by it. It must not know how they are answered.
import type { SavedQuery } from '@foothold/protocol'
import { keySchema } from '@foothold/protocol/schema'
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import type { SavedQueryRow } from '../../store/query-store.ts'
import { route, type Route } from '../table.ts'
import { insightAnswer, savedQuery } from './answer.ts'
import { answerInsight, createInsightAsker, parseDefinition, toInsightName } from './answer-insight.ts'
import type { AdminOptions } from './options.ts'

/** Saved queries of a project: the list is answered whole. */
const MOST = 500

const bodySchema = z.strictObject({
  // a text of PostgreSQL cannot have the sign 0
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\0]*$/)
    .optional()
    .describe('for people; default the key'),
  insight: z.string().max(60).describe('name of an insight, such as funnel'),
  definition: z.record(z.string(), z.unknown()).describe('as for the insight; it is checked and asked once before it is saved'),
})

export function createQueryRoutes(options: AdminOptions): Route[] {
  const { stores, now } = options
  const { queries } = stores.state
  const ask = createInsightAsker(options)
  const find = async (project: string, key: string): Promise<SavedQueryRow> => {
    const found = await queries.get(project, key.replaceAll('\0', ''))
    if (!found || found.key !== key) throw new CollectorError('not_found', `There is no saved query "${key.slice(0, 200)}".`)
    return found
  }
  const names = { key: 'query' } as const

  return [
    route({
      method: 'get',
      path: '/queries',
      scope: 'read',
      summary: 'Lists the saved queries, by key.',
      answer: { json: z.array(savedQuery) },
      handle: async (c) => c.json((await queries.list(c.var.project.id)).map(toEntry)),
    }),
    route({
      method: 'get',
      path: '/queries/:key',
      scope: 'read',
      summary: 'Describes one saved query.',
      names,
      answer: { json: savedQuery },
      handle: async (c) => c.json(toEntry(await find(c.var.project.id, c.req.param('key') ?? ''))),
    }),
    route({
      method: 'get',
      path: '/queries/:key/answer',
      scope: 'read',
      summary: 'Asks a saved query.',
      names,
      query: z.object({ format: z.string().optional().describe('json or csv') }),
      answer: { json: insightAnswer, types: ['text/csv'] },
      async handle(c, { query: { format } }) {
        const { project, insight, definition } = await find(c.var.project.id, c.req.param('key') ?? '')
        return answerInsight(c, format, () => ask(project, toInsightName(insight), definition))
      },
    }),
    route({
      method: 'put',
      path: '/queries/:key',
      scope: 'author',
      summary: 'Saves a query that can be answered, in the place of one with the same key.',
      names,
      body: bodySchema,
      answer: { status: 200, json: savedQuery },
      action: 'query.saved',
      async handle(c, { body, note }) {
        const project = c.var.project.id
        const key = c.req.param('key') ?? ''
        if (!keySchema.safeParse(key).success)
          throw new CollectorError('request_invalid', `"${key.slice(0, 60)}" is no key: expected a-z, 0-9 and single hyphens, at most 200.`)
        const insight = toInsightName(body.insight)
        const definition = parseDefinition(insight, body.definition)
        const all = await queries.list(project)
        if (all.length >= MOST && !all.some((one) => one.key === key))
          throw new CollectorError('query_limit', `There are ${all.length} saved queries; at most ${MOST} may be. Remove one first.`)
        // features, segments and guides that it names are known to whoever answers it
        await ask(project, insight, definition)
        const row: SavedQueryRow = { project, key, name: body.name ?? key, insight, definition, savedAt: now() }
        await queries.save(row)
        note(key, { insight })
        return c.json(toEntry(row))
      },
    }),
    route({
      method: 'delete',
      path: '/queries/:key',
      scope: 'author',
      summary: 'Removes a saved query.',
      names,
      answer: { json: savedQuery },
      action: 'query.removed',
      async handle(c, { note }) {
        const found = await find(c.var.project.id, c.req.param('key') ?? '')
        await queries.remove(found.project, found.key)
        note(found.key)
        return c.json(toEntry(found))
      },
    }),
  ]
}

const toEntry = ({ key, name, insight, definition, savedAt }: SavedQueryRow): SavedQuery => ({
  key,
  name,
  insight: toInsightName(insight),
  definition,
  savedAt: new Date(savedAt).toISOString(),
})
