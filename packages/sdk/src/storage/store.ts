// Owns keeping things in the browser: on the disk, and in memory what the disk refuses. It must not know what is kept.
import type { Disk } from './disk.ts'

/** A small key-value store. Methods reject never: what the disk refuses lives in memory, and reads join both. */
export interface Store {
  get<T>(keys: string[]): Promise<(T | undefined)[]>
  /** Writes these, and what was refused before. @returns whether all is on the disk now. */
  set(entries: readonly (readonly [key: string, value: unknown])[]): Promise<boolean>
  /** Reads and writes in one transaction, so that tabs never overwrite each other's part. */
  update<T>(key: string, change: (old: T | undefined) => T): Promise<void>
  delete(keys: string[]): Promise<void>
  /** The first entries in the order of their keys. */
  first<T>(limit: number): Promise<[string, T][]>
}

/** @param degraded - hears each time that memory has to do. */
export function createStore(disk: Disk, degraded: (cause: unknown) => void): Store {
  /** What the disk has refused to write, and as `undefined` what it has refused to delete. */
  const memory = new Map<string, unknown>()

  /**
   * Commits with the last request: the browser would wait for a word of this page, and one that it puts aside meanwhile, to bring it back
   * later, would keep its lock from the next.
   *
   * @param goesOn - the work commits by itself, when it has an answer.
   * @returns `undefined` where the disk refuses.
   */
  const ask = async <T>(mode: IDBTransactionMode, work: (records: IDBObjectStore) => () => T, goesOn?: boolean): Promise<T | undefined> => {
    try {
      return await disk(mode, (records) => {
        const read = work(records)
        if (!goesOn) records.transaction.commit()
        return read
      })
    } catch (cause) {
      degraded(cause)
      return undefined
    }
  }
  const write = (work: (records: IDBObjectStore) => void, goesOn?: boolean): Promise<true | undefined> =>
    ask('readwrite', (records) => (work(records), () => true), goesOn)

  return {
    async get<T>(keys: string[]) {
      const found = await ask('readonly', (records) => {
        const requests = keys.map((key) => records.get(key))
        return () => requests.map(({ result }): unknown => result)
      })
      return keys.map((key, i) => (memory.has(key) ? memory.get(key) : found?.[i]) as T | undefined)
    },
    async set(entries) {
      const put = (all: typeof entries): Promise<true | undefined> =>
        write((records) => all.forEach(([key, value]) => (value === undefined ? records.delete(key) : records.put(value, key))))
      const written = await put(entries)
      for (const [key, value] of entries) written ? memory.delete(key) : memory.set(key, value)
      // a disk that takes something may take what it has refused
      const refused = written ? [...memory] : []
      if (refused[0] && (await put(refused))) for (const [key, value] of refused) if (memory.get(key) === value) memory.delete(key)
      return !memory.size
    },
    async update<T>(key: string, change: (old: T | undefined) => T) {
      let stored: unknown
      const next = (): T => change((memory.has(key) ? memory.get(key) : stored) as T | undefined)
      const written = await write((records) => {
        const request = records.get(key)
        request.onsuccess = () => {
          stored = request.result
          records.put(next(), key)
          records.transaction.commit()
        }
      }, true)
      written ? memory.delete(key) : memory.set(key, next())
    },
    async delete(keys) {
      const rest = keys.filter((key) => !memory.delete(key))
      if (rest.length && !(await write((records) => rest.forEach((key) => records.delete(key))))) for (const key of rest) memory.set(key, undefined)
    },
    async first<T>(limit: number) {
      const most = limit + memory.size
      const found = await ask('readonly', (records) => {
        const [keys, values] = [records.getAllKeys(null, most), records.getAll(null, most)]
        return () => keys.result.map((key, i): [string, unknown] => [key as string, values.result[i]])
      })
      return ([...new Map([...(found ?? []), ...memory])] as [string, T][])
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
    },
  }
}

/** A store that lives as long as the page; what tests use, as a disk. */
export function createMemoryStore(): Store {
  const store = createStore(
    () => Promise.reject(new Error('No disk.')),
    () => {},
  )
  return { ...store, set: async (entries) => (await store.set(entries), true) }
}
