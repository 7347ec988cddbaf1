// Owns the settings of a collector: the one table that the configuration file, the environment, the flags, their help and the
// page are made from. It must not know files, processes or where a value came from.
import { z } from 'zod'
import { DURATION_PATTERN } from './duration.ts'
import { LIMITS } from './limits.ts'

/** Every setting with its value as the collector takes it: durations in ms. */
export interface Settings {
  data: string
  host: string
  port: number
  endpoint: string | undefined
  connections: number
  trustedProxies: readonly string[]
  headersTimeout: number
  requestTimeout: number
  keepAliveTimeout: number
  drainDelay: number
  drainTimeout: number
  retention: number | undefined
  stateUrl: string | undefined
  statePool: number
  stateTimeout: number
  logLevel: string
  logAddresses: boolean
  metricsPort: number | undefined
  metricsHost: string
  adminRequestsPerMinute: number
  streams: number
  queryTimeout: number
  eventBytes: number
  propertyDepth: number
  propertyKeys: number
  stringBytes: number
  nameLength: number
  batchEvents: number
  batchBytes: number
  batchDecompressedBytes: number
  batchRatio: number
  eventsPerSecond: number
  eventsBurst: number
  queueEvents: number
  queueBytes: number
  bodiesBytes: number
}

export type SettingName = keyof Settings

/** What of a collector a setting is about. */
export type SettingGroup = 'Server' | 'Stores' | 'Logs and figures' | 'Limits of requests' | 'Limits of events'

interface SettingBase {
  group: SettingGroup
  /** What it does, one line without a full stop. */
  text: string
}

/** One setting. Defaults are as people write them; `undefined` is none. */
export type Setting =
  | (SettingBase & { kind: 'text'; default: string | undefined; word: string; secret?: true })
  | (SettingBase & { kind: 'whole'; default: number | undefined; least: number; most: number; word?: string })
  | (SettingBase & { kind: 'duration'; default: string | undefined; mostMs: number })
  | (SettingBase & { kind: 'choice'; default: string; words: readonly string[] })
  | (SettingBase & { kind: 'list'; default: readonly string[]; word: string })
  | (SettingBase & { kind: 'flag'; default: false })

const HOUR_MS = 3_600_000
const server = { group: 'Server' } as const
const stores = { group: 'Stores' } as const
const logs = { group: 'Logs and figures' } as const
const requests = { group: 'Limits of requests', kind: 'whole' } as const
const events = { group: 'Limits of events', kind: 'whole', least: 1 } as const

