// Owns exports: everything that is kept of one person, all people, all events; written out as it is read.
import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import { hashPersonId } from '../../erase/hash.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { toPersonIds } from '../../people/identity.ts'
import { parseRecord, type StoredEvent } from '../../store/event-log.ts'
import type { PersonRow } from '../../store/state-store.ts'
import { route, type Route } from '../table.ts'
import { findPerson } from './find-person.ts'
import type { AdminOptions } from './options.ts'
import { toCsvLine } from './csv.ts'

/** What is read at once. */
const CHUNK = 500
const NDJSON = 'application/x-ndjson'
const CSV = 'text/csv'
const formatSchema = z.object({ format: z.enum(['ndjson', 'csv']).default('ndjson') })
const PERSON_COLUMNS = ['id', 'identified', 'name', 'email', 'role', 'account', 'firstSeenAt', 'lastSeenAt', 'signedUpAt', 'events', 'traits'] as const
const EVENT_COLUMNS = [
  'position',
  'messageId',
  'type',
  'name',
  'userId',
  'anonymousId',
  'groupId',
  'previousId',
  'timestamp',
  'receivedAt',
  'properties',
  'traits',
  'context',
] as const

export function createExportRoutes({ stores, projection, logger }: AdminOptions): Route[] {
  const { people } = stores.state

  const send = (c: Context<CollectorEnv>, lines: AsyncIterable<string>, type: string, name: string): Response => {
    c.header('Content-Type', `${type}; charset=utf-8`)
    c.header('Content-Disposition', `attachment; filename="${name}"`)
    // nobody would read what is written
    if (c.req.method === 'HEAD') return c.body(null)
    return stream(
      c,
      async (out) => {
        for await (const line of lines) {
          if (out.aborted) return
          await out.write(line)
        }
      },
      async (error) => logger.error({ event: 'export failed', error: String(error) }),
    )
  }

  async function* onePerson(project: string, row: PersonRow): AsyncGenerator<string> {
    const ids = await toPersonIds(people, project, row.id)
    const reached = (await people.milestones(project, [row.id])).get(row.id) ?? new Map<string, never>()
    const milestones = Object.fromEntries(
      [...reached].map(([key, { at, account }]: [string, { at: number; account: string | null }]) => [key, { at: toIso(at), account }]),
    )
    const traitTimes = Object.fromEntries(Object.entries(row.traitTimes).map(([key, [at]]) => [key, toIso(at)]))
    yield toLine({ kind: 'person', ...toPerson(row), traitTimes, anonymousIds: ids.anonymousIds, milestones })
    for (let before: { timestamp: number; position: number } | undefined; ;) {
      const { events } = await stores.log.readTimeline(project, ids, CHUNK, before)
      for (const event of events) yield toLine({ kind: 'event', ...toEvent(event) })
      if (events.length < CHUNK) return
      before = events.at(-1)
    }
  }

  async function* everybody(project: string): AsyncGenerator<Record<string, unknown>> {
    for (let after = ''; ;) {
      const rows = await people.page(project, after, CHUNK)
      yield* rows.map(toPerson)
      if (rows.length < CHUNK) return
      after = rows.at(-1)!.id
    }
  }

  async function* everything(project: string, from: number): AsyncGenerator<Record<string, unknown>> {
    for (let after = from; ;) {
      const events = await stores.log.read(after, CHUNK, project)
      yield* events.map(toEvent)
      if (events.length < CHUNK) return
      after = events.at(-1)!.position
    }
  }

  return [
    route({
      method: 'post',
      path: '/people/:id/export',
      scope: 'read',
      summary: 'Everything that is kept of one person, a line each: the person, then the events, newest first.',
      names: { id: 'person' },
      answer: { types: [NDJSON] },
      action: 'person.exported',
      async handle(c, { note }) {
        const project = c.var.project.id
        await projection.caughtUp(project)
        const row = await findPerson(people, project, c.req.param('id') ?? '')
        note(hashPersonId(project, row.id))
        return send(c, onePerson(project, row), NDJSON, 'person.ndjson')
      },
    }),
    route({
      method: 'get',
      path: '/export/people',
      scope: 'read',
      summary: 'All people with their traits.',
      query: formatSchema,
      answer: { types: [NDJSON, CSV] },
      async handle(c, { query: { format } }) {
        const project = c.var.project.id
        await projection.caughtUp(project)
        const rows = everybody(project)
        return format === 'csv' ? send(c, toCsv(rows, PERSON_COLUMNS), CSV, 'people.csv') : send(c, toLines(rows), NDJSON, 'people.ndjson')
      },
    }),
    route({
      method: 'get',
      path: '/export/events',
      scope: 'read',
      summary: 'All events in the order of the log, behind a position.',
      query: formatSchema.extend({ after: z.coerce.number().int().min(0).default(0) }),
      answer: { types: [NDJSON, CSV] },
      handle(c, { query: { format, after } }) {
        const events = everything(c.var.project.id, after)
        return format === 'csv' ? send(c, toCsv(events, EVENT_COLUMNS), CSV, 'events.csv') : send(c, toLines(events), NDJSON, 'events.ndjson')
      },
    }),
  ]
}

async function* toLines(records: AsyncIterable<Record<string, unknown>>): AsyncGenerator<string> {
  for await (const one of records) yield toLine(one)
}

async function* toCsv(records: AsyncIterable<Record<string, unknown>>, columns: readonly string[]): AsyncGenerator<string> {
  yield toCsvLine(columns)
  for await (const one of records) yield toCsvLine(columns.map((column) => one[column]))
}

const toLine = (value: unknown): string => `${JSON.stringify(value)}\n`
const toIso = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms))

function toPerson({ project: _, traitTimes: _times, accountAt: _at, firstSeenAt, lastSeenAt, signedUpAt, ...row }: PersonRow): Record<string, unknown> {
  return { ...row, firstSeenAt: toIso(firstSeenAt), lastSeenAt: toIso(lastSeenAt), signedUpAt: toIso(signedUpAt) }
}

function toEvent({ project: _, timestamp, receivedAt, properties, traits, context, ...event }: StoredEvent): Record<string, unknown> {
  return {
    ...event,
    timestamp: toIso(timestamp),
    receivedAt: toIso(receivedAt),
    properties: parseRecord(properties),
    traits: parseRecord(traits),
    context: parseRecord(context),
  }
}
