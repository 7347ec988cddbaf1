// Owns the life of the event stream: open, read, notice silence, come back with `?after=`. It must not know how events are shown.
import type { EventEntry } from '@foothold/protocol'
import { ConsoleError, type Api } from './api.ts'
import { readEventStream } from './event-stream.ts'

/** `refused` is final: the key is not taken. */
export type FeedState = 'connecting' | 'open' | 'waiting' | 'refused'

/** What a feed needs. */
export interface FeedOptions {
  openStream: Api['openStream']
  /** Start behind this position; without it, from now on. */
  after?: number
  onEntry(entry: EventEntry): void
  onState(state: FeedState): void
  /** Injected for tests. @default `setTimeout` */
  wait?(ms: number, signal: AbortSignal): Promise<void>
  /** @default `Math.random` */
  random?(): number
  /** A stream silent for so long is taken for dead and opened again. @default 60_000 */
  silenceMs?: number
}

/** A running feed. */
export interface Feed {
  /** Tries again at once where it waits (the browser came online, the tab came back). */
  retryNow(): void
  dispose(): void
}

const MAX_WAIT_MS = 15_000

/** Waits, or ends early without an error when the signal fires. */
const timeout = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })

/**
 * Starts the feed; entries come in the order of the log, each once.
 *
 * After a break it goes on behind the last entry it handed out, with full-jitter back-off of at most 15 s.
 *
 * @throws never
 */
export function createFeed({ openStream, after, onEntry, onState, wait = timeout, random = Math.random, silenceMs = 60_000 }: FeedOptions): Feed {
  const life = new AbortController()
  let pause = new AbortController()
  let last = after

  const readOnce = async (): Promise<boolean> => {
    const connection = new AbortController()
    const end = (): void => connection.abort()
    life.signal.addEventListener('abort', end)
    let silence: ReturnType<typeof setTimeout> | undefined
    const alive = (): void => {
      clearTimeout(silence)
      silence = setTimeout(end, silenceMs)
    }
    let opened = false
    try {
      alive()
      const answer = await openStream(last, connection.signal)
      if (life.signal.aborted || !answer.body) return opened
      opened = true
      onState('open')
      for await (const message of readEventStream(answer.body, alive)) {
        const entry = parseEntry(message.data)
        if (life.signal.aborted) break
        if (!entry || (last !== undefined && entry.position <= last)) continue
        last = entry.position
        onEntry(entry)
      }
    } catch (error) {
      if (error instanceof ConsoleError && (error.status === 401 || error.status === 403)) throw error
    } finally {
      clearTimeout(silence)
      life.signal.removeEventListener('abort', end)
    }
    return opened
  }

  const run = async (): Promise<void> => {
    for (let attempt = 0; !life.signal.aborted;) {
      onState('connecting')
      try {
        attempt = (await readOnce()) ? 0 : attempt + 1
      } catch {
        if (!life.signal.aborted) onState('refused')
        return
      }
      if (life.signal.aborted) return
      onState('waiting')
      pause = new AbortController()
      // At least 250 ms: a stream that opens and closes at once must not spin.
      await wait(250 + random() * Math.min(MAX_WAIT_MS, 1000 * 2 ** attempt), AbortSignal.any([life.signal, pause.signal]))
    }
  }
  void run()
  return { retryNow: () => pause.abort(), dispose: () => life.abort() }
}

function parseEntry(data: string): EventEntry | undefined {
  try {
    const value = JSON.parse(data) as EventEntry
    return typeof value?.position === 'number' ? value : undefined
  } catch {
    return undefined
  }
}
