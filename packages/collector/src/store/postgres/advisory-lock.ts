// Owns locks that PostgreSQL ends together with their holder, over one connection of their own. It must not know what they guard.
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Lock } from '../state-store.ts'
import { toFailure } from './failure.ts'
import { toClientConfig } from './pool.ts'

/** Locks of one process. */
export interface AdvisoryLocks {
  /** Takes the lock of a name; `undefined` where somebody holds it. @throws {CollectorError} `store_unreachable` */
  take(name: string): Promise<Lock | undefined>
  /** Ends the connection, and all locks with it. Idempotent. */
  releaseAll(): Promise<void>
}

/** How often a connection is tried that holds locks, in ms: one that is dead has lost them. */
const PROBE_MS = 5_000

/** The number under which PostgreSQL knows a name: 64 bits of a hash, as a decimal. */
export function toLockNumber(name: string): string {
  return createHash('sha256').update(`foothold ${name}`).digest().readBigInt64BE(0).toString()
}

/** Creates the locks of one process; connects with the first that is taken. @param database - name of it, for messages. */
export function createAdvisoryLocks(url: string, database: string): AdvisoryLocks {
  let session: Promise<Session> | undefined
  /** A session may take its own lock twice; two callers of a process must not. */
  const names = new Set<string>()

  const connect = (): Promise<Session> => {
    const opening = openSession(() => {
      if (session === opening) session = undefined
    })
    return opening
  }
  const openSession = async (forget: () => void): Promise<Session> => {
    const client = new pg.Client({ ...toClientConfig(url), query_timeout: PROBE_MS })
    const held = new Map<string, () => void>()
    let timer: NodeJS.Timeout | undefined
    let isEnded = false
    // an error is followed by the end, when the next session may be there already
    const end = (): void => {
      if (isEnded) return
      isEnded = true
      clearInterval(timer)
      forget()
      for (const lose of [...held.values()]) lose()
      void client.end().catch(() => {})
    }
    client.on('error', end)
    client.on('end', end)
    await client.connect()
    timer = setInterval(() => held.size && void client.query('select 1').catch(end), PROBE_MS).unref()
    return { client, held, end }
  }
  const ask = async (sql: 'pg_try_advisory_lock' | 'pg_advisory_unlock', name: string, { client }: Session): Promise<boolean> => {
    const { rows } = await client.query<{ done: boolean }>(`select ${sql}($1) as done`, [toLockNumber(name)])
    return rows[0]?.done === true
  }

  const take = async (name: string): Promise<Lock | undefined> => {
    const opening = (session ??= connect())
    const own = await opening.catch((error: unknown) => {
      if (session === opening) session = undefined
      throw toFailure(error, database)
    })
    const done = await ask('pg_try_advisory_lock', name, own).catch((error: unknown) => {
      // whether it was taken is not known: what ends the session gives it back
      own.end()
      throw toFailure(error, database)
    })
    if (!done) return undefined
    const lost = new AbortController()
    const lose = (): void => {
      own.held.delete(name)
      names.delete(name)
      lost.abort()
    }
    own.held.set(name, lose)
    return {
      lost: lost.signal,
      async release() {
        if (lost.signal.aborted) return
        // before it is somebody else's
        own.held.delete(name)
        lost.abort()
        await ask('pg_advisory_unlock', name, own).catch(own.end)
        names.delete(name)
      },
    }
  }
  return {
    async take(name) {
      if (names.has(name)) return undefined
      names.add(name)
      const lock = await take(name).catch((error: unknown) => {
        names.delete(name)
        throw error
      })
      if (!lock) names.delete(name)
      return lock
    },
    releaseAll: async () => (await session?.catch(() => undefined))?.end(),
  }
}

interface Session {
  client: pg.Client
  /** What is to be done where a lock is lost, by name. */
  held: Map<string, () => void>
  end(): void
}
