// Owns locks as rows that run out: for databases without locks that end with their holder, such as SQLite, whose processes
// are on one machine and share its clock.
import { nanoid } from 'nanoid'
import type { Lock } from '../state-store.ts'
import type { StateDatabase } from './schema.ts'

/** A holder that is gone without a word keeps others out for so long, in ms. */
const LEASE_MS = 10_000

/** Locks of one process. */
export interface Leases {
  /** Takes the lock of a name; `undefined` where somebody holds it. */
  take(name: string): Promise<Lock | undefined>
  /** Gives all back. Idempotent. */
  releaseAll(): Promise<void>
}

/**
 * Creates the locks of one process.
 *
 * @param now - epoch ms. @default Date.now
 * @param leaseMs - how long a lock outlives its holder. @default 10_000
 */
export function createLeases(database: StateDatabase, now: () => number = Date.now, leaseMs: number = LEASE_MS): Leases {
  const held = new Set<Lock>()
  return {
    async take(name) {
      const holder = nanoid()
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('lease')
        .values({ name, holder, until: now() + leaseMs })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until: now() + leaseMs })
            .where('lease.until', '<=', now()),
        )
        .executeTakeFirstOrThrow()
      if (Number(numInsertedOrUpdatedRows) !== 1) return undefined
      const lost = new AbortController()
      let until = now() + leaseMs
      const end = (): void => {
        clearInterval(timer)
        held.delete(lock)
        lost.abort()
      }
      const renew = async (): Promise<void> => {
        const next = now() + leaseMs
        const { numUpdatedRows } = await database
          .updateTable('lease')
          .set({ until: next })
          .where('name', '=', name)
          .where('holder', '=', holder)
          .executeTakeFirstOrThrow()
        if (Number(numUpdatedRows) === 1) until = next
        else end()
      }
      // one that cannot be renewed is somebody else's in a moment
      const timer = setInterval(() => void renew().catch(() => now() + leaseMs / 3 < until || end()), leaseMs / 3).unref()
      const lock: Lock = {
        lost: lost.signal,
        async release() {
          if (!held.has(lock)) return
          end()
          await database.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute()
        },
      }
      held.add(lock)
      return lock
    },
    releaseAll: async () => void (await Promise.all([...held].map((lock) => lock.release()))),
  }
}
