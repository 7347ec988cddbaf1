// Owns the routes of the insights: a definition by query string or as a body, an answer as JSON, CSV or a table of text.
import type { InsightAnswers, InsightDefinition, InsightName } from '@foothold/protocol'
import { INSIGHT_SCHEMAS, parse } from '@foothold/protocol/schema'
import type { Context } from 'hono'
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import type { AskOptions } from '../../insights/ask.ts'
import { measureGoals } from '../../insights/goals.ts'
import { listMembers, walkReached } from '../../insights/members.ts'
import { INSIGHTS } from '../../insights/registry.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { route, type Route } from '../table.ts'
import { insightAnswer } from './answer.ts'
import { toCsvLine } from './csv.ts'
import type { AdminOptions } from './options.ts'

const FORMATS = ['json', 'csv'] as const

export function createInsightRoutes({ stores, configs, projection, now }: AdminOptions): Route[] {
  const optionsOf = async (project: string): Promise<AskOptions> => {
    // identities and traits decide who counts where
    await projection.caughtUp(project)
    const { query, state } = stores
    const config = await configs.of(project)
    const instant = now()
    const viewOf = async (account: string) => (await projection.account(project, account)).view
    const facts = { project, people: state.people, query, config, viewOf, now: instant }
    return {
      project,
      query,
      config,
      now: instant,
      members: (segment) => listMembers(segment, facts),
      reached: (milestone) => walkReached(milestone, facts),
      goals: () => measureGoals(facts),
    }
  }
  const answer = async (c: Context<CollectorEnv>, name: InsightName, value: unknown, format: unknown): Promise<Response> => {
    if (format !== undefined && !FORMATS.includes(format as 'json'))
      throw new CollectorError('request_invalid', `The format ${JSON.stringify(format)} is unknown: expected one of ${FORMATS.join(', ')}.`)
    const result = await ask(name, parseDefinition(name, value), await optionsOf(c.var.project.id))
    if (format !== 'csv') return c.json(result)
    return c.body([result.columns.map((column) => column.name), ...result.rows].map(toCsvLine).join(''), 200, { 'Content-Type': 'text/csv; charset=utf-8' })
  }
  return (Object.keys(INSIGHTS) as InsightName[]).flatMap((name) => {
    const schema: z.ZodType = INSIGHT_SCHEMAS[name]
    const common = { path: `/insights/${name}`, scope: 'read' as const, answer: { json: insightAnswer, types: ['text/csv'] } }
    return [
      route({
        ...common,
        method: 'get',
        summary: INSIGHTS[name].summary,
        query: querySchema(name),
        handle: (c, { query: { format, ...query } }) => answer(c, name, readQuery(name, query), format),
      }),
      route({
        ...common,
        method: 'post',
        summary: `${INSIGHTS[name].summary} The definition is the body.`,
        query: z.object({ format: z.string().optional() }),
        // checked by the parser of files, which says what was meant
        body: z.unknown().meta(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>),
        handle: (c, { query, body }) => answer(c, name, body, query.format),
      }),
    ]
  })
}

function ask<Name extends InsightName>(name: Name, definition: InsightDefinition<Name>, options: AskOptions): Promise<InsightAnswers[Name]> {
  return INSIGHTS[name].ask(definition, options)
}

/** Checks a definition. @throws {CollectorError} `request_invalid` with every issue in it */
function parseDefinition<Name extends InsightName>(name: Name, value: unknown): InsightDefinition<Name> {
  const result = parse(INSIGHT_SCHEMAS[name] as z.ZodType, value)
  if (result.ok) return result.value as InsightDefinition<Name>
  const [first] = result.issues
  throw new CollectorError('request_invalid', `The definition is wrong at "${first?.pointer ?? ''}": ${first?.detail ?? 'not as expected'}`, {
    issues: result.issues,
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

/** Turns parameters into a definition: JSON where it looks like JSON, a list where a list is meant, a number where one is. */
function readQuery(name: InsightName, query: Record<string, string | undefined>): Record<string, unknown> {
  const { shape } = INSIGHT_SCHEMAS[name] as z.ZodObject
  return Object.fromEntries(
    Object.entries(query).map(([field, text = '']) => {
      const type = Object.hasOwn(shape, field) ? typeOf(shape[field] as z.ZodType) : undefined
      if (/^\s*[[{"]/.test(text)) return [field, parseJson(field, text)]
      if (type === 'array') return [field, text.split(',').map((part) => part.trim())]
      return [field, type === 'number' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text]
    }),
  )
}

function typeOf(schema: z.ZodType): string {
  const { type, innerType } = schema.def as { type: string; innerType?: z.ZodType }
  return innerType ? typeOf(innerType) : type
}

function parseJson(field: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CollectorError('request_invalid', `The parameter "${field}" begins like JSON and is none.`, { cause })
  }
}
