// Owns which adapter keeps the state, by its address. PostgreSQL is loaded where it is asked for only. It must not know SQL.
import { silent, type Logger } from '../options.ts'
import { openSqliteState } from './sqlite/open-state.ts'
import type { StateStore } from './state-store.ts'
import { parseStateUrl } from './state-url.ts'

/** Where the state is and how it is asked. */
export interface StateOptions {
  /** `postgres://user:password@host:5432/database`, `file:…` or a path. @default `state.db` in the data folder */
  stateUrl?: string | undefined
  /** Connections to PostgreSQL at once, beside one for locks. @default 10 */
  statePoolSize?: number | undefined
  /** A statement that takes longer is broken off with `query_timeout`, in ms; PostgreSQL only. @default 15_000 */
  stateTimeoutMs?: number | undefined
  /** How long a PostgreSQL that does not answer is waited for at the start, in ms. @default 8_000 */
  stateConnectMs?: number | undefined
}

/** A state store with its name for messages: a path, or an address without user and password. */
export interface OpenedState {
  state: StateStore
  name: string
}

/**
 * Opens the state store, and brings its tables up to date.
 *
 * @param directory - the data folder.
 * @throws {CollectorError} `state_url_invalid`, `store_unreachable`, `state_unusable`, `store_newer`, `store_damaged`, `folder_not_writable`
 */
export async function openState(directory: string, options: StateOptions = {}, logger: Logger = silent): Promise<OpenedState> {
  const place = parseStateUrl(options.stateUrl, directory)
  if (place.kind === 'sqlite') return { state: await openSqliteState(place.path), name: place.path }
  const { openPostgresState } = await import('./postgres/open-state.ts')
  const state = await openPostgresState(place, {
    poolSize: options.statePoolSize,
    timeoutMs: options.stateTimeoutMs,
    connectMs: options.stateConnectMs,
    logger,
  })
  return { state, name: place.name }
}
