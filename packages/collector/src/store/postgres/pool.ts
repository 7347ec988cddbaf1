// Owns the connections to PostgreSQL, as Kysely's dialect wants them: values as the state store reads them, lost connections
// replaced, statements that only read tried once more. It must not know tables.
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'
import { decodeRows, encodeText } from '../text-codec.ts'
import { isLost, toFailure } from './failure.ts'

/** What of a pool may be chosen. */
export interface PoolOptions {
  url: string
  /** Of the database, for messages. */
  name: string
  /** Connections at once. */
  size: number
  /** A statement that takes longer is broken off, in ms; 0: none is. */
  timeoutMs: number
}

/** A free connection is waited for, and a new one made, for so long, in ms. */
const CONNECT_MS = 5_000
/** An answer may come so much later than PostgreSQL breaks off: else the connection is dead, in ms. */
const LATE_MS = 5_000
/** A transaction that rests for longer lost its collector, in ms: it holds rows that others wait for. */
const RESTING_MS = 30_000
/** OID of bigint. @see https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const INT8 = 20

/** How a connection is made; a lock has one of its own. */
export function toClientConfig(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'foothold',
    connectionTimeoutMillis: CONNECT_MS,
    // a network that forgets connections says so to nobody
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: {
      // positions and times are far below 2^53
      getTypeParser: ((oid: number, format?: 'text') => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format))) as typeof pg.types.getTypeParser,
    },
  }
}

/** Creates the pool. Nothing is connected before the first statement. */
export function createPool({ url, name, size, timeoutMs }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...toClientConfig(url),
    max: size,
    query_timeout: timeoutMs && timeoutMs + LATE_MS,
    // no parameters of the start: a pooler between would refuse them
    onConnect: async (client) => {
      await client.query(`set statement_timeout = ${timeoutMs}; set idle_in_transaction_session_timeout = ${RESTING_MS}; set timezone = 'UTC'`)
    },
  })
  // of a connection that nobody uses just now: it is replaced when one is needed
  pool.on('error', () => {})
  const madeAt = new WeakMap<pg.PoolClient, number>()
  pool.on('connect', (client) => void madeAt.set(client, performance.now()))
  let lostAt = 0
  const source: Source = {
    name,
    lost: () => void (lostAt = performance.now()),
    async acquire() {
      for (;;) {
        const client = await pool.connect().catch((error: unknown) => {
          throw toFailure(error, name)
        })
        // where one is lost the others mostly are too, and nobody has told them yet
        if ((madeAt.get(client) ?? 0) >= lostAt) {
          client.on('error', ignore)
          return client
        }
        client.release(true)
      }
    },
  }
  return {
    options: pool.options,
    connect: async () => toConnection(await source.acquire(), source),
    end: () => pool.end(),
  }
}

/** Where connections come from. */
interface Source {
  /** Of the database, for messages. */
  name: string
  acquire(): Promise<pg.PoolClient>
  /** Says that a connection was lost just now. */
  lost(): void
}

const ignore = (): void => {}
const NOTHING: PostgresQueryResult<never> = { command: 'ROLLBACK', rowCount: 0, rows: [] }

/** One connection for as long as Kysely holds it. */
function toConnection(first: pg.PoolClient, { name, acquire, lost }: Source): PostgresPoolClient {
  let client: pg.PoolClient | undefined = first
  let isTransaction = false
  const drop = (destroy: boolean): void => {
    client?.off('error', ignore)
    client?.release(destroy)
    client = undefined
  }
  const ask = async (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    client ??= await acquire()
    try {
      return await client.query(text, values)
    } catch (error) {
      if (isLost(error)) {
        lost()
        drop(true)
      }
      throw error
    }
  }
  const query = async (text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<never>> => {
    if (text === 'rollback' && !client) {
      isTransaction = false
      return NOTHING
    }
    if (isTransaction && !client) throw toFailure(new Error('Connection terminated'), name)
    if (/^(begin|start transaction)/.test(text)) isTransaction = true
    const values = parameters.map(encodeText)
    try {
      // a statement that reads gives the same when it is asked again; of one that writes nobody knows whether it was done
      const isRepeatable = !isTransaction && text.startsWith('select ')
      const result = await ask(text, values).catch((error: unknown) => {
        if (isRepeatable && isLost(error)) return ask(text, values)
        throw error
      })
      if (text === 'commit' || text === 'rollback') isTransaction = false
      decodeRows(result.rows as object[])
      return result as unknown as PostgresQueryResult<never>
    } catch (error) {
      throw toFailure(error, name)
    }
  }
  return { query: query as unknown as PostgresPoolClient['query'], release: (destroy = false) => drop(destroy) }
}
