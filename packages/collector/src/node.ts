// Owns the collector as a process: data folder, ports, drain. Signals belong to whoever starts it.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createCollector, type Collector } from './app.ts'
import { CollectorError, describeError } from './error.ts'
import type { CollectorOptions, Logger } from './options.ts'
import { createProject, type CreatedProject } from './project/create-project.ts'
import { addProcessFigures } from './metrics/process-figures.ts'
import { createMetricsServer } from './metrics/server.ts'
import { createClientAddress } from './middleware/client-address.ts'
import { createSite } from './site.ts'
import { holdFolder } from './store/sqlite/hold-folder.ts'
import { openStores, type OpenOptions } from './store/sqlite/open.ts'
import { parseStateUrl } from './store/state-url.ts'
import type { Stores } from './store/stores.ts'

/** What `startCollector` needs. */
export interface StartOptions extends OpenOptions {
  /** Created where missing. */
  dataDirectory: string
  /** 0 takes any free port. */
  port: number
  /** @default '127.0.0.1' */
  hostname?: string | undefined
  /** Folders of built files; a folder that is missing answers 404. */
  siteDirectories?: { console?: string | undefined; sdk?: string | undefined } | undefined
  /** Creates a project of this name where the data folder has none. @default none is created */
  firstProject?: string | undefined
  /** Address under which browsers reach the collector, where it is not the one listened on. */
  endpoint?: string | undefined
  /** @default silent */
  logger?: Logger | undefined
  /** Limits of ingestion that differ from the defaults. @default INGEST_LIMITS */
  limits?: CollectorOptions['limits']
  /** Age at which events are deleted, in ms. @default none: they are kept for ever */
  retentionMs?: number | undefined
  /** Requests of one admin key a minute; 0 for any number. @default 300 */
  adminRequestsPerMinute?: number | undefined
  /** Streams of people's state at once. @default 1_000 */
  streams?: number | undefined
  /** Connections at once; more are closed. @default any number */
  connections?: number | undefined
  /** How long an idle connection stays open, in ms. @default 65_000 */
  keepAliveMs?: number | undefined
  /** Addresses and networks of proxies that are believed whose request it is. @default none */
  trustedProxies?: readonly string[] | undefined
  /** Write the address of the client into the line of a request. @default false */
  logAddresses?: boolean | undefined
  /** Where figures and health are told, on a port of their own. @default nowhere */
  metrics?: { port: number; hostname?: string | undefined } | undefined
  /** How long `close` takes requests as before, while `/health/ready` says no, in ms. @default 0 */
  drainDelayMs?: number | undefined
  /** How long `close` waits after that for begun requests, in ms. @default 10_000 */
  drainMs?: number | undefined
  /** A client that is slower than this with its headers is cut off, in ms. @default 10_000 */
  headersMs?: number | undefined
  /** A client that is slower than this with a whole request is cut off, in ms. @default 30_000 */
  requestMs?: number | undefined
}

/** A collector that listens. */
export interface StartedCollector {
  /** Without trailing `/`. */
  url: string
  port: number
  /** Of figures and health, where there is one. */
  metricsPort: number | undefined
  collector: Collector
  stores: Stores
  /** The project that was created now, with its keys in full: the only time that they can be read. */
  created: CreatedProject | undefined
  /** Stops listening, answers what was begun, brings everything to the disk. Idempotent. */
  close(): Promise<void>
}

const HEADERS_MS = 10_000
const REQUEST_MS = 30_000
const DRAIN_MS = 10_000
const KEEP_ALIVE_MS = 65_000
/** How often Node looks for slow clients; its default of 30 s would treble the time that they get. */
const CHECK_MS = 1000

/**
 * Starts a collector on a data folder and a port.
 *
 * @throws {CollectorError} `port_taken`, `store_in_use`, `setting_invalid`, and as `openStores`; the message is one line for the operator.
 */
export async function startCollector(options: StartOptions): Promise<StartedCollector> {
  const { dataDirectory, port, hostname = '127.0.0.1', siteDirectories = {}, firstProject, logger, metrics } = options
  const clientAddress = createClientAddress(options.trustedProxies ?? [])
  // with a state that is made to be shared, several may work on one folder
  const isShared = parseStateUrl(options.stateUrl, dataDirectory).kind === 'postgres'
  const ends: (() => unknown)[] = isShared ? [] : [holdFolder(dataDirectory)]
  const endAll = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  const { console: consoleDirectory, sdk: sdkDirectory } = siteDirectories
  try {
    const stores = await openStores(dataDirectory, logger, options)
    ends.push(() => stores.close())
    const created = firstProject !== undefined && !(await stores.state.projects.list()).length ? await createProject(stores.state, firstProject) : undefined
    const collector = createCollector({
      stores,
      logger,
      endpoint: options.endpoint,
      limits: options.limits,
      retentionMs: options.retentionMs,
      adminRequestsPerMinute: options.adminRequestsPerMinute,
      streams: options.streams,
      clientAddress: options.logAddresses ? clientAddress : undefined,
      sites: {
        console: consoleDirectory === undefined ? undefined : createSite(consoleDirectory),
        sdk: sdkDirectory === undefined ? undefined : createSite(sdkDirectory),
      },
    })
    ends.push(() => collector.close(), addProcessFigures(collector.figures.registry, dataDirectory))
    const told = metrics && createMetricsServer({ text: collector.figures.registry.text, health: async (path) => collector.app.request(path) })
    const metricsPort = told && (await listen(told, metrics.port, metrics.hostname ?? '127.0.0.1')).port
    if (told) ends.push(() => closeNow(told))
    const server = serve(options, collector)
    const address = await listen(server, port, hostname)
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      collector.leave()
      await new Promise((go) => setTimeout(go, options.drainDelayMs ?? 0))
      collector.drain()
      await stop(server, options.drainMs ?? DRAIN_MS)
      await endAll()
    }
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
    return { url: `http://${host}:${address.port}`, port: address.port, metricsPort, collector, stores, created, close: () => (closing ??= close()) }
  } catch (error) {
    await endAll()
    throw error
  }
}

function serve(
  { headersMs = HEADERS_MS, requestMs = REQUEST_MS, keepAliveMs = KEEP_ALIVE_MS, connections }: StartOptions,
  { app, takeDirectly, figures }: Collector,
): Server {
  const listener = getRequestListener(app.fetch)
  const server = createServer(
    { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: CHECK_MS, keepAliveTimeout: keepAliveMs },
    (request, response) => {
      const begun = performance.now()
      const onSent = (): void => figures.served(request.url ?? '', response.statusCode, performance.now() - begun)
      takeDirectly(request, response, {
        onSent,
        toApp() {
          response.once('finish', onSent)
          void listener(request, response)
        },
      })
    },
  )
  if (connections !== undefined) server.maxConnections = connections
  return server
}

/** Nobody has begun anything there that must be ended. */
function closeNow(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function listen(server: Server, port: number, hostname: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE')
        reject(new CollectorError('port_taken', `Port ${port} on ${hostname} is in use already. Stop the other program, or choose another port.`, { cause }))
      else if (cause.code === 'EACCES') reject(new CollectorError('port_taken', `Port ${port} may not be used by this user. Choose one above 1023.`, { cause }))
      else reject(new CollectorError('port_taken', `${hostname}:${port} cannot be listened on (${describeError(cause)}).`, { cause }))
    })
    server.listen(port, hostname, () => resolve(server.address() as AddressInfo))
  })
}

/** Resolves when no connection is left: idle ones are closed at once, busy ones after their answer or when time is up. */
function stop(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), drainMs)
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(force)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}
