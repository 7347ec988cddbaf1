// Owns the routes of the insights: a definition by query string or as a body, an answer as JSON, CSV or a table of text.
import type { InsightName } from '@foothold/protocol'
import { INSIGHT_SCHEMAS, readFields } from '@foothold/protocol/schema'
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import { INSIGHTS } from '../../insights/registry.ts'
import { route, type Route } from '../table.ts'
import { insightAnswer } from './answer.ts'
import { answerInsight, createInsightAsker } from './answer-insight.ts'
import type { AdminOptions } from './options.ts'

export function createInsightRoutes(options: AdminOptions): Route[] {
  const ask = createInsightAsker(options)
  return (Object.keys(INSIGHTS) as InsightName[]).flatMap((name) => {
    const schema: z.ZodType = INSIGHT_SCHEMAS[name]
    const common = { path: `/insights/${name}`, scope: 'read' as const, answer: { json: insightAnswer, types: ['text/csv'] } }
    return [
      route({
        ...common,
        method: 'get',
        summary: INSIGHTS[name].summary,
        query: querySchema(name),
        handle: (c, { query: { format, ...query } }) => answerInsight(c, format, () => ask(c.var.project.id, name, readQuery(name, query))),
      }),
      route({
        ...common,
        method: 'post',
        summary: `${INSIGHTS[name].summary} The definition is the body.`,
        query: z.object({ format: z.string().optional() }),
        // checked by the parser of files, which says what was meant
        body: z.unknown().meta(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>),
        handle: (c, { query, body }) => answerInsight(c, query.format, () => ask(c.var.project.id, name, body)),
      }),
    ]
  })
}

/** Each field as a parameter; what is no field is told by the parser of the definition. */
function querySchema(name: InsightName): z.ZodType<Record<string, string | undefined>> {
  const { shape } = INSIGHT_SCHEMAS[name] as z.ZodObject
  const parameters = Object.fromEntries(
    Object.entries(shape).map(([field, schema]) => [
      field,
      z
        .string()
        .optional()
        .describe(`${(schema as z.ZodType).description ?? field}; lists with commas, anything else as JSON`),
    ]),
  )
  return z.object({ ...parameters, format: z.string().optional().describe('json or csv') }).catchall(z.string())
}

/** Reads a definition from parameters. @throws {CollectorError} `request_invalid` where one begins like JSON and is none */
function readQuery(name: InsightName, query: Record<string, string | undefined>): Record<string, unknown> {
  const result = readFields(
    name,
    Object.entries(query).map(([field, text = '']) => [field, text]),
  )
  if (!result.ok) throw new CollectorError('request_invalid', `The parameter "${result.field}" begins like JSON and is none.`)
  return result.definition
}
