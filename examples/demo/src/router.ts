// Owns the address: where we are and how to go elsewhere (History API). It must not know the screens.
import { useLayoutEffect, useState } from 'preact/hooks'

export interface Place {
  path: string
  query: URLSearchParams
}

const listeners = new Set<() => void>()
const changed = (): void => listeners.forEach((listener) => listener())
const here = (): Place => ({ path: location.pathname.replace(/(.)\/+$/, '$1'), query: new URLSearchParams(location.search) })

/**
 * Goes to a path of this app without a load; another origin is loaded as usual.
 *
 * @param to - path, `?query` or absolute address.
 */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = new URL(to, location.href)
  if (url.origin !== location.origin) return location.assign(url)
  if (replace) history.replaceState(null, '', url)
  else if (url.href !== location.href) history.pushState(null, '', url)
  changed()
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here)
  useLayoutEffect(() => {
    const update = (): void => setPlace(here())
    listeners.add(update)
    return () => void listeners.delete(update)
  }, [])
  return place
}

/** Matches `/projects/:id` against a path. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const names = pattern.split('/')
  const parts = path.split('/')
  if (names.length !== parts.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    if (name.startsWith(':')) found[name.slice(1)] = decodeURIComponent(parts[i]!)
    else if (name !== parts[i]) return undefined
  }
  return found
}

/** Follows links inside the app softly; everything the browser treats specially is left to it. */
export function followLinks(): void {
  addEventListener('popstate', changed)
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.getAttribute('href')?.startsWith('#')) return
    event.preventDefault()
    navigate(link.href)
  })
}
