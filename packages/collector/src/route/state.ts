// Owns POST /v1/state: what the browser may lack about its own person.
import { LIMITS, type PersonState, type StateRequest } from '@foothold/protocol'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { readBody } from '../ingest/read-body.ts'
import { identifiedOf } from '../identity/borrowed.ts'
import { matchesIdentity } from '../identity/match.ts'
import type { Identity } from '../identity/token.ts'
import type { IdentityCheck } from '../identity/verify.ts'
import { CollectorError } from '../error.ts'
import { readKey } from '../middleware/authenticate.ts'
import type { WriteKeyCheck } from '../middleware/key-cache.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import { pickTraits } from '../config/delivery.ts'
import { toPersonId } from '../people/identity.ts'
import type { Projection } from '../people/projection.ts'
import type { PeopleStore } from '../store/state-store.ts'
import { parseJsonBody } from './json-body.ts'

const id = z.string().min(1).max(LIMITS.nameLength).nullish()
/** Body of `/v1/state` and `/v1/stream`. */
export const stateRequestSchema: z.ZodType = z.looseObject({
  writeKey: z.string().optional(),
  userId: id,
  anonymousId: id,
  groupId: id,
  identityToken: z.string().nullish(),
})

const BODY = { wireBytes: 16_384, bytes: 16_384 }

/** What the route works on. */
export interface StateOptions {
  people: Pick<PeopleStore, 'links' | 'people'>
  projection: Projection
  writeKeys: WriteKeyCheck
  identify: IdentityCheck
  now: () => number
}

export function createStateRoutes(options: StateOptions): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>().post('/state', async (c) => {
    const answer = await describeState(await admitPerson(c, options), options)
    c.header('Cache-Control', 'no-store')
    return c.json(answer)
  })
}

/** Who is asked about. */
export interface AskedPerson {
  project: string
  userId: string | null
  anonymousId: string | null
  groupId: string | null
  /** Hash of the write key. */
  key: string
  /** Whether the project answers about identified people and accounts only where somebody proves to be theirs. */
  enforced: boolean
  /** Who it is by a proof of identity, where one came and the project looks at them. */
  proof: Identity | undefined
  /** Whether the key and the proof would still do. */
  holds(now: number): Promise<boolean>
}

/**
 * Reads who is asked about, and checks key, origin and proof of identity.
 *
 * @param moreSchema - of what else is in the body; `more` of the answer.
 * @throws {CollectorError} `request_invalid`, those of the key, `origin_refused`, `identity_required`, `identity_invalid`,
 * `identity_mismatch`
 */
export async function admitPerson<More = unknown>(
  c: Context<CollectorEnv>,
  { writeKeys, identify }: Pick<StateOptions, 'writeKeys' | 'identify'>,
  moreSchema?: z.ZodType<More>,
): Promise<AskedPerson & { more: More }> {
  const origin = c.req.header('origin')
  const text = await readBody(c.req.raw, BODY, (c.env as CollectorEnv['Bindings'] | undefined)?.incoming)
  const body = parseJsonBody(stateRequestSchema, text) as StateRequest
  const more = (moreSchema && parseJsonBody(moreSchema, text)) as More
  const key = readKey(c.req.header('authorization')) ?? body.writeKey
  const access = await writeKeys(key, origin)
  const enforced = access.identity === 'enforce'
  const { userId = null, anonymousId = null, groupId = null, identityToken } = body
  // what is known of an account is not for whoever names it
  const proof = userId || groupId ? identify(access, identityToken) : undefined
  if (proof && enforced && !matchesIdentity(proof, userId, groupId))
    throw new CollectorError('identity_mismatch', 'The identity token is of another person or account than the one that is asked about.')
  const until = proof && enforced ? proof.exp * 1000 : Infinity
  const holds = async (now: number): Promise<boolean> => {
    if (now >= until) return false
    try {
      await writeKeys(key, origin)
      return true
    } catch {
      return false
    }
  }
  return { project: access.record.project, key: access.record.hash, userId, anonymousId, groupId, enforced, proof, holds, more }
}

const keysOf = (list: readonly { key: string }[]): Set<string> => new Set(list.map(({ key }) => key))

/** Tells what the browser may lack about a person. */
export async function describeState(
  { project, userId, anonymousId, groupId, enforced }: Omit<AskedPerson, 'holds' | 'proof' | 'key'>,
  { people, projection, now }: Pick<StateOptions, 'people' | 'projection' | 'now'>,
): Promise<PersonState> {
  const at = new Date(now()).toISOString()
  const visitor = userId === null ? anonymousId : null
  if (visitor !== null) await projection.caughtUp(project)
  // a browser's id proves nothing of the person that once signed in there, nor of a person whose id it is
  const links = visitor === null || enforced ? new Map<string, string>() : await people.links(project, [visitor])
  const isBorrowed = visitor !== null && enforced && (await identifiedOf(people, project, [visitor])).size > 0
  const fold = await projection.person(project, isBorrowed ? '' : toPersonId({ userId, anonymousId }, links))
  const { bundle, reckoned, delivery, accountKeys, accountScope } = fold.config
  // stages of journeys are reckoned here alone
  const ours = bundle === reckoned ? undefined : { milestones: keysOf(bundle.milestones), tallies: keysOf(bundle.tallies) }
  const own = {
    traits: pickTraits(fold.traits, delivery.traits),
    milestones: Object.fromEntries([...fold.reached].filter(([key]) => !ours || ours.milestones.has(key)).map(([key, reached]) => [key, reached.at])),
    guides: Object.fromEntries(fold.guides),
    arms: Object.fromEntries(fold.armsIn(groupId ?? fold.account.id)),
  }
  const tallies = [...fold.tallies].filter(([key]) => !ours || ours.tallies.has(key))
  // in the account it names, which its person may have left
  const { traits, view } = groupId && groupId !== fold.account.id ? await projection.account(project, groupId) : fold.account
  for (const key of accountKeys) {
    const tally = view?.tally(key, Infinity)
    if (tally) tallies.push([key, tally])
  }
  const firsts = [...accountScope.milestones].map((key) => [key, view?.reachedAt(key, Infinity)] as const)
  return {
    at,
    version: bundle.version,
    ...own,
    account: pickTraits(traits, delivery.account),
    tallies: Object.fromEntries(tallies),
    accountMilestones: Object.fromEntries(firsts.filter((entry): entry is [string, number] => entry[1] !== undefined)),
  }
}
