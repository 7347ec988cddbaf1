// The only door to the browser: clock, ids, timers, storage, network, document. Everything else gets values or this.
import type { Report } from './error.ts'
import { createDisk } from './storage/disk.ts'
import { createStore, type Store } from './storage/store.ts'
import { createTransport, type Transport } from './transport/transport.ts'

export interface Platform {
  window: Window & typeof globalThis
  document: Document
  /** Epoch ms by the browser's clock; goes on from where it was when that is set back. */
  now(): number
  /** The same as it is set: what two pages agree on. */
  wall(): number
  /** 0 ≤ x < 1. */
  random(): number
  /** A unique id that begins with its time; those of one page sort as text in the order in which they were made. @see timeOf */
  createId(atMs: number): string
  /** Runs once after so many ms; returns what cancels it. */
  later(ms: number, run: () => void): () => void
  transport: Transport
  /** Events that wait to be sent, one record each. */
  queue: Store
  /** The person's state and the last bundle. */
  state: Store
  /** Small values that are needed at once; `null` where there is none or storage is blocked. */
  local: {
    read(name: string): string | null
    /** An empty value is none. */
    write(name: string, value: string): void
    /** Of all that are kept. */
    names(): string[]
  }
  /** Runs when another tab has written the small value of that name; returns what ends it. */
  onOther(name: string, run: (value: string) => void): () => void
}

/** What tells the ids of one page from all others; not by `Math.random`, which a host may have made predictable. */
const createToken = ({ crypto }: Window): string => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('')

/** Of µs in base 36, from 1973 to 2085. */
const TIME_LENGTH = 10

/** @param token - what tells the ids of this page from all others. */
export function createIds(token: string): Platform['createId'] {
  /** The time part of the last id, in µs. */
  let last = 0
  // many ids of one millisecond, and a clock that is set back, still keep their order
  return (atMs) => (last = Math.max(atMs * 1000, last + 1)).toString(36) + token
}

/**
 * @param wall - a clock that people set. When it is set back, what is returned goes on by the other.
 * @param steady - one that nobody sets, which may stand still while the machine sleeps.
 */
export function createClock(wall: () => number, steady: () => number): Platform['now'] {
  let origin = -Infinity
  return () => {
    const since = steady()
    // a host may have put a clock of its own in the place of the browser's, which says nothing for a while
    origin = Math.max(origin, (wall() || 0) - since)
    return Math.floor(origin + since)
  }
}

/** Epoch ms at which an id was made. */
export const timeOf = (id: string): number => parseInt(id.slice(0, TIME_LENGTH), 36) / 1000

/** Opens the real browser. @param key - the write key; each project has storage of its own. */
export function createPlatform(window: Window & typeof globalThis, key: string, endpoint: string, report: Report): Platform {
  const prefix = `foothold.${key.slice(-12)}`
  const later: Platform['later'] = (ms, run) => {
    const timer = window.setTimeout(run, ms)
    return () => window.clearTimeout(timer)
  }
  const others = new Set<Parameters<Platform['onOther']>>()
  const hear = ({ key, newValue }: StorageEvent): void => {
    for (const [name, run] of others) if (key === `${prefix}.${name}` && newValue) run(newValue)
  }
  /** What the browser has refused to keep. */
  const memory = new Map<string, string>()
  let degraded = false
  const createStoreOf = (name: string): Store =>
    createStore(createDisk(`${prefix}.${name}`, later), (cause) => {
      if (!degraded) report('storage_degraded', 'IndexedDB refuses.', cause)
      degraded = true
    })
  return {
    window,
    document: window.document,
    now: createClock(Date.now, () => performance.now()),
    wall: () => Date.now(),
    random: Math.random,
    createId: createIds(createToken(window)),
    later,
    transport: createTransport(window, endpoint, later),
    queue: createStoreOf('queue'),
    state: createStoreOf('state'),
    local: {
      read(name) {
        try {
          return memory.get(name) ?? window.localStorage.getItem(`${prefix}.${name}`)
        } catch {
          return null
        }
      },
      write(name, value) {
        try {
          memory.delete(name)
          const { localStorage } = window
          const full = `${prefix}.${name}`
          value ? localStorage.setItem(full, value) : localStorage.removeItem(full)
        } catch {
          // full or blocked: the value lives as long as this page, and the one before is not to come back after it
          memory.set(name, value)
          try {
            window.localStorage.removeItem(`${prefix}.${name}`)
          } catch {
            // blocked
          }
        }
      },
      names() {
        try {
          const start = `${prefix}.`
          return Object.keys(window.localStorage).flatMap((name) => (name.startsWith(start) ? name.slice(start.length) : []))
        } catch {
          return []
        }
      },
    },
    onOther(...heard) {
      if (!others.size) window.addEventListener('storage', hear)
      others.add(heard)
      return () => {
        others.delete(heard)
        if (!others.size) window.removeEventListener('storage', hear)
      }
    },
  }
}
