// Owns keeping things in the browser: IndexedDB by idb-keyval, memory where that cannot be had. It must not know what is kept.
import { createStore as open, promisifyRequest, type UseStore } from 'idb-keyval'
import type { Report } from '../error.ts'

/** A small key-value store; one database each. Methods reject never: where the browser's storage fails, memory takes over. */
export interface Store {
  get<T>(keys: string[]): Promise<(T | undefined)[]>
  set(entries: [string, unknown][]): Promise<void>
  /** Reads and writes in one transaction, so that tabs never overwrite each other's part. */
  update<T>(key: string, change: (old: T | undefined) => T): Promise<void>
  delete(keys: string[]): Promise<void>
  /** The first entries in the order of their keys. */
  first<T>(limit: number): Promise<[string, T][]>
}

/**
 * Opens a store.
 *
 * @param name - name of the database; nobody else uses it.
 * @param report - hears `storage_degraded` once where memory has to do.
 */
export function createStore(name: string, report: Report): Store {
  const memory = createMemoryStore()
  let disk: Store | undefined = createDiskStore(open(name, 'records'))
  const use =
    <K extends keyof Store>(method: K): Store[K] =>
    // @ts-expect-error the arguments of a method chosen by name are a union that TypeScript cannot follow; each method gets its own
    async (...args: unknown[]) => {
      if (disk) {
        try {
          // @ts-expect-error as above
          return await disk[method](...args)
        } catch (cause) {
          // several calls may be on their way when storage fails
          if (disk) report('storage_degraded', 'No IndexedDB: data lives as long as this page.', cause)
          disk = undefined
        }
      }
      // @ts-expect-error as above
      return memory[method](...args)
    }
  return { get: use('get'), set: use('set'), update: use('update'), delete: use('delete'), first: use('first') }
}

function createDiskStore(use: UseStore): Store {
  const write = (change: (store: IDBObjectStore) => void): Promise<void> =>
    use('readwrite', (store) => {
      change(store)
      return promisifyRequest(store.transaction)
    })
  return {
    get: <T>(keys: string[]) => use('readonly', (store) => Promise.all(keys.map((key) => promisifyRequest<T | undefined>(store.get(key))))),
    set: (entries) => write((store) => entries.forEach(([key, value]) => store.put(value, key))),
    update: (key, change) =>
      write((store) => {
        const old = store.get(key)
        old.onsuccess = () => store.put(change(old.result), key)
      }),
    delete: (keys) => write((store) => keys.forEach((key) => store.delete(key))),
    first: <T>(limit: number) =>
      use('readonly', async (store) => {
        const [keys, values] = await Promise.all([promisifyRequest(store.getAllKeys(null, limit)), promisifyRequest<T[]>(store.getAll(null, limit))])
        return keys.map((key, i): [string, T] => [key as string, values[i]!])
      }),
  }
}

/** A store that lives as long as the page; also what tests use. */
export function createMemoryStore(): Store {
  const map = new Map<string, unknown>()
  return {
    get: async <T>(keys: string[]) => keys.map((key) => map.get(key) as T | undefined),
    set: async (entries) => entries.forEach(([key, value]) => map.set(key, value)),
    update: async (key, change) => void map.set(key, change(map.get(key) as never)),
    delete: async (keys) => keys.forEach((key) => map.delete(key)),
    first: async <T>(limit: number) => ([...map] as [string, T][]).sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit),
  }
}
