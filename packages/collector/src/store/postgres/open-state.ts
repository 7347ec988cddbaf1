// Owns the state in PostgreSQL: waits until it answers, sees that it fits, migrates, and gives the store. It must not know what
// is stored.
import { Kysely, sql } from 'kysely'
import { CollectorError, describeError } from '../../error.ts'
import type { Logger } from '../../options.ts'
import { migrateState } from '../kysely/migrate.ts'
import type { StateDatabase, StateTables } from '../kysely/schema.ts'
import { createStateStore } from '../kysely/state-store.ts'
import type { StateStore } from '../state-store.ts'
import { createAdvisoryLocks, toLockNumber } from './advisory-lock.ts'
import { StateDialect } from './dialect.ts'
import { isRefusal } from './failure.ts'
import { createPool, type PoolOptions } from './pool.ts'

/** An address, and its name without user and password. */
export interface PostgresPlace {
  url: string
  name: string
}

/** How PostgreSQL is asked. */
export interface PostgresOptions {
  /** Connections at once, beside one for locks. @default 10 */
  poolSize?: number | undefined
  /** A statement that takes longer is broken off, in ms. @default 15_000 */
  timeoutMs?: number | undefined
  /** How long the server is waited for, in ms. @default 8_000 */
  connectMs?: number | undefined
  logger: Logger
}

const POOL_SIZE = 10
const TIMEOUT_MS = 15_000
const START_MS = 8_000
/** Time between two attempts at the start, in ms. */
const AGAIN_MS = 250
/** Of what is supported by its makers; nothing younger is used. */
const OLDEST = 130_000
/** Deletions leave their rows in these files until they are written anew. */
const SCRUBBED = ['person', 'milestone', 'link', 'account', 'erasure', 'model_state'] as const

/**
 * Opens the state, and brings its tables up to date; several may do so at once.
 *
 * @throws {CollectorError} `store_unreachable`, `state_unusable`, `store_newer`
 */
export async function openPostgresState(place: PostgresPlace, options: PostgresOptions): Promise<StateStore> {
  const database = await openPostgresTables(place, options)
  const locks = createAdvisoryLocks(place.url, place.name)
  return createStateStore(database, {
    lock: locks.take,
    scrub: () =>
      withPatience(place, async (patient) => {
        for (const table of SCRUBBED) await sql`vacuum (full, analyze) ${sql.table(table)}`.execute(patient)
      }),
    async close() {
      await locks.releaseAll()
      await database.destroy()
    },
  })
}

/** Opens the tables and brings them up to date; throws as `openPostgresState`. */
export async function openPostgresTables({ url, name }: PostgresPlace, options: PostgresOptions): Promise<StateDatabase> {
  const { poolSize = POOL_SIZE, timeoutMs = TIMEOUT_MS, connectMs = START_MS, logger } = options
  const database = connect({ url, name, size: poolSize, timeoutMs })
  try {
    await reach(database, name, connectMs, logger)
    await withPatience({ url, name }, (patient) =>
      migrateState(patient, name, (transaction) => sql`select pg_advisory_xact_lock(${toLockNumber('migrate')})`.execute(transaction)),
    )
  } catch (error) {
    await database.destroy()
    if (error instanceof CollectorError) throw error
    throw unusable(name, describeError(error), error)
  }
  return database
}

const connect = (options: PoolOptions): StateDatabase => new Kysely<StateTables>({ dialect: new StateDialect({ pool: createPool(options) }) })

/** Does what takes as long as it takes, over a connection of its own. */
async function withPatience(place: PostgresPlace, work: (database: StateDatabase) => Promise<void>): Promise<void> {
  const patient = connect({ ...place, size: 1, timeoutMs: 0 })
  try {
    await work(patient)
  } finally {
    await patient.destroy()
  }
}

/** Waits until the server answers, and sees that it fits. */
async function reach(database: StateDatabase, name: string, connectMs: number, logger: Logger): Promise<void> {
  const end = performance.now() + connectMs
  for (let told = false; ;) {
    try {
      const { rows } = await sql<{ version: number; encoding: string }>`
        select current_setting('server_version_num')::integer as version, current_setting('server_encoding') as encoding`.execute(database)
      const { version = 0, encoding } = rows[0] ?? {}
      if (encoding !== 'UTF8')
        throw unusable(name, `its encoding is ${encoding}, and must be UTF8; createdb --encoding=UTF8 --template=template0 makes one that is`)
      if (version < OLDEST) throw unusable(name, `it is of version ${Math.floor(version / 10_000)}, and must be of version ${OLDEST / 10_000} or later`)
      return
    } catch (error) {
      if (isRefusal(error)) throw unusable(name, describeError(error), error)
      if (!(error instanceof CollectorError) || error.code !== 'store_unreachable') throw error
      if (performance.now() >= end) {
        const cause = error.cause ?? error
        throw new CollectorError(
          'store_unreachable',
          `${name} does not answer (${toReason(cause)}). See that PostgreSQL runs there and can be reached from here.`,
          {
            cause,
          },
        )
      }
      if (!told) logger.info({ event: 'waiting for the state', store: name, error: error.message })
      told = true
      await new Promise((go) => setTimeout(go, AGAIN_MS))
    }
  }
}

/** An address that stands for several gives an error without words. */
function toReason(error: unknown): string {
  return describeError(error) || describeError((error as AggregateError).errors?.[0] ?? 'no connection')
}

function unusable(name: string, reason: string, cause?: unknown): CollectorError {
  return new CollectorError('state_unusable', `${name} cannot keep the state: ${reason}.`, { cause })
}
