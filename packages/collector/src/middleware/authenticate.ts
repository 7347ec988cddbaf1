// Owns who may do what: which key a request carries and which kind it is. It must not know what is done with the project.
import type { MiddlewareHandler } from 'hono'
import { CollectorError } from '../error.ts'
import { findKey } from '../project/key.ts'
import type { KeyKind, KeyRecord, ProjectStore } from '../store/state-store.ts'
import type { CollectorEnv } from './env.ts'

const NAMES: Record<KeyKind, string> = { write: 'a write key (fh_pub_…)', admin: 'an admin key (fh_adm_…)' }

/** Lets requests with an admin key pass, and notes the project. */
export function requireAdmin(projects: ProjectStore): MiddlewareHandler<CollectorEnv> {
  return async function requireAdmin(c, next) {
    const { project: id } = await authenticate(projects, readKey(c.req.header('authorization')), 'admin')
    const project = await projects.get(id)
    if (!project) throw unknown()
    c.set('project', project)
    // answers are about people and change: no cache may keep them
    c.header('Cache-Control', 'no-store')
    await next()
  }
}

/**
 * Checks a presented key.
 *
 * @throws {CollectorError} `key_missing`, `key_unknown`, `wrong_key_type`
 */
export async function authenticate(projects: Pick<ProjectStore, 'findKey'>, key: string | undefined, kind: KeyKind): Promise<KeyRecord> {
  if (!key) throw new CollectorError('key_missing', `No key was given. Send ${NAMES[kind]} as "Authorization: Bearer …".`)
  const found = await findKey(projects, key)
  if (!found) throw unknown()
  if (found.kind !== kind) throw new CollectorError('wrong_key_type', `This is ${NAMES[found.kind]}; this needs ${NAMES[kind]}.`)
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
