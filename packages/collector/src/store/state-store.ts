// Owns the port of everything that is not an event: projects and keys, published versions, saved queries, people, the audit log and who
// was erased. People can be rebuilt from the event log; the rest cannot. It must not know SQL or HTTP.
import type { IdentityMode, KeyKind, KeyScope, SourceFile } from '@foothold/protocol'
import type { ModelRow, ModelStore } from './model-store.ts'
import type { QueryStore } from './query-store.ts'

export interface Project {
  id: string
  name: string
  /** Epoch ms. */
  createdAt: number
  /** What becomes of identified people without a proof of who they are. */
  identity: IdentityMode
}

export interface KeyRecord {
  /** SHA-256 of the secret, hex. */
  hash: string
  /** Names the key without saying anything of it. */
  id: string
  project: string
  kind: KeyKind
  name: string
  /**
   * The key itself: of write keys, as they are public, and of identity secrets, as a signature cannot be checked with a hash.
   */
  readable: string | null
  /** Of an admin key. */
  scopes: readonly KeyScope[]
  /** Of a write key: origins that may use it; empty stands for any. */
  origins: readonly string[]
  /** Epoch ms, like all times here. */
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  /** To the minute. */
  lastUsedAt: number | null
}

/** What people proved of who they are, on one UTC day: requests by what their token was. */
export interface Coverage {
  /** `YYYY-MM-DD`. */
  day: string
  verified: number
  missing: number
  invalid: number
}

/** Projects and their keys. */
export interface ProjectStore {
  /** Creates a project together with its first keys. */
  create(project: Project, keys: readonly KeyRecord[]): Promise<void>
  addKey(key: KeyRecord): Promise<void>
  get(id: string): Promise<Project | undefined>
  /** Oldest first. */
  list(): Promise<Project[]>
  findKey(hash: string): Promise<KeyRecord | undefined>
  /** All keys of a project, revoked ones too, newest first. */
  keys(project: string): Promise<KeyRecord[]>
  /** Ends a key at a time, unless it ended before. @returns whether there is such a key in this project. */
  endKey(project: string, id: string, at: number): Promise<boolean>
  setOrigins(project: string, id: string, origins: readonly string[]): Promise<void>
  /** Notes when a key was used. */
  touchKey(hash: string, at: number): Promise<void>
  /** The newest write key of a project that is not revoked, readable. */
  writeKey(project: string): Promise<string | undefined>
  setIdentity(project: string, mode: IdentityMode): Promise<void>
  /** Adds to the counts of a day. */
  addCoverage(project: string, counts: Coverage): Promise<void>
  /** Days from this one on, ascending. */
  coverage(project: string, from: string): Promise<Coverage[]>
}

/** One action of an administrator. */
export interface AuditRecord {
  project: string
  /** Grows with time. */
  id: string
  at: number
  /** Id of the key that was used; `null` where the collector itself acted. */
  key: string | null
  action: string
  /** What it was done to. Never a person's id. */
  target: string | null
  detail: Record<string, unknown>
}

/** What administrators did. Only ever added to. */
export interface AuditStore {
  add(record: AuditRecord): Promise<void>
  /** Newest first. @param before - id of a record; those before it. */
  list(project: string, limit: number, before?: string): Promise<AuditRecord[]>
}

/** The erasing of one person. */
export interface Erasure {
  project: string
  id: string
  /** Hash of the id that was asked for. */
  person: string
  /** The ids whose events go; `null` once they are gone from the log. */
  ids: readonly string[] | null
  requestedAt: number
  finishedAt: number | null
  /** Events that were deleted. */
  events: number
}

