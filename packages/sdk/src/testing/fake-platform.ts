// A browser for tests: clock and timers by hand, memory for storage, a collector that answers as the test says.
import type { Platform } from '../platform.ts'
import { createMemoryStore, type Store } from '../storage/store.ts'
import type { Answer } from '../transport/transport.ts'

/** What outlives a page load; two platforms over the same one are two tabs. */
export interface Disk {
  queue: Store
  state: Store
  local: Map<string, string>
  /** Names of the locks that are held. */
  locks: Set<string>
}

export interface FakePlatform extends Platform {
  disk: Disk
  /** Moves the clock and runs what falls due, in its order. */
  advance(ms: number): Promise<void>
  /** Timers that wait. */
  readonly pending: number
  /** Requests so far, in their order. */
  requests: { path: string; body: Record<string, unknown>; at: number }[]
  /** What was sent off at the end of the page. */
  departed: string[]
  /** How the collector answers; by default it takes everything. */
  answer(path: string, body: Record<string, unknown>): Answer | Promise<Answer>
}

export const createDisk = (): Disk => ({ queue: createMemoryStore(), state: createMemoryStore(), local: new Map(), locks: new Set() })

export const ok = (body: Record<string, unknown> = {}): Answer => ({ status: 200, body, retryAfterMs: 0 })
export const failure = (status: number, retryAfterMs = 0): Answer => ({ status, body: undefined, retryAfterMs })

/** Lets everything run that waits for nothing but its turn. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 60; i++) await Promise.resolve()
}

/** 2026-11-22, a Sunday, at noon. */
export const START = Date.parse('2026-11-22T12:00:00Z')

export function createFakePlatform(options: { disk?: Disk; window?: Window & typeof globalThis; startAt?: number } = {}): FakePlatform {
  const { disk = createDisk() } = options
  let time = options.startAt ?? START
  let ids = 0
  let timers: { at: number; run: () => void }[] = []
  const requests: FakePlatform['requests'] = []
  const departed: string[] = []
  const request = async (path: string, body: Record<string, unknown>): Promise<Answer> => {
    requests.push({ path, body, at: time })
    return platform.answer(path, body)
  }
  const locks = {
    request: async (name: string, _: unknown, work: (lock: unknown) => Promise<void>) => {
      if (disk.locks.has(name)) return work(null)
      disk.locks.add(name)
      return work({ name }).finally(() => disk.locks.delete(name))
    },
  }
  const node = { navigator: { locks } } as unknown as Window & typeof globalThis
  const window = options.window ?? node
  const platform: FakePlatform = {
    window,
    document: window.document,
    disk,
    requests,
    departed,
    now: () => time,
    random: () => 0.5,
    createId: (at) => `${at}-${String(ids++).padStart(6, '0')}`,
    later(ms, run) {
      const timer = { at: time + ms, run }
      timers.push(timer)
      return () => void (timers = timers.filter((one) => one !== timer))
    },
    get pending() {
      return timers.length
    },
    async advance(ms) {
      const end = time + ms
      await turns()
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((one) => one !== next)
        time = Math.max(time, next.at)
        next.run()
        await turns()
      }
      time = end
      await turns()
    },
    transport: {
      get: (path) => request(path, {}),
      post: (path, json) => request(path, JSON.parse(json) as Record<string, unknown>),
      depart: (_, json) => void departed.push(json),
    },
    queue: disk.queue,
    state: disk.state,
    local: { read: (name) => disk.local.get(name) ?? null, write: (name, value) => void disk.local.set(name, value) },
    answer: (path, body) => (path === '/v1/batch' ? ok({ accepted: (body['batch'] as unknown[]).length, retry: [], rejected: [] }) : failure(404)),
  }
  return platform
}
