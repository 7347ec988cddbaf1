// Owns the decision whether somebody may act for a person: off, observe or enforce. It must not know HTTP.
import { CollectorError } from '../error.ts'
import type { Access } from '../middleware/key-cache.ts'
import type { CoverageCounter } from './coverage.ts'
import { checkToken, type Identity } from './token.ts'

/** Tokens whose signature was checked of late. */
const KEPT = 10_000

export interface IdentityCheck {
  /**
   * Checks the proof that came with a request about an identified person.
   *
   * @returns who it is; `undefined` where nobody asks.
   * @throws {CollectorError} `identity_required`, `identity_invalid` where the project enforces it.
   */
  (access: Pick<Access, 'record' | 'identity' | 'secrets'>, token: unknown): Identity | undefined
}

/**
 * @param noteUse - told of each secret that a good token was signed with.
 * @param now - epoch ms.
 */
export function createIdentityCheck(coverage: Pick<CoverageCounter, 'count'>, noteUse: (secret: string) => void, now: () => number): IdentityCheck {
  const known = new Map<string, { secrets: readonly string[]; identity: Identity }>()
  const good = (project: string, secrets: readonly string[], identity: Identity): Identity => {
    coverage.count(project, 'verified')
    noteUse(secrets[identity.secret]!)
    return identity
  }
  return ({ record: { project }, identity: mode, secrets }, token) => {
    if (mode === 'off') return undefined
    if (token === undefined || token === null || token === '') {
      coverage.count(project, 'missing')
      if (mode === 'observe') return undefined
      throw new CollectorError('identity_required', 'This project wants a proof of who is identified. Give the SDK "identityToken"; see docs/collector.md.')
    }
    const kept = typeof token === 'string' ? known.get(token) : undefined
    if (kept && kept.secrets === secrets && kept.identity.exp * 1000 > now()) {
      return good(project, secrets, kept.identity)
    }
    const found = typeof token === 'string' ? checkToken(token, secrets, now()) : { fault: 'malformed', detail: 'It is no text.' }
    if ('fault' in found) {
      coverage.count(project, 'invalid')
      if (mode === 'observe') return undefined
      throw new CollectorError('identity_invalid', `The identity token is not valid. ${found.detail}`)
    }
    if (known.size >= KEPT) known.clear()
    known.set(token as string, { secrets, identity: found })
    return good(project, secrets, found)
  }
}
