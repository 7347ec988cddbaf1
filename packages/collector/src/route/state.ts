// Owns POST /v1/state: what the browser may lack about its own person.
import { LIMITS, type PersonState, type StateRequest } from '@foothold/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { readBody } from '../ingest/read-body.ts'
import { readKey } from '../middleware/authenticate.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { WriteKeyCheck } from '../middleware/key-cache.ts'
import { pickTraits } from '../config/delivery.ts'
import { toPersonId } from '../people/identity.ts'
import type { Projection } from '../people/projection.ts'
import type { PeopleStore } from '../store/state-store.ts'
import { parseJsonBody } from './json-body.ts'

const id = z.string().min(1).max(LIMITS.nameLength).nullish()
const requestSchema = z.looseObject({ writeKey: z.string().optional(), userId: id, anonymousId: id, groupId: id })

const BODY = { wireBytes: 16_384, bytes: 16_384 }

/** What the route works on. */
export interface StateOptions {
  people: Pick<PeopleStore, 'links'>
  check: WriteKeyCheck
  projection: Projection
  now: () => number
}

export function createStateRoutes({ people, check, projection, now }: StateOptions): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>().post('/state', async (c) => {
    const request: StateRequest = parseJsonBody(
      requestSchema,
      await readBody(c.req.raw, BODY, (c.env as CollectorEnv['Bindings'] | undefined)?.incoming),
    ) as StateRequest
    const key = readKey(c.req.header('authorization')) ?? request.writeKey
    const { project } = await check(key)
    const at = new Date(now()).toISOString()
    const { userId = null, anonymousId = null, groupId } = request
    const unlinked = userId !== null || !anonymousId
    if (!unlinked) await projection.caughtUp(project)
    const links = unlinked ? new Map<string, string>() : await people.links(project, [anonymousId])
    const person = toPersonId({ userId, anonymousId }, links)
    const fold = await projection.person(project, person)
    const { bundle, delivery, accountKeys, accountScope } = fold.config
    const own = {
      traits: pickTraits(fold.traits, delivery.traits),
      milestones: Object.fromEntries([...fold.reached].map(([key, reached]) => [key, reached.at])),
      guides: Object.fromEntries(fold.guides),
      arms: Object.fromEntries(fold.armsIn(groupId ?? fold.account.id)),
    }
    const tallies = [...fold.tallies]
    // in the account it names, which its person may have left
    const { traits, view } = groupId && groupId !== fold.account.id ? await projection.account(project, groupId) : fold.account
    for (const key of accountKeys) {
      const tally = view?.tally(key, Infinity)
      if (tally) tallies.push([key, tally])
    }
    const firsts = [...accountScope.milestones].map((key) => [key, view?.reachedAt(key, Infinity)] as const)
    const answer: PersonState = {
      at,
      version: bundle.version,
      ...own,
      account: pickTraits(traits, delivery.account),
      tallies: Object.fromEntries(tallies),
      accountMilestones: Object.fromEntries(firsts.filter((entry): entry is [string, number] => entry[1] !== undefined)),
    }
    c.header('Cache-Control', 'no-store')
    return c.json(answer)
  })
}
