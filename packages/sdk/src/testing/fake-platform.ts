// A browser for tests: clock and timers by hand, memory for storage, a collector that answers as the test says.
import { LIMITS } from '@foothold/protocol'
import { createClock, createIds, type Platform } from '../platform.ts'
import { createMemoryStore, type Store } from '../storage/store.ts'
import type { Answer } from '../transport/transport.ts'

/** What outlives a page load; two platforms over the same one are two tabs. */
export interface Disk {
  queue: Store
  state: Store
  local: Map<string, string>
  /** The locks that are held, each with what takes it away. */
  locks: Map<string, () => void>
  /** Tabs that hear what another one writes. */
  tabs: Set<(name: string, value: string) => void>
}

export interface FakePlatform extends Platform {
  disk: Disk
  /** Moves the clock and runs what falls due, in its order. */
  advance(ms: number): Promise<void>
  /** Timers that wait. */
  readonly pending: number
  /** Requests so far, in their order. */
  requests: { path: string; body: Record<string, unknown>; at: number }[]
  /** Stops the tab where it stands: nothing of it runs and no answer arrives until it thaws. Its locks stay. */
  freeze(): void
  thaw(): Promise<void>
  /** Sets the wall clock; timers do not notice. */
  setClock(at: number): void
  /** How the collector answers; by default it takes everything. */
  answer(path: string, body: Record<string, unknown>): Answer | Promise<Answer>
}

export const createDisk = (): Disk => ({ queue: createMemoryStore(), state: createMemoryStore(), local: new Map(), locks: new Map(), tabs: new Set() })

export const ok = (body: Record<string, unknown> = {}): Answer => ({ status: 200, body, retryAfterMs: 0 })
export const failure = (status: number, retryAfterMs = 0): Answer => ({ status, body: undefined, retryAfterMs })

/** Lets everything run that waits for nothing but its turn. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 400; i++) await Promise.resolve()
}

/** 2026-11-22, a Sunday, at noon. */
export const START = Date.parse('2026-11-22T12:00:00Z')

let platforms = 0

function createSwitch(): { promise: Promise<void>; resolve: () => void; reject: (cause: unknown) => void } {
  let resolve!: () => void
  let reject!: (cause: unknown) => void
  const promise = new Promise<void>((one, other) => ([resolve, reject] = [one, other]))
  return { promise, resolve, reject }
}

export function createFakePlatform(options: { disk?: Disk; window?: Window & typeof globalThis; startAt?: number } = {}): FakePlatform {
  const { disk = createDisk() } = options
  /** Since the start, by a clock that nobody sets. */
  let time = 0
  let wall = options.startAt ?? START
  let timers: { at: number; run: () => void }[] = []
  let thawed: ReturnType<typeof createSwitch> | undefined
  const requests: FakePlatform['requests'] = []
  let flyingBytes = 0
  const heard = new Set<readonly [name: string, run: (value: string) => void]>()
  const hear = (name: string, value: string): void => {
    for (const [one, run] of heard) {
      if (one !== name) continue
      if (thawed) void thawed.promise.then(() => run(value))
      else run(value)
    }
  }
  disk.tabs.add(hear)
  const now = createClock(
    () => wall + time,
    () => time,
  )
  const request = async (path: string, body: Record<string, unknown>): Promise<Answer> => {
    requests.push({ path, body, at: now() })
    const answer = await platform.answer(path, body)
    await thawed?.promise
    // a collector names the batch that it answers
    return path === '/v1/batch' && typeof answer.body?.['accepted'] === 'number' ? { ...answer, body: { batchId: body['batchId'], ...answer.body } } : answer
  }
  const locks = {
    async request(name: string, { steal }: LockOptions, work: (lock: unknown) => Promise<void>) {
      if (disk.locks.has(name) && !steal) return work(null)
      disk.locks.get(name)?.()
      const stolen = createSwitch()
      const release = (): void => stolen.reject(new DOMException('Stolen.', 'AbortError'))
      disk.locks.set(name, release)
      return Promise.race([work({ name }), stolen.promise]).finally(() => disk.locks.get(name) === release && disk.locks.delete(name))
    },
  }
  const node = { navigator: { locks } } as unknown as Window & typeof globalThis
  const window = options.window ?? node
  const platform: FakePlatform = {
    window,
    document: window.document ?? { visibilityState: 'visible' },
    disk,
    requests,
    now,
    wall: () => wall + time,
    random: () => 0.5,
    createId: createIds(`-${platforms++}`),
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
      while (!thawed) {
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
    freeze() {
      thawed ??= createSwitch()
    },
    async thaw() {
      thawed?.resolve()
      thawed = undefined
      await platform.advance(0)
    },
    setClock(at) {
      wall = at - time
    },
    transport: {
      get: (path) => request(path, {}),
      pack: async (json) => new TextEncoder().encode(json),
      async post(path, body) {
        const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
        flyingBytes += bytes.length
        const answer = await request(path, JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>)
        flyingBytes -= bytes.length
        return answer
      },
      open: () => Promise.reject(new TypeError('no streams here')),
      spare: () => LIMITS.beaconBytes - flyingBytes,
    },
    queue: disk.queue,
    state: disk.state,
    local: {
      read: (name) => disk.local.get(name) ?? null,
      names: () => [...disk.local.keys()],
      write(name, value) {
        if (value) disk.local.set(name, value)
        else disk.local.delete(name)
        // as a browser tells of it: nothing of what is taken away
        if (value) for (const tab of disk.tabs) if (tab !== hear) tab(name, value)
      },
    },
    onOther(...one) {
      heard.add(one)
      return () => void heard.delete(one)
    },
    answer: (path, body) => (path === '/v1/batch' ? ok({ accepted: (body['batch'] as unknown[]).length, retry: [], rejected: [] }) : failure(404)),
  }
  return platform
}
