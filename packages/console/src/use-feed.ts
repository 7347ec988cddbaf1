// Owns the rows of the live page: newest first, at most 500, gathered per frame, held back while paused.
import type { EventEntry } from '@foothold/protocol'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { useApp } from './app-context.ts'
import { createFeed, type FeedState } from './live-feed.ts'

/** Rows on the page at most; older ones leave. */
export const ROW_CAP = 500

/** What the live page shows. */
export interface LiveRows {
  rows: EventEntry[]
  state: FeedState
  paused: boolean
  /** Arrived while paused; capped like the rows. */
  held: number
  /** All that arrived since the page was opened. */
  arrived: number
  setPaused(paused: boolean): void
  clear(): void
}

/** Puts newer entries before older ones, keeps the newest `cap`. Entries that are there already are dropped. */
export function prependCapped(rows: EventEntry[], arrived: EventEntry[], cap: number = ROW_CAP): EventEntry[] {
  const newest = rows[0]?.position ?? -1
  const fresh = arrived.filter((entry) => entry.position > newest).reverse()
  return [...fresh, ...rows].slice(0, cap)
}

/** Follows the event stream while the page is open. */
export function useFeed(): LiveRows {
  const { api } = useApp()
  const [rows, setRows] = useState<EventEntry[]>([])
  const [state, setState] = useState<FeedState>('connecting')
  const [paused, setPausedState] = useState(false)
  const [held, setHeld] = useState(0)
  const [arrived, setArrived] = useState(0)
  const waiting = useRef<EventEntry[]>([])
  const isPaused = useRef(false)
  const frame = useRef(0)

  const flush = useCallback(() => {
    frame.current = 0
    if (isPaused.current) return setHeld(waiting.current.length)
    const entries = waiting.current
    waiting.current = []
    setHeld(0)
    setRows((before) => prependCapped(before, entries))
  }, [])

  useEffect(() => {
    const control = new AbortController()
    let feed: ReturnType<typeof createFeed> | undefined
    const start = (backlog: EventEntry[]): void => {
      setRows(prependCapped([], backlog))
      const after = backlog.at(-1)?.position
      feed = createFeed({
        openStream: api.openStream,
        ...(after !== undefined && { after }),
        onState: setState,
        onEntry: (entry) => {
          setArrived((count) => count + 1)
          waiting.current.push(entry)
          if (waiting.current.length > ROW_CAP) waiting.current.shift()
          // A timer, not a frame: frames stop in a tab that is not looked at.
          frame.current ||= window.setTimeout(flush, 100)
        },
      })
    }
    const wake = (): void => feed?.retryNow()
    api.latestEvents(50, control.signal).then(start, () => control.signal.aborted || start([]))
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    return () => {
      control.abort()
      feed?.dispose()
      clearTimeout(frame.current)
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
    }
  }, [api])

  return {
    rows,
    state,
    paused,
    held,
    arrived,
    setPaused(next) {
      isPaused.current = next
      setPausedState(next)
      if (!next) flush()
    },
    clear() {
      setRows([])
    },
  }
}
