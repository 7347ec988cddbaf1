// Owns POST /v1/standings: where the asking person stands among the people of the own account.
import { LIMITS, type Leaderboard, type Standings, type StandingsRequest } from '@foothold/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { CollectorError } from '../error.ts'
import { readBody } from '../ingest/read-body.ts'
import { authenticate, readKey } from '../middleware/authenticate.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import { toPersonId } from '../people/identity.ts'
import type { Projection } from '../people/projection.ts'
import { createStandings } from '../people/standings.ts'
import type { Stores } from '../store/stores.ts'
import { parseJsonBody } from './json-body.ts'

const id = z.string().min(1).max(LIMITS.nameLength).nullish()
const requestSchema = z.looseObject({ writeKey: z.string().optional(), userId: id, anonymousId: id, guide: z.string().min(1).max(LIMITS.nameLength) })

const BODY = { wireBytes: 16_384, bytes: 16_384 }

/** What the route works on. */
export interface StandingsOptions {
  stores: Pick<Stores, 'log' | 'query' | 'state'>
  projection: Projection
  now: () => number
}

export function createStandingsRoutes({ stores, projection, now }: StandingsOptions): Hono<CollectorEnv> {
  const { log, query, state } = stores
  const { standings } = createStandings({
    log,
    query,
    people: state.people,
    async isIn(project, person, segment) {
      const fold = await projection.person(project, person)
      return fold.context(now()).segment(segment) === true
    },
  })
  return new Hono<CollectorEnv>().post('/standings', async (c) => {
    const request = parseJsonBody(requestSchema, await readBody(c.req.raw, BODY)) as StandingsRequest
    const key = readKey(c.req.header('authorization')) ?? request.writeKey
    const { project } = await authenticate(state.projects, key, 'write')
    await projection.caughtUp(project)
    const { userId = null, anonymousId = null } = request
    const links = userId || !anonymousId ? new Map<string, string>() : await state.people.links(project, [anonymousId])
    const person = toPersonId({ userId, anonymousId }, links)
    const { config, account } = await projection.person(project, person)
    const guide = config.content.guides.find((one): one is Leaderboard => one.key === request.guide && one.kind === 'leaderboard')
    if (!guide?.standings) throw new CollectorError('not_found', `There is no leaderboard "${request.guide.slice(0, 200)}" with standings.`)
    c.header('Cache-Control', 'no-store')
    // whom no account is known of has no colleagues; an account that the page names is not asked for, or anybody could ask about any
    if (account.id === undefined) return c.json({ at: new Date(now()).toISOString(), people: 0, rows: [] })
    const question = { project, account: account.id, guide: guide as Leaderboard & { standings: Standings }, version: config.version, now: now() }
    return c.json(await standings(question, person))
  })
}
