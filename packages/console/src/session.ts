// Owns the admin key in this tab: taken from the address once, kept for the tab, gone with it or on sign-out.
// It must not know what the key opens.

const NAME = 'foothold.console.key'

/** What the session needs of a window. */
export interface SessionPort {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState' | 'state'>
  sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

/** The key of this tab. */
export interface Session {
  key(): string | undefined
  keep(key: string): void
  forget(): void
  /** Takes `#key=…` out of the address; true where there was one. */
  takeFromAddress(): boolean
}

/**
 * Creates the session of a tab.
 *
 * The key is removed from the address at once, so that it is in no history, no shared link and no screenshot. Where the
 * browser denies storage, the key lives in memory until the next load.
 *
 * @throws never
 */
export function createSession(port: SessionPort): Session {
  let key: string | undefined
  try {
    key = port.sessionStorage.getItem(NAME) ?? undefined
  } catch {
    /* Storage denied: memory only. */
  }
  const store = (value: string | undefined): void => {
    key = value
    try {
      if (value === undefined) port.sessionStorage.removeItem(NAME)
      else port.sessionStorage.setItem(NAME, value)
    } catch {
      /* Storage denied: memory only. */
    }
  }
  return {
    key: () => key,
    keep: store,
    forget: () => store(undefined),
    takeFromAddress() {
      const found = new URLSearchParams(port.location.hash.slice(1)).get('key')
      if (found === null) return false
      port.history.replaceState(port.history.state, '', port.location.pathname + port.location.search)
      if (found) store(found)
      return found !== ''
    },
  }
}
