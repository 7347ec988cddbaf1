// The only door to the browser: clock, ids, timers, storage, network, document. Everything else gets values or this.
import { nanoid } from 'nanoid'
import type { Report } from './error.ts'
import { createStore, type Store } from './storage/store.ts'
import { createTransport, type Transport } from './transport/transport.ts'

export interface Platform {
  window: Window & typeof globalThis
  document: Document
  /** Epoch ms by the browser's clock. */
  now(): number
  /** 0 ≤ x < 1. */
  random(): number
  /** A unique id; those of one page sort as text in the order in which they were made. */
  createId(atMs: number): string
  /** Runs once after so many ms; returns what cancels it. */
  later(ms: number, run: () => void): () => void
  transport: Transport
  /** Events that wait to be sent, one record each. */
  queue: Store
  /** The person's state and the last bundle. */
  state: Store
  /** Small values that are needed at once; `null` where there is none or storage is blocked. */
  local: { read(name: string): string | null; write(name: string, value: string): void }
}

/** Opens the real browser. @param key - the write key; each project has storage of its own. */
export function createPlatform(window: Window & typeof globalThis, key: string, endpoint: string, report: Report): Platform {
  const prefix = `foothold.${key.slice(-12)}`
  /** The time part of the last id, in µs. */
  let last = 0
  return {
    window,
    document: window.document,
    now: () => Date.now(),
    random: () => Math.random(),
    // many ids of one millisecond, and a clock that is set back, still keep their order
    createId: (atMs) => (last = Math.max(atMs * 1000, last + 1)).toString(36) + nanoid(12),
    later: (ms, run) => {
      const timer = window.setTimeout(run, ms)
      return () => window.clearTimeout(timer)
    },
    transport: createTransport(window, endpoint),
    queue: createStore(`${prefix}.queue`, report),
    state: createStore(`${prefix}.state`, report),
    local: {
      read: (name) => {
        try {
          return window.localStorage.getItem(`${prefix}.${name}`)
        } catch {
          return null
        }
      },
      write: (name, value) => {
        try {
          window.localStorage.setItem(`${prefix}.${name}`, value)
        } catch {
          // full or blocked: the value lives in memory for this page, and the next visit is a new one
        }
      },
    },
  }
}
