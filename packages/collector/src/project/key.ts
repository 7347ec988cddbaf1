// Owns the making and recognising of keys. A secret leaves here once; what is kept is its SHA-256.
import { createHash, randomBytes } from 'node:crypto'
import { customAlphabet } from 'nanoid'
import type { KeyKind, KeyRecord, ProjectStore } from '../store/state-store.ts'

const PREFIX: Record<KeyKind, string> = { write: 'fh_pub_', admin: 'fh_adm_' }
/** No `-` and `_`: a double click selects the whole key. 43 of 62 letters carry 256 bit. */
const secret = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 43)
/** Anything longer is no key; keeps hashing cheap for whatever a stranger sends. */
const LONGEST = 200

/** Hashes a key as it is stored. SHA-256 without salt suffices: a key has 256 bit of chance, there is nothing to guess. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Makes a new secret key of a kind. */
export function generateKey(kind: KeyKind): string {
  return PREFIX[kind] + (kind === 'admin' ? secret() : secret(24))
}

/**
 * Adds a key to a project.
 *
 * @returns the key in full: the only time that an admin key can be read.
 */
export async function createKey(projects: ProjectStore, project: string, kind: KeyKind, now: number = Date.now()): Promise<string> {
  const key = generateKey(kind)
  await projects.addKey(toRecord(key, project, kind, now))
  return key
}

/** What is stored of a key. Write keys stay readable: they are public, and the console shows them in the snippet. */
export function toRecord(key: string, project: string, kind: KeyKind, createdAt: number): KeyRecord {
  return { hash: hashKey(key), project, kind, readable: kind === 'write' ? key : null, createdAt }
}

/** Finds the project and kind of a presented key; `undefined` where it is none of ours. The comparison is one of hashes. */
export async function findKey(projects: Pick<ProjectStore, 'findKey'>, key: string): Promise<KeyRecord | undefined> {
  return key.length > LONGEST ? undefined : projects.findKey(hashKey(key))
}

/** Makes the id of a project: short, without meaning. */
export function generateProjectId(): string {
  return `prj_${randomBytes(8).toString('hex')}`
}
