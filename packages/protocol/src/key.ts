// Owns the words about keys: kinds, scopes, and how strictly a project asks who people are. Plain data.
import type { AccountStanding } from './model-answer.ts'

/** Kinds of keys, by what they are for. */
export const KEY_KINDS = ['write', 'admin', 'identity'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

/**
 * What an admin key may do: see everything, check files, make them live, change keys and settings, erase people. None of them
 * includes another.
 */
export const KEY_SCOPES = ['read', 'author', 'publish', 'admin', 'erase'] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/** `off`: tokens are ignored. `observe`: they are checked and counted. `enforce`: who is identified must prove it. */
export const IDENTITY_MODES = ['off', 'observe', 'enforce'] as const
export type IdentityMode = (typeof IDENTITY_MODES)[number]

/** Entry of `GET /admin/v1/keys`. Times are ISO 8601 UTC. */
export interface KeyEntry {
  /** Not the key. */
  id: string
  kind: KeyKind
  name: string
  /** The key itself, of write keys only. */
  key: string | null
  scopes: KeyScope[]
  /** Origins whose pages may use a write key; empty stands for any. */
  origins: string[]
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
  /** To the minute. */
  lastUsedAt: string | null
  status: 'active' | 'expired' | 'revoked'
}

/** Answer of `POST /admin/v1/keys`: the only time that the key can be read. */
export interface CreatedKey extends KeyEntry {
  key: string
}

/** Answer of `GET /admin/v1/identity`. */
export interface IdentitySettings {
  mode: IdentityMode
  /** Requests of identified people by UTC day, last 14 days, ascending; counted unless `off`. */
  coverage: { day: string; verified: number; missing: number; invalid: number }[]
}

/** Entry of `GET /admin/v1/audit`. */
export interface AuditEntry {
  id: string
  at: string
  /** Id of the key that was used; `null` where the collector itself acted. */
  key: string | null
  action: string
  /** What it was done to. Of a person the hash of the id. */
  target: string | null
  detail: Record<string, unknown>
}

/** Answer of the erasing of a person. */
export interface ErasureEntry {
  id: string
  /** Hash of the person's id. */
  person: string
  status: 'running' | 'done'
  requestedAt: string
  finishedAt: string | null
  /** Events that were deleted. */
  events: number
}

/** Entry of `GET /admin/v1/accounts`. */
export interface AccountSummary {
  id: string
  name: string | null
  firstSeenAt: string
  lastSeenAt: string
}
/** Answer of `GET /admin/v1/accounts/:id`. */
export interface AccountDetail extends AccountSummary {
  traits: Record<string, unknown>
  /** When the value of each trait was told. */
  traitTimes: Record<string, string>
  /** People who work in it now. */
  members: number
  milestones: { key: string; name: string; reachedAt: string | null; people: number }[]
  /** `null` where nothing of the account was ever reckoned. */
  standing: AccountStanding | null
}
