// Owns POST /v1/standings: where the asking person stands among the people of the own account.
import { LIMITS, type Leaderboard, type Standings } from '@foothold/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { CollectorError } from '../error.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import { toPersonId } from '../people/identity.ts'
import type { Projection } from '../people/projection.ts'
import { createStandings } from '../people/standings.ts'
import type { Stores } from '../store/stores.ts'
import { admitPerson, type StateOptions } from './state.ts'

/** What is asked beside who asks. */
export const standingsSchema: z.ZodType<{ guide: string }> = z.looseObject({ guide: z.string().min(1).max(LIMITS.nameLength) })

/** What the route works on. */
export interface StandingsOptions extends Pick<StateOptions, 'writeKeys' | 'identify'> {
  stores: Pick<Stores, 'log' | 'query' | 'state'>
  projection: Projection
  now: () => number
}

export function createStandingsRoutes({ stores, projection, now, ...access }: StandingsOptions): Hono<CollectorEnv> {
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
    const { project, userId, anonymousId, enforced, proof, more: request } = await admitPerson(c, access, standingsSchema)
    if (enforced && !userId)
      throw new CollectorError(
        'identity_required',
        'Standings are of people in an account, and this project wants a proof of who asks. Send "userId" and "identityToken".',
      )
    await projection.caughtUp(project)
    const links = userId || !anonymousId ? new Map<string, string>() : await state.people.links(project, [anonymousId])
    const person = toPersonId({ userId, anonymousId }, links)
    const { config, account } = await projection.person(project, person)
    const guide = config.content.guides.find((one): one is Leaderboard => one.key === request.guide && one.kind === 'leaderboard')
    if (!guide?.standings) throw new CollectorError('not_found', `There is no leaderboard "${request.guide.slice(0, 200)}" with standings.`)
    c.header('Cache-Control', 'no-store')
    // whom no account is known of has no colleagues; an account that the page names is not asked for, or anybody could ask about any
    if (account.id === undefined || (enforced && proof?.acc !== undefined && proof.acc !== account.id))
      return c.json({ at: new Date(now()).toISOString(), people: 0, rows: [] })
    const question = { project, account: account.id, guide: guide as Leaderboard & { standings: Standings }, version: config.version, now: now() }
    // a page may say of anybody that he works anywhere: full names are for whom the product's own server has put into the account
    const proven = proof !== undefined && proof.sub === person && proof.acc === account.id
    return c.json(await standings(question, person, proven))
  })
}
