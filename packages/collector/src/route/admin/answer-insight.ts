// Owns answering a checked definition over HTTP, as JSON or CSV. It must not know where the definition comes from.
import { experimentOf, nearest, type InsightAnswers, type InsightDefinition, type InsightName } from '@foothold/protocol'
import { INSIGHT_SCHEMAS, parse } from '@foothold/protocol/schema'
import type { Context } from 'hono'
import type { z } from 'zod'
import { CollectorError } from '../../error.ts'
import type { AskOptions } from '../../insights/ask.ts'
import { listExposures } from '../../insights/exposures.ts'
import { measureGoals } from '../../insights/goals.ts'
import { decideInside } from '../../insights/inside.ts'
import { listMembers, walkReached, walkStages } from '../../insights/members.ts'
import { toNotes } from '../../insights/notes.ts'
import { INSIGHTS } from '../../insights/registry.ts'
import { describeStandings } from '../../insights/standings.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { toCsvLine } from './csv.ts'
import type { AdminOptions } from './options.ts'

const FORMATS = ['json', 'csv'] as const

/** Asks for a project. @throws {CollectorError} `request_invalid` where the definition is wrong or names what there is not */
export type AskInsight = (project: string, name: InsightName, definition: unknown) => Promise<InsightAnswers[InsightName]>

export function createInsightAsker({ stores, configs, projection, now }: AdminOptions): AskInsight {
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
      inside: (segment, moments) => decideInside(segment, moments, facts),
      async exposures(key) {
        const guide = config.content.guides.find((one) => one.key === key)
        const experiment = guide && experimentOf(guide)
        if (!guide || !experiment?.holdout) return undefined
        return { guide, experiment, ...(await listExposures(guide, experiment, { project, query, versions: state.versions })) }
      },
      reached: (milestone) => walkReached(milestone, facts),
      stages: (journey) => walkStages(journey, facts),
      standings: (accounts) => describeStandings(accounts, { project, config, projection, state, now: instant }),
      goals: () => measureGoals(facts),
    }
  }
  return async (project, name, definition) => ask(name, parseDefinition(name, definition), await optionsOf(project))
}

/** Answers in a form. @throws {CollectorError} `request_invalid` */
export async function answerInsight(c: Context<CollectorEnv>, format: unknown, result: () => Promise<InsightAnswers[InsightName]>): Promise<Response> {
  if (format !== undefined && !FORMATS.includes(format as 'json'))
    throw new CollectorError('request_invalid', `The format ${JSON.stringify(format)} is unknown: expected one of ${FORMATS.join(', ')}.`)
  const answer = await result()
  if (format !== 'csv') return c.json(answer)
  return c.body([answer.columns.map((column) => column.name), ...answer.rows].map(toCsvLine).join(''), 200, { 'Content-Type': 'text/csv; charset=utf-8' })
}

async function ask<Name extends InsightName>(name: Name, definition: InsightDefinition<Name>, options: AskOptions): Promise<InsightAnswers[Name]> {
  const answer = await INSIGHTS[name].ask(definition, options)
  return { ...answer, notes: await toNotes(definition, answer, options) }
}

/** Reads the name of an insight. @throws {CollectorError} `request_invalid` with the nearest names */
export function toInsightName(name: string): InsightName {
  if (Object.hasOwn(INSIGHTS, name)) return name as InsightName
  const names = Object.keys(INSIGHTS)
  const suggestion = nearest(name, names)
  const detail = `There is no insight "${name.slice(0, 60)}": expected one of ${names.join(', ')}.`
  throw new CollectorError('request_invalid', detail, {
    issues: [{ code: 'invalid_value', severity: 'error', pointer: '/insight', detail, found: name.slice(0, 60), ...(suggestion.length ? { suggestion } : {}) }],
  })
}

/** Checks a definition, and fills in its defaults. @throws {CollectorError} `request_invalid` with every issue in it */
export function parseDefinition<Name extends InsightName>(name: Name, value: unknown): InsightDefinition<Name> {
  const result = parse(INSIGHT_SCHEMAS[name] as z.ZodType, value)
  if (result.ok) return result.value as InsightDefinition<Name>
  const [first] = result.issues
  throw new CollectorError('request_invalid', `The definition is wrong at "${first?.pointer ?? ''}": ${first?.detail ?? 'not as expected'}`, {
    issues: result.issues,
  })
}
