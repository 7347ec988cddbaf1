// Owns `foothold serve`: one process with collector, console and SDK files, as the settings say.
import { createJsonLogger, INGEST_LIMITS, type IngestLimits, type LogLevel } from '@foothold/collector'
import type { Settings } from '@foothold/protocol/schema'
import { toGreeting } from '../greeting.ts'
import { startServer, type ServerOptions } from '../server.ts'
import { loadSettings } from '../setting/load.ts'
import { printSettings } from '../setting/print.ts'
import { closeOnSignal } from '../signals.ts'
import { say } from '../terminal.ts'

/** Flags of the command; the settings stand beside these, by name. */
export interface ServeOptions {
  newAdminKey?: boolean
  printConfig?: boolean
  /** Of this package, for the log. */
  version?: string
}

/** For closing the stores, after what was begun has ended. */
const CLOSE_MS = 1500

/** Runs until a signal comes. @throws {CollectorError} when it cannot start. @throws {CliError} `setting_invalid` */
export async function serve({ newAdminKey = false, printConfig = false, version, ...flags }: ServeOptions): Promise<void> {
  const resolved = await loadSettings(flags)
  if (printConfig) return printSettings(resolved)
  const { settings } = resolved
  // stderr: what went wrong here is in no answer, so it has to be somewhere
  const logger = createJsonLogger((line) => process.stderr.write(line), settings.logLevel as LogLevel)
  const server = await startServer({
    data: settings.data,
    port: settings.port,
    hostname: settings.host,
    renewKey: newAdminKey,
    logger,
    more: toOptions(settings),
  })
  closeOnSignal(() => server.close(), settings.drainDelay + settings.drainTimeout + CLOSE_MS)
  // who sits at a terminal reads the greeting
  if (!process.stderr.isTTY)
    logger.info({ event: 'started', version, url: server.url, data: settings.data, metricsPort: server.metricsPort, node: process.version })
  for (const line of toGreeting(server, settings, { isTerminal: process.stdout.isTTY, folder: process.cwd() })) say(line)
}

function toOptions(settings: Settings): NonNullable<ServerOptions['more']> {
  const limits = Object.fromEntries(Object.keys(INGEST_LIMITS).map((name) => [name, settings[name as keyof IngestLimits]]))
  return {
    endpoint: settings.endpoint,
    connections: settings.connections,
    trustedProxies: settings.trustedProxies,
    headersMs: settings.headersTimeout,
    requestMs: settings.requestTimeout,
    keepAliveMs: settings.keepAliveTimeout,
    drainDelayMs: settings.drainDelay,
    drainMs: settings.drainTimeout,
    retentionMs: settings.retention,
    stateUrl: settings.stateUrl,
    statePoolSize: settings.statePool,
    stateTimeoutMs: settings.stateTimeout,
    logAddresses: settings.logAddresses,
    metrics: settings.metricsPort === undefined ? undefined : { port: settings.metricsPort, hostname: settings.metricsHost },
    adminRequestsPerMinute: settings.adminRequestsPerMinute,
    streams: settings.streams,
    queryMs: settings.queryTimeout,
    limits,
  }
}
