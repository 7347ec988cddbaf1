// Owns the thread that appends, on the side of those who wait for it. It must not know SQL.
import type { ErrorCode } from '@foothold/protocol'
import { CollectorError } from '../../error.ts'
import { startThread } from '../start-thread.ts'
import type { PackedEvents } from './chunk.ts'
import type { ForgottenIds } from './event-appender.ts'

/** A part as it goes to the thread: all ids as one text, as each string of its own would cost as much as a hundred characters. */
export interface SentPart extends Omit<PackedEvents, 'ids'> {
  ids: string
  /** UTF-16 units of each id. */
  lengths: Uint32Array
}

/** To the thread; it does one after another. */
export type AppendOrder = { type: 'append'; parts: readonly SentPart[] } | { type: 'forget'; deleted: readonly ForgottenIds[] } | { type: 'close' }

/** From the thread; `stored` and `failed` in the order of the appends. */
export type AppendReport = { type: 'ready' } | { type: 'stored'; stored: boolean[] } | { type: 'failed'; code: ErrorCode | undefined; message: string }

const HEAP_MB = 128

/** Appends in a thread of its own. */
export interface AppendThread {
  /** Resolves when it can append; never where it cannot. */
  ready: Promise<void>
  /** As `EventAppender.append`. */
  append(parts: readonly PackedEvents[]): Promise<boolean[]>
  forget(deleted: readonly ForgottenIds[]): void
  /** Resolves when the thread has ended. Idempotent. */
  close(): Promise<void>
}

/**
 * Starts the thread.
 *
 * @param path - of the log.
 * @param onEnd - called when the thread ends without having been asked.
 */
export function startAppendThread(path: string, onEnd: () => void): AppendThread {
  const worker = startThread({ from: import.meta.url, file: 'append-worker', data: { path }, heapMb: HEAP_MB })
  worker.unref()
  const waiting: { resolve(stored: boolean[]): void; reject(error: unknown): void }[] = []
  let closed = false
  let isReady = (): void => {}
  const ready = new Promise<void>((resolve) => (isReady = resolve))

  const take = (): (typeof waiting)[number] => {
    const one = waiting.shift()!
    if (!waiting.length && !closed) worker.unref()
    return one
  }
  worker.on('message', (report: AppendReport) => {
    if (report.type === 'ready') isReady()
    else if (report.type === 'stored') take().resolve(report.stored)
    else take().reject(report.code ? new CollectorError(report.code, report.message) : new Error(report.message))
  })
  // 'exit' follows
  worker.on('error', () => {})
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      // whether they were stored nobody can say; who sends them again will hear
      const error = new CollectorError('storage_failed', 'Storing was cut off. Nothing of the request was acknowledged; send it again later.')
      for (const { reject } of waiting.splice(0)) reject(error)
      if (!closed) onEnd()
      resolve()
    })
  })
  const send = (order: AppendOrder): void => worker.postMessage(order)
  return {
    ready,
    append: (parts) =>
      new Promise((resolve, reject) => {
        worker.ref()
        waiting.push({ resolve, reject })
        send({ type: 'append', parts: parts.map(toSent) })
      }),
    forget: (deleted) => send({ type: 'forget', deleted }),
    close() {
      if (!closed) {
        closed = true
        worker.ref()
        send({ type: 'close' })
      }
      return ended
    },
  }
}

function toSent({ ids, ...part }: PackedEvents): SentPart {
  return { ...part, ids: ids.join(''), lengths: Uint32Array.from(ids, ({ length }) => length) }
}

/** The part as it was before it was sent. */
export function fromSent({ ids, lengths, ...part }: SentPart): PackedEvents {
  let end = 0
  return { ...part, ids: Array.from(lengths, (length) => ids.slice(end, (end += length))) }
}