/** The table. A limit's default is that of the collector. */
export const SETTINGS: Readonly<Record<SettingName, Setting>> = {
  data: { ...server, kind: 'text', default: '.foothold/data', word: 'folder', text: 'where everything is kept' },
  host: { ...server, kind: 'text', default: '127.0.0.1', word: 'address', text: 'address to listen on; 0.0.0.0 for every network' },
  port: { ...server, kind: 'whole', default: 4600, least: 0, most: 65_535, text: 'port to listen on; 0 takes any free one' },
  endpoint: { ...server, kind: 'text', default: undefined, word: 'url', text: 'address under which browsers reach it, for the snippet in the console' },
  connections: { ...server, kind: 'whole', default: 10_000, least: 1, most: 1_000_000, text: 'connections at once; more are closed' },
  trustedProxies: {
    ...server,
    kind: 'list',
    default: [],
    word: 'addresses',
    text: 'addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For tells the client',
  },
  headersTimeout: { ...server, kind: 'duration', default: '10s', mostMs: HOUR_MS, text: 'who is slower with the headers of a request is cut off' },
  requestTimeout: { ...server, kind: 'duration', default: '30s', mostMs: HOUR_MS, text: 'who is slower with a whole request is cut off' },
  keepAliveTimeout: {
    ...server,
    kind: 'duration',
    default: '65s',
    mostMs: HOUR_MS,
    text: 'how long an idle connection stays open; longer than that of the proxy',
  },
  drainDelay: {
    ...server,
    kind: 'duration',
    default: '0s',
    mostMs: 60_000,
    text: 'how long requests are still taken after a signal, while /health/ready says no',
  },
  drainTimeout: { ...server, kind: 'duration', default: '8s', mostMs: 60_000, text: 'how long begun requests have to end after that' },
  retention: {
    ...stores,
    kind: 'duration',
    default: undefined,
    mostMs: Infinity,
    text: 'age at which events are deleted, such as 400d; none keeps them for ever',
  },
  stateUrl: {
    ...stores,
    kind: 'text',
    default: undefined,
    word: 'address',
    secret: true,
    text: 'where people, keys and versions are: postgres://… or a path; state.db in the data folder by default',
  },
  statePool: { ...stores, kind: 'whole', default: 10, least: 1, most: 1000, text: 'connections to PostgreSQL at once' },
  stateTimeout: { ...stores, kind: 'duration', default: '15s', mostMs: HOUR_MS, text: 'a statement that PostgreSQL takes longer for is broken off' },
  logLevel: {
    ...logs,
    kind: 'choice',
    default: 'info',
    words: ['error', 'info', 'debug'],
    text: 'error: what failed; info: also what the collector does by itself; debug: also every request',
  },
  logAddresses: { ...logs, kind: 'flag', default: false, text: 'write the address of the client into the line of a request' },
  metricsPort: {
    ...logs,
    kind: 'whole',
    default: undefined,
    least: 0,
    most: 65_535,
    text: 'port of /metrics for Prometheus, and of /health; none by default',
  },
  metricsHost: { ...logs, kind: 'text', default: '127.0.0.1', word: 'address', text: 'address that this port listens on' },
  adminRequestsPerMinute: { ...requests, default: 300, least: 0, most: 1_000_000, text: 'requests of one admin key a minute; 0 is any number' },
  streams: { ...requests, default: 1000, least: 0, most: 1_000_000, text: 'streams of people’s state at once' },
  queryTimeout: { group: 'Limits of requests', kind: 'duration', default: '5s', mostMs: HOUR_MS, text: 'time for one question over many events' },
  eventBytes: { ...events, default: LIMITS.eventBytes, most: 1_048_576, word: 'bytes', text: 'one event' },
  propertyDepth: { ...events, default: LIMITS.propertyDepth, most: 100, text: 'levels of nesting' },
  propertyKeys: { ...events, default: LIMITS.propertyKeys, most: 10_000, text: 'keys of one object' },
  stringBytes: { ...events, default: LIMITS.stringBytes, most: 1_048_576, word: 'bytes', text: 'one text' },
  nameLength: { ...events, default: LIMITS.nameLength, most: LIMITS.nameLength, text: 'characters of a name or id' },
  batchEvents: { ...events, default: LIMITS.batchEvents, most: 10_000, text: 'events of one request' },
  batchBytes: { ...events, default: LIMITS.batchBytes, most: 67_108_864, word: 'bytes', text: 'a body as sent' },
  batchDecompressedBytes: { ...events, default: LIMITS.batchDecompressedBytes, most: 268_435_456, word: 'bytes', text: 'a body after decompression' },
  batchRatio: { ...events, default: 100, most: 10_000, text: 'bytes after decompression for one as sent, from 256 KiB on' },
  eventsPerSecond: { ...events, default: 1000, least: 0, most: 10_000_000, text: 'events a second of one write key in the long run; 0 is any number' },
  eventsBurst: { ...events, default: 5000, most: 10_000_000, text: 'events of one write key at once, after a rest' },
  queueEvents: { ...events, default: 50_000, most: 10_000_000, text: 'events that may wait for the disk or be written' },
  queueBytes: { ...events, default: 67_108_864, most: 8_589_934_592, word: 'bytes', text: 'all events until they are on the disk' },
  bodiesBytes: { ...events, default: 67_108_864, most: 8_589_934_592, word: 'bytes', text: 'all bodies while they are read' },
}

/** What a configuration file may hold. Values are as written: durations are texts. */
export const settingsSchema: z.ZodType<Record<string, unknown>> = z.strictObject({
  $schema: z.string().describe('where an editor finds the schema').optional(),
  ...Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, toSchema(setting).describe(describeSetting(setting)).optional()])),
})

/** Says what a setting does and what it is where nothing is said. */
export function describeSetting({ text, default: value }: Setting): string {
  const shown = Array.isArray(value) ? value.join(', ') : typeof value === 'number' ? value.toLocaleString('en') : value
  return shown === undefined || shown === '' || shown === false ? text : `${text} (default: ${String(shown)})`
}

function toSchema(setting: Setting): z.ZodType {
  switch (setting.kind) {
    case 'whole':
      return z.int().min(setting.least).max(setting.most)
    case 'duration':
      return z.string().regex(DURATION_PATTERN, 'a duration such as "10s" or "90d"')
    case 'choice':
      return z.enum(setting.words as [string, ...string[]])
    case 'list':
      return z.array(z.string().min(1))
    case 'flag':
      return z.boolean()
    case 'text':
      return z.string().min(1)
  }
}
