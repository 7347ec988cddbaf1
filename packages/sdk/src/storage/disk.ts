// Owns one database of IndexedDB: opening it, and opening it again when the browser has lost it. It must not know what is kept.
/* oxlint-disable unicorn/prefer-add-event-listener -- one handler each, in fewer bytes */

/**
 * Runs one transaction over all records. The work makes its requests at once and returns what reads their results, which is
 * called when the transaction is complete. Rejects where there is no disk or it refuses.
 */
export type Disk = <T>(mode: IDBTransactionMode, work: (records: IDBObjectStore) => () => T) => Promise<T>

const RECORDS = 'records'
/** A browser may never answer; nobody waits longer than this. */
const OPEN_MS = 1_000
/** After a failure to open nobody tries again before this. */
const AGAIN_MS = 3_000

/**
 * @param name - of the database; nobody else uses it.
 * @param later - runs something once after so many ms.
 */
export function createDisk(name: string, later: (ms: number, run: () => void) => unknown): Disk {
  let connection: Promise<IDBDatabase> | undefined
  let opened = false

  const open = (): Promise<IDBDatabase> => {
    const opening = new Promise<IDBDatabase>((resolve, reject) => {
      opened = false
      // without a version: a tab that runs an older script goes on after a newer one has changed the database
      const request = indexedDB.open(name)
      request.onupgradeneeded = () => request.result.createObjectStore(RECORDS)
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        const db = request.result
        const forget = (): void => (connection = undefined)
        db.onclose = forget
        // whoever upgrades or deletes the database need not wait for this page
        db.onversionchange = () => {
          db.close()
          forget()
        }
        opened = true
        resolve(db)
        // an answer that comes too late for those who asked is good for those who ask next
        connection = Promise.resolve(db)
      }
      later(OPEN_MS, reject)
    })
    opening.catch(() =>
      later(AGAIN_MS, () => {
        if (connection === opening) connection = undefined
      }),
    )
    return opening
  }

  const run: Disk = async (mode, work) => {
    const db = await (connection ??= open())
    return new Promise((resolve, reject) => {
      // durability is relaxed by default in all browsers: in the hands of the system, so that a crash of the tab or browser loses nothing
      const transaction = db.transaction(RECORDS, mode)
      const result = work(transaction.objectStore(RECORDS))
      transaction.oncomplete = () => resolve(result())
      transaction.onabort = () => reject(transaction.error)
    })
  }

  return async (mode, work) => {
    try {
      return await run(mode, work)
    } catch (cause) {
      // a connection can go at any time (iOS closes those of pages in the background); a full disk is another matter
      if (!opened || (cause as Error | null)?.name === 'QuotaExceededError') throw cause
      connection = undefined
      return run(mode, work)
    }
  }
}
