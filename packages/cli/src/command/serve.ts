// Owns `foothold serve`: one process with collector, console and SDK files, as the settings say.
import { relative } from 'node:path'
import { createJsonLogger, INGEST_LIMITS, type IngestLimits, type LogLevel } from '@foothold/collector'
import { toSnippet } from '@foothold/protocol'
import type { Settings } from '@foothold/protocol/schema'
import { startServer, type Server, type ServerOptions } from '../server.ts'
import { loadSettings } from '../setting/load.ts'
import { printSettings } from '../setting/print.ts'
import { closeOnSignal } from '../signals.ts'
import { paint, say } from '../terminal.ts'

/** Flags of the command; the settings stand beside these, by name. */
export interface ServeOptions {
  newAdminKey?: boolean
  printConfig?: boolean
}

/** For closing the stores, after what was begun has ended. */
const CLOSE_MS = 1500

/** Runs until a signal comes. @throws {CollectorError} when it cannot start. @throws {CliError} `setting_invalid` */
export async function serve({ newAdminKey = false, printConfig = false, ...flags }: ServeOptions): Promise<void> {
  const resolved = await loadSettings(flags)
  if (printConfig) return printSettings(resolved)
  const { settings } = resolved
  for (const warning of resolved.warnings) process.stderr.write(`${warning}\n`)
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
  greet(server, settings)
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

function greet({ url, metricsPort, credentials, credentialsFile, created, unsaved, missing }: Server, settings: Settings): void {
  const file = relative(process.cwd(), credentialsFile)
  for (const name of missing) say(`The ${name} is not built and not served: run "npm run build".`)
  say(`Collector  ${paint('bold', url)}`)
  say(`Console    ${paint('bold', created && credentials ? `${url}/console#key=${credentials.adminKey}` : `${url}/console`)}`)
  if (metricsPort !== undefined) say(`Metrics    http://${settings.metricsHost}:${metricsPort}/metrics`)
  if (created && credentials) {
    say()
    say(`Write key  ${credentials.writeKey}   (public: goes into the page)`)
    say(`Admin key  ${credentials.adminKey}   (secret: shown this once)`)
    if (unsaved) say(`Keep both: ${file} cannot be written (${unsaved}).`)
    else say(`Both are in ${file}, which only you can read; "foothold publish" finds them there.`)
  } else if (credentials) say(`Keys       in ${file}`)
  else say(`Keys       were shown at the first start, and ${file} is gone; --new-admin-key makes another admin key.`)
  say()
  say('Put this into your pages:')
  say(toSnippet(settings.endpoint ?? url, credentials?.writeKey ?? 'fh_pub_…'))
  say()
  say('Ctrl-C stops.')
}
