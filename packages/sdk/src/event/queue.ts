// Owns the way of an event from `track()` to the collector: written down first, sent in batches, deleted when acknowledged.
import { LIMITS } from '@foothold/protocol'
import type { Report } from '../error.ts'
import type { Platform } from '../platform.ts'
import { encodeBatch, takeBatch, type Waiting } from './batch.ts'
import { toVerdict } from './retry.ts'

const FLUSH_MS = 2_000
const FLUSH_EVENTS = 20
/** Well below the collector's limit: a lost request then costs little to send again. */
const BATCH_BYTES = 120_000

export interface Queue {
  /** Keeps an event; resolves when it is on disk and would survive a crash of the tab. Never rejects. */
  add(id: string, json: string): Promise<void>
  /** Sends what waits, as far as the collector takes it now. Never rejects. */
  flush(): Promise<void>
  /** Sends off what this page has written and not seen acknowledged; for the end of the page. */
  depart(): void
  dispose(): void
}

/** @param key - the write key. One tab at a time sends, by a Web Lock. */
export function createQueue(platform: Platform, key: string, report: Report): Queue {
  /** What this page wrote and has not seen acknowledged: the copy that the end of the page sends. */
  const mine = new Map<string, string>()
  let unwritten: [string, string][] = []
  let writing: Promise<void> | undefined
  let attempt = 0
  let batchEvents: number = LIMITS.batchEvents
  let notBefore = 0
  let cancelTimer: (() => void) | undefined
  let flushing: Promise<void> | undefined
  let disposed = false

  const write = async (): Promise<void> => {
    // all events of one turn share one transaction
    await Promise.resolve()
    const entries = unwritten
    unwritten = []
    writing = undefined
    await platform.queue.set(entries)
  }

  const schedule = (ms: number): void => {
    cancelTimer ??= platform.later(ms, () => {
      cancelTimer = undefined
      void flush()
    })
  }

  const encode = (batch: readonly Waiting[]): string => {
    const now = platform.now()
    return encodeBatch(batch, { writeKey: key, batchId: platform.createId(now), sentAt: new Date(now).toISOString(), attempt })
  }

  async function sendOne(): Promise<boolean> {
    const waiting = await platform.queue.first<string>(batchEvents)
    if (!waiting.length) return false
    const batch = takeBatch(waiting, batchEvents, BATCH_BYTES)
    const verdict = toVerdict(await platform.transport.post('/v1/batch', encode(batch)), attempt, platform.random())
    if (verdict.waitMs) {
      attempt++
      return wait(verdict.waitMs)
    }
    if (verdict.halve && batch.length > 1) {
      batchEvents = Math.ceil(batch.length / 2)
      return true
    }
    attempt = 0
    batchEvents = LIMITS.batchEvents
    const rejected = verdict.halve ? [{ id: batch[0]![0], code: 'event_invalid' }] : verdict.rejected
    for (const { id, code } of rejected) report('event_dropped', `Refused: ${id}, ${code}.`)
    const over = batch.map(([id]) => id).filter((id) => !verdict.keep.has(id))
    for (const id of over) mine.delete(id)
    await platform.queue.delete(over)
    return verdict.keep.size ? wait(FLUSH_MS) : true
  }

  const wait = (ms: number): false => {
    notBefore = platform.now() + ms
    schedule(ms)
    return false
  }

  async function flush(): Promise<void> {
    flushing ??= (async () => {
      await writing
      if (disposed) return
      // the timer that fired may be older than the answer that asked for patience
      const patience = notBefore - platform.now()
      if (patience > 0) return schedule(patience)
      const work = async (lock: unknown): Promise<void> => {
        // somebody else is at it, and sends ours too
        if (!lock) return schedule(FLUSH_MS)
        while (!disposed && (await sendOne()));
      }
      try {
        await platform.window.navigator.locks.request(`foothold.${key}`, { ifAvailable: true }, work)
      } catch {
        // no locks here (an insecure address, a sandboxed frame): the collector counts an event that two tabs send once
        await work(true)
      }
    })().finally(() => (flushing = undefined))
    return flushing
  }

  return {
    add(id, json) {
      mine.set(id, json)
      unwritten.push([id, json])
      writing ??= write()
      const full = mine.size === FLUSH_EVENTS
      if (full) {
        cancelTimer?.()
        cancelTimer = undefined
      }
      schedule(Math.max(full ? 0 : FLUSH_MS, notBefore - platform.now()))
      return writing
    },
    flush,
    depart() {
      // what is on its way to the disk may not arrive there any more
      let rest: readonly Waiting[] = [...mine]
      while (rest.length) {
        const batch = takeBatch(rest, LIMITS.batchEvents, LIMITS.beaconBytes)
        platform.transport.depart('/v1/batch', encode(batch))
        rest = rest.slice(batch.length)
      }
    },
    dispose() {
      disposed = true
      cancelTimer?.()
    },
  }
}
