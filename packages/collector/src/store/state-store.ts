// Owns the port of everything that is not an event: projects and keys, published versions, people. People can be rebuilt
// from the event log; projects, keys and versions cannot. It must not know SQL or HTTP.
import type { SourceFile } from '@foothold/protocol'

export type KeyKind = 'write' | 'admin'

export interface Project {
  id: string
  name: string
  /** Epoch ms. */
  createdAt: number
}

export interface KeyRecord {
  /** SHA-256 of the secret, hex. */
  hash: string
  project: string
  kind: KeyKind
  /** The key itself, for write keys only (they are public). */
  readable: string | null
  createdAt: number
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
  /** The newest write key of a project, readable. */
  writeKey(project: string): Promise<string | undefined>
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
  /** All milestones of these people, by key. */
  milestones: readonly { project: string; person: string; reached: ReadonlyMap<string, Reached> }[]
}

/** Place in the list of people, sorted by last seen, newest first. */
export interface PeopleCursor {
  lastSeenAt: number
  id: string
}

/** People, accounts, links and milestones: a projection of the event log. */
export interface PeopleStore {
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
}

/** All state. Implementations pass `stateStoreContract` of store/testing.ts. */
export interface StateStore {
  projects: ProjectStore
  versions: VersionStore
  people: PeopleStore
  /** Idempotent. */
  close(): Promise<void>
}