/** Who was erased: hashes for ever, ids only until it is done. */
export interface ErasureStore {
  /** Begins an erasure and keeps the hashes of its ids from now on, in one transaction. */
  begin(erasure: Erasure, hashes: readonly string[]): Promise<void>
  /** Adds ids that were found to belong to the person. */
  extend(project: string, id: string, ids: readonly string[], hashes: readonly string[]): Promise<void>
  /** Forgets the ids, which are gone from the log. @param events - deleted now, added to those before. */
  forgetIds(project: string, id: string, events: number): Promise<void>
  /** Ends it. */
  finish(project: string, id: string, finishedAt: number): Promise<void>
  get(project: string, id: string): Promise<Erasure | undefined>
  /** The first erasure that this hash was asked for or is part of. */
  find(project: string, person: string): Promise<Erasure | undefined>
  /** Those that are not done, of all projects, oldest first. */
  unfinished(): Promise<Erasure[]>
  /** Number of hashes; grows with every erasure. */
  count(project: string): Promise<number>
  /** Hashes of all ids whose events are not taken any more. */
  hashes(project: string): Promise<string[]>
}

/** An immutable version of the published files. */
export interface ConfigVersion {
  version: string
  /** Canonical JSON of guides and model. */
  content: string
  files: SourceFile[]
  guides: number
}

/** One act of making a version live. */
export interface Publication {
  version: string
  /** Epoch ms. */
  publishedAt: number
  note: string | null
}

/** Versions and which of them is live: the one that was published last. */
export interface VersionStore {
  /** Stores the version where it is new, and makes it live. */
  publish(project: string, version: ConfigVersion, publication: Publication): Promise<void>
  get(project: string, version: string): Promise<ConfigVersion | undefined>
  live(project: string): Promise<Publication | undefined>
  /** What was live at an instant (epoch ms); `undefined` where nothing was published by then. */
  liveAt(project: string, at: number): Promise<Publication | undefined>
  /** One entry a version with its latest publication, newest first. */
  list(project: string): Promise<(Publication & { guides: number; live: boolean })[]>
  /** Content of every version, newest publication first. */
  contents(project: string): Promise<string[]>
}

/** The value of each trait's last change: `[timestamp, position]`. The later one wins, so that late arrivals do not undo. */
export type TraitTimes = Record<string, [timestamp: number, position: number]>

export interface PersonRow {
  project: string
  /** The user id, or the anonymous id of somebody who never identified. */
  id: string
  identified: boolean
  name: string | null
  email: string | null
  role: string | null
  account: string | null
  /** Time of the event that told the account. */
  accountAt: number
  firstSeenAt: number
  lastSeenAt: number
  /** Trait `createdAt` where it is a date, else the first event. */
  signedUpAt: number
  events: number
  traits: Record<string, unknown>
  traitTimes: TraitTimes
}

export interface AccountRow {
  project: string
  id: string
  traits: Record<string, unknown>
  traitTimes: TraitTimes
  firstSeenAt: number
  lastSeenAt: number
}

export interface Link {
  project: string
  anonymousId: string
  userId: string
}

/** When a milestone was reached (epoch ms), and in which account the person was then. */
export interface Reached {
  at: number
  account: string | null
}

/** What one step of the projection writes, all or nothing. Rows replace those with the same id. */
export interface ProjectionStep {
  /** Position that the step began from; nothing is written where the stored one differs (somebody else was faster). */
  from: number
  to: number
  links: readonly Link[]
  people: readonly PersonRow[]
  /** Anonymous people who went up in a user. */
  merged: readonly { project: string; id: string }[]
  accounts: readonly AccountRow[]
  /**
   * Hashes of the definitions by which milestones were reckoned here: of those in this step, or, with this step, of everybody's.
   * Where those of a step are not the stored ones, these are forgotten, so that everybody's are reckoned anew.
   */
  bases?: readonly { project: string; basis: string; ofEverybody: boolean }[] | undefined
  /** All milestones of these people, by key. */
  milestones: readonly { project: string; person: string; reached: ReadonlyMap<string, Reached> }[]
  /** What is noted of people and accounts by the live model. */
  model?: readonly ModelRow[]
}

