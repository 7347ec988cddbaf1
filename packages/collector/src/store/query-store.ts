// Owns the port of saved queries: questions about many people with a name. It must not know SQL, or what can be asked.

/** A question that was saved. */
export interface SavedQueryRow {
  project: string
  key: string
  name: string
  insight: string
  /** As it was checked, defaults filled in. */
  definition: Record<string, unknown>
  /** Epoch ms. */
  savedAt: number
}

/** Saved queries. Implementations pass `queryStoreContract` of store/testing-queries.ts. */
export interface QueryStore {
  /** All of a project, by key. */
  list(project: string): Promise<SavedQueryRow[]>
  get(project: string, key: string): Promise<SavedQueryRow | undefined>
  /** Saves it, in the place of one with the same key. */
  save(query: SavedQueryRow): Promise<void>
  /** @returns whether there was one. */
  remove(project: string, key: string): Promise<boolean>
}
