// Owns loading for a page: what was there before at once, the new answer behind it, and again when the reader comes back.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { useApp } from './app-context.ts'
import { ConsoleError } from './api.ts'

/** Where a request stands. `data` and `error` can both be there: an old answer that could not be renewed. */
export interface Query<T> {
  data: T | undefined
  error: ConsoleError | undefined
  loading: boolean
  /** When `data` came, epoch ms. */
  atMs: number | undefined
  reload(): void
}

const STALE_MS = 30_000

/**
 * Loads an answer and keeps it fresh: on mount, when `name` changes, when the tab is looked at again after 30 s.
 *
 * @param name - identity of the answer, also in the cache.
 * @param load - called with a signal that fires when the answer is no longer wanted.
 * @returns never throws; a failure is `error`.
 */
export function useQuery<T>(name: string, load: (signal: AbortSignal) => Promise<T>): Query<T> {
  const { cache } = useApp()
  const [, redraw] = useState(0)
  const [tries, setTries] = useState(0)
  const state = useRef<{ name: string; error: ConsoleError | undefined; loading: boolean }>({ name, error: undefined, loading: true })
  if (state.current.name !== name) state.current = { name, error: undefined, loading: true }
  const latest = useRef(load)
  latest.current = load
  const reload = useCallback(() => setTries((count) => count + 1), [])

  useEffect(() => {
    const control = new AbortController()
    const settle = (error: ConsoleError | undefined): void => {
      if (control.signal.aborted) return
      state.current = { name, error, loading: false }
      redraw((count) => count + 1)
    }
    state.current = { ...state.current, loading: true }
    redraw((count) => count + 1)
    latest.current(control.signal).then(
      (data) => {
        if (!control.signal.aborted) cache.set(name, { data, atMs: Date.now() })
        settle(undefined)
      },
      (cause: unknown) =>
        settle(
          cause instanceof ConsoleError ? cause : new ConsoleError('internal', 0, { title: 'Something went wrong on this page', detail: String(cause), cause }),
        ),
    )
    return () => control.abort()
  }, [name, tries])

  useEffect(() => {
    const onVisible = (): void => {
      const kept = cache.get(name)
      if (document.visibilityState === 'visible' && Date.now() - (kept?.atMs ?? 0) > STALE_MS) reload()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [name])

  const kept = cache.get(name) as { data: T; atMs: number } | undefined
  return { data: kept?.data, atMs: kept?.atMs, error: state.current.error, loading: state.current.loading, reload }
}
