// Owns the port of the live model: what is noted of people and accounts, when time alone changes it next, and which definitions
// it follows. It can be made anew from the event log and the published versions. It must not know SQL or what is noted.

/** Whose state it is; `later`: a person who has to be reckoned anew, of whom nothing is noted under that kind. */
export type ModelKind = 'person' | 'account' | 'later'

/** What is noted of one person or account. */
export interface ModelRow {
  project: string
  kind: ModelKind
  id: string
  /** The account that a person is in. */
  account: string | null
  /** When to look again, epoch ms; `null`: never by time alone. Never later than what time changes; it may be earlier. */
  dueAt: number | null
  /** JSON; '' where nothing is noted yet. A row that is written with '' changes `dueAt` alone: to an earlier instant, or to `null`. */
  state: string
}

/** Somebody to be looked at. */
export type DueRow = Pick<ModelRow, 'project' | 'kind' | 'id'> & { dueAt: number }

/** Definitions that the states of a project follow, or followed. */
export interface ModelBasis {
  project: string
  /** Hash of the definitions. */
  basis: string
  /** Of the files, when these definitions were first followed. */
  version: string
  /** Epoch ms. What was due before is noted, but not told. */
  since: number
  /** When others came; `null`: they are followed now. */
  until: number | null
  /** How far the first reckoning is: the person behind which it goes on, `null` where it is done. */
  after: string | null
  /** People reckoned, of so many. */
  done: number
  total: number
  /** JSON, the numbers at `until`; `null` while they are followed. */
  summary: string | null
}

/** States and timers of the live model. Implementations pass `modelStoreContract` of store/testing-model.ts. */
export interface ModelStore {
  rows(project: string, kind: ModelKind, ids: readonly string[]): Promise<ModelRow[]>
  /** Everybody of a kind, by id; for going through all in pages. */
  page(project: string, kind: ModelKind, afterId: string, limit: number): Promise<ModelRow[]>
  /** People whose account this is, by id; in pages. */
  members(project: string, account: string, afterId: string, limit: number): Promise<ModelRow[]>
  /** Who is due, the longest first, of all projects. */
  due(now: number, limit: number): Promise<DueRow[]>
  /** When somebody is due next, epoch ms. */
  nextDue(): Promise<number | undefined>
  /** Makes people of an account due at an instant, where they are not earlier. */
  wakeMembers(project: string, account: string, at: number): Promise<void>
  /** Definitions, those followed now first, then the newest. */
  bases(project: string): Promise<ModelBasis[]>
  /** Writes definitions, or overwrites those with the same basis. */
  setBasis(basis: ModelBasis): Promise<void>
}
