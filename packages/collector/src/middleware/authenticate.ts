// Owns who may do what: which key a request carries, which kind it is, whether it still works. It must not know what is done
// with the project.
import type { KeyKind } from '@foothold/protocol'
import type { MiddlewareHandler } from 'hono'
import { CollectorError } from '../error.ts'
import { createRateLimit } from '../ingest/rate-limit.ts'
import { findKey, toKeyStatus } from '../project/key.ts'
import type { KeyRecord, ProjectStore } from '../store/state-store.ts'
import type { CollectorEnv } from './env.ts'

const NAMES: Record<KeyKind, string> = { write: 'a write key (fh_pub_…)', admin: 'an admin key (fh_adm_…)', identity: 'an identity secret (fh_id_…)' }

/** Times of use: what decides whether a key has expired, and where it is noted that it was used. */
export interface KeyUse {
  /** Epoch ms. */
  now(): number
  note(record: Pick<KeyRecord, 'hash' | 'lastUsedAt'>): void
}

/** How exact the time of the last use is, in ms. */
const NOTED_MS = 60_000

/** Creates the noting of uses: once a minute a key, behind the answer. @param onError - of a note that failed. */
export function createKeyUse(projects: Pick<ProjectStore, 'touchKey'>, now: () => number, onError: (error: unknown) => void): KeyUse {
  const noted = new Map<string, number>()
  return {
    now,
    note({ hash, lastUsedAt }) {
      const at = now()
      if (at - Math.max(noted.get(hash) ?? 0, lastUsedAt ?? 0) < NOTED_MS) return
      noted.set(hash, at)
      projects.touchKey(hash, at).catch(onError)
    },
  }
}

/**
 * Lets requests with an admin key pass, and notes project and key. What the key's scopes allow is decided by the route.
 *
 * @param perMinute - requests of one key; 0 switches the limit off.
 */
export function requireAdmin(projects: ProjectStore, use: KeyUse, perMinute: number): MiddlewareHandler<CollectorEnv> {
  const rate = createRateLimit({ eventsPerSecond: perMinute / 60, eventsBurst: perMinute }, use.now, 'requests')
  return async function requireAdmin(c, next) {
    const key = await authenticate(projects, readKey(c.req.header('authorization')), 'admin', use)
    rate.take(key.hash, 1)
    const project = await projects.get(key.project)
    if (!project) throw unknown()
    c.set('project', project)
    c.set('key', key)
    // answers are about people and change: no cache may keep them
    c.header('Cache-Control', 'no-store')
    await next()
  }
}

/**
 * Checks a presented key.
 *
 * @throws {CollectorError} `key_missing`, `key_unknown`, `key_expired`, `key_revoked`, `wrong_key_type`
 */
export async function authenticate(projects: Pick<ProjectStore, 'findKey'>, key: string | undefined, kind: KeyKind, use: KeyUse): Promise<KeyRecord> {
  if (!key) throw new CollectorError('key_missing', `No key was given. Send ${NAMES[kind]} as "Authorization: Bearer …".`)
  const found = await findKey(projects, key)
  if (!found) throw unknown()
  const status = toKeyStatus(found, use.now())
  if (status === 'revoked') throw new CollectorError('key_revoked', 'This key was revoked. Use another one of the project.')
  if (status === 'expired')
    throw new CollectorError('key_expired', `This key expired at ${new Date(found.expiresAt ?? 0).toISOString()}. Use another one of the project.`)
  if (found.kind !== kind) throw new CollectorError('wrong_key_type', `This is ${NAMES[found.kind]}; this needs ${NAMES[kind]}.`)
  use.note(found)
  return found
}

/** Reads the key of an Authorization header: Bearer, or Basic with the key as user name (as Segment's clients do). */
export function readKey(header: string | undefined): string | undefined {
  const [, scheme, value] = /^\s*(\S+)\s+(\S+)\s*$/.exec(header ?? '') ?? []
  if (!scheme || !value) return undefined
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0] || undefined
  return undefined
}

function unknown(): CollectorError {
  return new CollectorError('key_unknown', 'This key is not known here. Check that it was copied whole and belongs to this collector.')
}
