// Owns what the collector is given from outside: stores, clock, log, static sites. It must not know how any of it is made.
import { INGEST_LIMITS, type IngestLimits } from './ingest/limits.ts'
import type { ClientAddress } from './middleware/client-address.ts'
import type { Site } from './site.ts'
import type { Stores } from './store/stores.ts'
import { createSteadyClock } from './steady-clock.ts'

/** One line of the log: flat, serialisable. */
export type LogRecord = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Where log lines go. Called synchronously, must not throw. */
export interface Logger {
  debug(record: LogRecord): void
  info(record: LogRecord): void
  error(record: LogRecord): void
}

/** What `createCollector` needs. */
export interface CollectorOptions {
  /** Made by `openStores`. They stay the caller's: `close()` of the collector leaves them open. */
  stores: Stores
  /** @default silent */
  logger?: Logger | undefined
  /** Epoch ms. @default Date.now */
  now?: (() => number) | undefined
  /** Address under which browsers reach this collector, told in the console's snippet. @default none */
  endpoint?: string | undefined
  /** Built files to serve. @default none: the routes answer 404 */
  sites?: { console?: Site | undefined; sdk?: Site | undefined } | undefined
  /** Time between two comments that keep an event stream alive, in ms. @default 15_000 */
  heartbeatMs?: number | undefined
  /** Limits of ingestion that differ from the defaults. @default INGEST_LIMITS */
  limits?: Partial<IngestLimits> | undefined
  /** Age at which events are deleted, in ms since they were received. @default none: they are kept for ever */
  retentionMs?: number | undefined
  /** Says whose address goes into the line of a request. @default none does */
  clientAddress?: ClientAddress | undefined
  /** Requests that one admin key may send in a minute; 0 for any number. Code `rate_limited`. @default 300 */
  adminRequestsPerMinute?: number | undefined
  /** Streams of people's state that may be open at once. Code `overloaded`. @default 1_000 */
  streams?: number | undefined
  /** Streams of one key among them. Code `too_many_streams`. @default half of `streams` */
  streamsPerKey?: number | undefined
  /** How long an answer waits for people to be reckoned, in ms. Code `projection_behind`. @default 5_000 */
  behindMs?: number | undefined
}

export type LogLevel = 'debug' | 'info' | 'error'

/** A logger that writes nothing. */
export const silent: Logger = { debug() {}, info() {}, error() {} }

/**
 * Makes a logger that writes one JSON line a record.
 *
 * @param write - receives the line with its line feed.
 * @param level - the least important lines that are written: `debug` has one for each request.
 */
export function createJsonLogger(write: (line: string) => void, level: LogLevel = 'debug'): Logger {
  const line = (name: string) => (record: LogRecord) => write(`${JSON.stringify({ time: new Date().toISOString(), level: name, ...record })}\n`)
  return { debug: level === 'debug' ? line('debug') : silent.debug, info: level === 'error' ? silent.info : line('info'), error: line('error') }
}

/** Time between two comments that keep a stream alive. */
const HEARTBEAT_MS = 15_000
const ADMIN_REQUESTS = 300
const STREAMS = 1000

/** What `createCollector` works with. */
export interface FullOptions extends CollectorOptions {
  logger: Logger
  now: () => number
  /** For what cannot be taken back: a clock of the machine that jumps ahead is not believed at once. */
  steadyNow: () => number
  heartbeatMs: number
  adminRequestsPerMinute: number
  streams: number
  limits: IngestLimits
}

/** Fills in the defaults. An option that is `undefined` is one that was not given. */
export function withDefaults(options: CollectorOptions): FullOptions {
  const logger = options.logger ?? silent
  const onDoubt = (aheadMs: number): void =>
    logger.error({ event: 'clock jumped', aheadMs: Math.round(aheadMs), detail: 'Nothing is taken for due, or for too old, by it within the next hour.' })
  return {
    ...options,
    logger,
    now: options.now ?? Date.now,
    steadyNow: options.now ?? createSteadyClock({ wall: Date.now, elapsed: () => performance.now(), onDoubt }),
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
    adminRequestsPerMinute: options.adminRequestsPerMinute ?? ADMIN_REQUESTS,
    streams: options.streams ?? STREAMS,
    limits: { ...INGEST_LIMITS, ...options.limits },
  }
}
