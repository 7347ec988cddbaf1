// Owns the proof of who somebody is: a JWT that the host's server signs with the project's identity secret (HS256). Pure. It
// must not know what is asked with it.
//
// By hand on node:crypto and not with a library: one algorithm is all there ever is, which is what the known faults of JWT
// libraries are about (`none`, RS256 keys taken for HMAC secrets), and checking has to be synchronous on the way of events.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { LIMITS } from '@foothold/protocol'

/** Clocks of two servers may differ by this much. */
export const LEEWAY_SECONDS = 60
/** Longest life of a token. */
export const LONGEST_SECONDS = 86_400
/** Two ids and a signature need less. */
const LONGEST_TEXT = 2_000

/** What a token says. */
export interface Identity {
  /** User id. */
  sub: string
  /** Account that the person may ask for; where it is missing any. */
  acc: string | undefined
  /** Epoch seconds. */
  exp: number
  /** Which of the secrets has signed it. */
  secret: number
}

/** `expired` is worth another token; anything else is a mistake of whoever made it. */
export type TokenFault = { fault: 'expired' | 'malformed' | 'algorithm' | 'signature' | 'claims'; detail: string }

/**
 * Checks a token.
 *
 * @param secrets - of the project; one of them must have signed it.
 * @param now - epoch ms.
 * @throws never
 * @see https://www.rfc-editor.org/rfc/rfc8725 (algorithm pinned, every claim checked)
 */
export function checkToken(token: string, secrets: readonly string[], now: number): Identity | TokenFault {
  const [head, body, signature, ...more] = token.length <= LONGEST_TEXT ? token.split('.') : []
  const header = toRecord(head)
  const claims = toRecord(body)
  if (!header || !claims || !signature || more.length) return { fault: 'malformed', detail: 'It is no JWT: expected three parts with points between.' }
  if (header['alg'] !== 'HS256' || header['crit'] !== undefined)
    return { fault: 'algorithm', detail: `Its algorithm is ${JSON.stringify(header['alg'] ?? null).slice(0, 40)}; only "HS256" is taken.` }
  const given = Buffer.from(signature, 'base64url')
  const signer = secrets.findIndex((secret) => {
    const expected = createHmac('sha256', secret).update(`${head}.${body}`).digest()
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (signer < 0) return { fault: 'signature', detail: 'No active identity secret of this project has signed it.' }
  return toIdentity(claims, signer, Math.floor(now / 1000))
}

function toIdentity({ sub, acc, iat, exp, nbf }: Record<string, unknown>, secret: number, now: number): Identity | TokenFault {
  const wrong = (detail: string): TokenFault => ({ fault: 'claims', detail })
  if (typeof sub !== 'string' || !sub || sub.length > LIMITS.nameLength) return wrong('"sub" must be the user id, a text.')
  if (acc !== undefined && acc !== null && typeof acc !== 'string') return wrong('"acc" must be the id of the account, a text.')
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return wrong('"iat" and "exp" must be whole epoch seconds.')
  if ((exp as number) - (iat as number) > LONGEST_SECONDS) return wrong('"exp" lies more than 24 hours after "iat".')
  if ((iat as number) > now + LEEWAY_SECONDS || (typeof nbf === 'number' && nbf > now + LEEWAY_SECONDS))
    return wrong('It is from the future; check the clocks.')
  if ((exp as number) + LEEWAY_SECONDS <= now) return { fault: 'expired', detail: 'It has expired.' }
  return { sub, acc: acc ?? undefined, exp: exp as number, secret }
}

function toRecord(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
