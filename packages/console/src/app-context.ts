// Owns what every page may use: the API, the router, what was loaded before, and the messages to the reader.
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Api } from './api.ts'
import type { Place, Router } from './router.ts'

/** A short message at the edge of the page, with at most one thing to do about it. */
export interface Notice {
  text: string
  tone?: 'good' | 'bad'
  action?: { label: string; run(): void }
}

/** What every page may use. */
export interface AppContext {
  api: Api
  router: Router
  /** Answers by address, so that going back shows at once what was there. Emptied with the sign-out. */
  cache: Map<string, { data: unknown; atMs: number }>
  notify(notice: Notice): void
  signOut(): void
}

/** Provided once, around all pages. */
export const AppContextProvider: ReturnType<typeof createContext<AppContext | undefined>> = createContext<AppContext | undefined>(undefined)

/**
 * Gives the context of the page.
 *
 * @throws Error outside of the provider: a mistake of ours.
 */
export function useApp(): AppContext {
  const app = useContext(AppContextProvider)
  if (!app) throw new Error('useApp outside of the signed-in part')
  return app
}

/** Follows the address. */
export function usePlace(router: Router): Place {
  const [place, setPlace] = useState(router.place())
  useEffect(() => router.subscribe(() => setPlace(router.place())), [router])
  return place
}

/** Gives the present, every half minute anew, for relative times. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