/** Place in the list of people, sorted by last seen, newest first. */
export interface PeopleCursor {
  lastSeenAt: number
  id: string
}

/** People, accounts, links and milestones: a projection of the event log. */
export interface PeopleStore {
  /**
   * Ties these people to the event log that they are made of, as long as nothing of another is in here.
   *
   * @returns the name of the log that they are tied to.
   */
  claim(log: string): Promise<string>
  /** Position of the log up to which everything is in here. */
  position(): Promise<number>
  /** @returns false where `from` is not the stored position; then nothing was written. */
  apply(step: ProjectionStep): Promise<boolean>
  people(project: string, ids: readonly string[]): Promise<PersonRow[]>
  accounts(project: string, ids: readonly string[]): Promise<AccountRow[]>
  /** anonymousId → userId, for those that are linked. */
  links(project: string, anonymousIds: readonly string[]): Promise<Map<string, string>>
  anonymousIdsOf(project: string, userId: string): Promise<string[]>
  /** Links of all projects behind one, in order of (project, anonymousId); for going through all in pages. */
  linksAfter(after: Pick<Link, 'project' | 'anonymousId'> | undefined, limit: number): Promise<Link[]>
  /** Of these persons, those with an event at or after `since` (epoch ms). */
  seenSince(project: string, ids: readonly string[], since: number): Promise<string[]>
  /** person → key → when, and where. */
  milestones(project: string, persons: readonly string[]): Promise<Map<string, Map<string, Reached>>>
  /** Milestones that were reached in an account, by whom and when (epoch ms). */
  accountMilestones(project: string, account: string): Promise<{ person: string; key: string; at: number }[]>
  /** People by milestone. */
  milestoneCounts(project: string): Promise<Map<string, number>>
  counts(project: string): Promise<{ people: number; identified: number }>
  list(
    project: string,
    query: { search?: string | undefined; limit: number; after?: PeopleCursor | undefined },
  ): Promise<{ people: PersonRow[]; total: number }>
  /** Everybody, by id; for going through all in pages. */
  page(project: string, afterId: string, limit: number): Promise<PersonRow[]>
  /** Hash of the definitions that the stored milestones follow; `undefined` where never set. */
  milestoneBasis(project: string): Promise<string | undefined>
  setMilestoneBasis(project: string, basis: string): Promise<void>
  /** Lists accounts, last seen first. */
  listAccounts(
    project: string,
    query: { search?: string | undefined; limit: number; after?: PeopleCursor | undefined },
  ): Promise<{ accounts: AccountRow[]; total: number }>
  /** People whose account this is, last seen first. */
  members(project: string, account: string, limit: number, after?: PeopleCursor): Promise<{ people: PersonRow[]; total: number }>
  /** Deletes everything that is kept of these people: rows, links of and to them, milestones. */
  erase(project: string, ids: readonly string[]): Promise<void>
}

/** Something that one process at a time does; given back with the store, and where its holder is gone. */
export interface Lock {
  /** Aborted as soon as it is not held any more: given back, or lost. What it guards must end then. */
  readonly lost: AbortSignal
  /** Gives it back. Idempotent. */
  release(): Promise<void>
}

/** All state. Implementations pass `stateStoreContract` of store/testing-state.ts. */
export interface StateStore {
  projects: ProjectStore
  versions: VersionStore
  people: PeopleStore
  model: ModelStore
  audit: AuditStore
  erasures: ErasureStore
  queries: QueryStore
  /**
   * Takes the lock of a name, for one of all processes that share the state.
   *
   * @returns `undefined` where somebody holds it, be it in this process; ask again later.
   */
  lock(name: string): Promise<Lock | undefined>
  /** Leaves no byte of what was deleted, as far as that is this store's to decide. Takes seconds for each gigabyte. */
  scrub(): Promise<void>
  /** Gives all locks back. Idempotent. */
  close(): Promise<void>
}
