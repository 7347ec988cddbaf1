// Owns who sees what: without a key the sign-in, with a key the pages. It must not know what a page shows.
import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { createApi, type ConsoleError } from './api.ts'
import { AppContextProvider, type AppContext, type Notice } from './app-context.ts'
import { SignInPage } from './page/sign-in-page.tsx'
import { Notices } from './part/notices.tsx'
import type { Router } from './router.ts'
import type { Session } from './session.ts'
import { Shell } from './shell.tsx'

const NOTICE_MS = 12_000

/** The whole console. */
export function App({ session, router, fetch }: { session: Session; router: Router; fetch: typeof globalThis.fetch }): JSX.Element {
  const [key, setKey] = useState(session.key())
  const [refused, setRefused] = useState<ConsoleError>()
  const [notice, setNotice] = useState<Notice>()

  // A link with a key, pasted into a tab that is open already.
  useEffect(() => {
    const onHash = (): void => {
      if (session.takeFromAddress()) setKey(session.key())
    }
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [session])

  useEffect(() => {
    if (!notice) return undefined
    const timer = setTimeout(() => setNotice(undefined), NOTICE_MS)
    return () => clearTimeout(timer)
  }, [notice])

  const app = useMemo<AppContext>(() => {
    const leave = (error?: ConsoleError): void => {
      session.forget()
      setRefused(error)
      setKey(undefined)
      setNotice(undefined)
    }
    return {
      api: createApi({ fetch, key: () => session.key(), onRefused: leave }),
      router,
      cache: new Map(),
      notify: setNotice,
      signOut: () => leave(),
    }
  }, [key])

  const check = async (candidate: string): Promise<void> => {
    await createApi({ fetch, key: () => candidate }).project()
    session.keep(candidate)
    setRefused(undefined)
    setKey(candidate)
  }

  return (
    <>
      {key === undefined ? (
        <SignInPage refused={refused} onKey={check} />
      ) : (
        <AppContextProvider.Provider value={app}>
          <Shell key={key} />
        </AppContextProvider.Provider>
      )}
      <Notices notice={notice} onClose={() => setNotice(undefined)} />
    </>
  )
}
