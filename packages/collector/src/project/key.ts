// Owns the making and recognising of keys. A secret leaves here once; what is kept is its SHA-256.
import { createHash, randomBytes } from 'node:crypto'
import { KEY_SCOPES, type KeyKind, type KeyScope } from '@foothold/protocol'
import { customAlphabet } from 'nanoid'
import type { KeyRecord, ProjectStore } from '../store/state-store.ts'

const PREFIX: Record<KeyKind, string> = { write: 'fh_pub_', admin: 'fh_adm_', identity: 'fh_id_' }
/** No `-` and `_`: a double click selects the whole key. 43 of 62 letters carry 256 bit. */
const secret = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 43)
/** Anything longer is no key; keeps hashing cheap for whatever a stranger sends. */
const LONGEST = 200

/** What may be said of a new key. */
export interface KeyOptions {
  /** Shown in lists. @default '' */
  name?: string | undefined
  /** Of an admin key. @default all */
  scopes?: readonly KeyScope[] | undefined
  /** Of a write key: origins that may use it. @default any */
  origins?: readonly string[] | undefined
  /** Epoch ms. @default never */
  expiresAt?: number | null | undefined
  /** Epoch ms. @default Date.now() */
  now?: number | undefined
}

/** Hashes a key as it is stored. SHA-256 without salt suffices: a key has 256 bit of chance, there is nothing to guess. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Makes a new secret key of a kind. */
export function generateKey(kind: KeyKind): string {
  return PREFIX[kind] + (kind === 'write' ? secret(24) : secret())
}

/**
 * Adds a key to a project.
 *
 * @returns the key in full: the only time that an admin key can be read.
 */
export async function createKey(projects: ProjectStore, project: string, kind: KeyKind, options: KeyOptions = {}): Promise<string> {
  const key = generateKey(kind)
  await projects.addKey(toRecord(key, project, kind, options))
  return key
}

/**
 * What is stored of a key. Write keys stay readable: they are public, and the console shows them in the snippet; identity
 * secrets too, as nobody can check a signature with a hash.
 */
export function toRecord(
  key: string,
  project: string,
  kind: KeyKind,
  { name = '', scopes = KEY_SCOPES, origins = [], expiresAt = null, now = Date.now() }: KeyOptions = {},
): KeyRecord {
  const hash = hashKey(key)
  return {
    hash,
    id: `key_${hash.slice(0, 16)}`,
    project,
    kind,
    name,
    readable: kind === 'admin' ? null : key,
    scopes: kind === 'admin' ? scopes : [],
    origins: kind === 'write' ? origins : [],
    createdAt: now,
    expiresAt,
    revokedAt: null,
    lastUsedAt: null,
  }
}

/** Whether a key works at an instant, and why not. */
export function toKeyStatus({ expiresAt, revokedAt }: Pick<KeyRecord, 'expiresAt' | 'revokedAt'>, now: number): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null && revokedAt <= now) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

/** Finds the project and kind of a presented key; `undefined` where it is none of ours. The comparison is one of hashes. */
export async function findKey(projects: Pick<ProjectStore, 'findKey'>, key: string): Promise<KeyRecord | undefined> {
  return key.length > LONGEST ? undefined : projects.findKey(hashKey(key))
}

/** Makes the id of a project: short, without meaning. */
export function generateProjectId(): string {
  return `prj_${randomBytes(8).toString('hex')}`
}
