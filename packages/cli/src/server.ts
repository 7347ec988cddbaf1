// Owns a collector on this machine: data folder, first project with its keys, console and SDK files. `foothold serve` and
// the demo run it. It must not print or handle signals.
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKey, createProject, type Logger, type StateStore } from '@foothold/collector'
import { startCollector, type StartOptions } from '@foothold/collector/node'
import { placeCredentials, writeCredentials, type Credentials } from './credentials.ts'

// the demo does all of this in one process
export { publishFolder } from './command/publish.ts'
export { toFailure } from './fail.ts'
export { closeOnSignal } from './signals.ts'

/** Leaves time to close the stores before a supervisor's 10 s are over. */
const DRAIN_MS = 8_000

/** Who does not answer so soon is not there. */
const ANSWER_MS = 2_000

export interface ServerOptions {
  /** Data folder; created where missing. */
  data: string
  port: number
  hostname: string
  /** Make another admin key where the credentials file is gone or belongs to another project. @default false */
  renewKey?: boolean
  /** Told of every request that failed through no fault of its sender. @default silent */
  logger?: Logger | undefined
  /** Further options of the collector. */
  more?: Omit<Partial<StartOptions>, 'dataDirectory' | 'port' | 'hostname' | 'logger' | 'siteDirectories' | 'firstProject'>
}

export interface Server {
  /** Origin, without `/` at the end. */
  url: string
  /** Of figures and health, where there is one. */
  metricsPort: number | undefined
  /** `undefined` where the data folder has a project and nobody kept its keys. */
  credentials: Credentials | undefined
  /** Absolute path of the credentials file. */
  credentialsFile: string
  /** Whether the keys were made just now. */
  created: boolean
  /** Why the credentials file could not be written; then nobody else knows the keys. */
  unsaved: string | undefined
  /** Parts that have not been built and are not served. */
  missing: string[]
  /** Drains and ends; idempotent. */
  close(): Promise<void>
}

/**
 * Starts a collector, after making a project with its keys where the data folder has none.
 *
 * The keys go to `credentials.json` beside the data folder (mode 0600), where `foothold publish` finds them. The address in it stays that
 * of another collector with the same state, as long as that one answers.
 *
 * @throws {CollectorError} as `startCollector`
 */
export async function startServer({ data, port, hostname, renewKey = false, logger, more }: ServerOptions): Promise<Server> {
  const dataDirectory = resolve(data)
  const { file: credentialsFile, kept } = await placeCredentials(dataDirectory)
  const sites = { console: packageFolder('@foothold/console', 'dist/site'), sdk: packageFolder('@foothold/sdk', 'dist/browser') }
  const missing = Object.entries(sites)
    .filter(([, folder]) => !existsSync(folder))
    .map(([name]) => name)
  const collector = await startCollector({ dataDirectory, port, hostname, siteDirectories: sites, drainMs: DRAIN_MS, logger, ...more })
  try {
    const url = localUrl(collector.url)
    // once it listens, and not before: keys that were made for a start that fails would never be seen
    const { keys, created } = await ensureProject(collector.stores.state, kept, renewKey)
    const credentials = keys && { url, data: basename(dataDirectory), ...keys }
    const isKept = !created && kept !== undefined && (kept.url === url ? kept.data === credentials?.data : await isAtWork(kept))
    const unsaved = credentials && !isKept ? await save(credentialsFile, credentials) : undefined
    return { url, metricsPort: collector.metricsPort, credentials, credentialsFile, created, unsaved, missing, close: () => collector.close() }
  } catch (error) {
    await collector.close()
    throw error
  }
}

async function ensureProject(
  state: StateStore,
  kept: Credentials | undefined,
  renewKey: boolean,
): Promise<{ keys: Omit<Credentials, 'url' | 'data'> | undefined; created: boolean }> {
  const projects = await state.projects.list()
  const [first] = projects
  if (!first) {
    const { project, writeKey, adminKey } = await createProject(state, 'My product')
    return { keys: { project: project.id, writeKey, adminKey }, created: true }
  }
  if (kept && projects.some(({ id }) => id === kept.project)) {
    const { project, writeKey, adminKey } = kept
    return { keys: { project, writeKey, adminKey }, created: false }
  }
  if (!renewKey) return { keys: undefined, created: false }
  const adminKey = await createKey(state.projects, first.id, 'admin')
  const writeKey = (await state.projects.writeKey(first.id)) ?? (await createKey(state.projects, first.id, 'write'))
  return { keys: { project: first.id, writeKey, adminKey }, created: true }
}

/** Whether the collector of these credentials answers, with the project that they are of. */
async function isAtWork({ url, writeKey, adminKey }: Credentials): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/admin/v1/project`, { headers: { authorization: `Bearer ${adminKey}` }, signal: AbortSignal.timeout(ANSWER_MS) })
    return answer.ok && ((await answer.json()) as { writeKey?: unknown }).writeKey === writeKey
  } catch {
    return false
  }
}

/** @returns what went wrong; a server that runs without the file is better than none. */
async function save(file: string, credentials: Credentials): Promise<string | undefined> {
  return writeCredentials(file, credentials).catch((error: NodeJS.ErrnoException) => error.code ?? error.message) as Promise<string | undefined>
}

function packageFolder(name: string, folder: string): string {
  return join(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))), folder)
}

/** The address that people type: a name for loopback, and for "every network" too. */
function localUrl(url: string): string {
  return url.replace(/\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?=[:/]|$)/, '//localhost').replace(/\/+$/, '')
}
