// Owns the addresses of the console: path → page and back, the query of a page, and moving without a load.
// It must not know what a page shows.

/** One page with what its address says. */
export type Route =
  | { page: 'overview' }
  | { page: 'guides' }
  | { page: 'guide'; key: string }
  | { page: 'people' }
  | { page: 'person'; id: string }
  | { page: 'account'; id: string }
  | { page: 'live' }
  | { page: 'versions' }
  | { page: 'settings' }
  | { page: 'missing'; path: string }

/** Where the collector serves the console. */
export const BASE = '/console'

const LISTS = { guides: true, people: true, live: true, versions: true, settings: true } as const
const isList = (name: string): name is keyof typeof LISTS => Object.hasOwn(LISTS, name)

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/**
 * Finds the page of a path.
 *
 * @param path - `location.pathname`; a trailing slash means nothing.
 * @returns the route; `missing` for whatever is no page, also for a broken escape.
 */
export function parseRoute(path: string): Route {
  const missing: Route = { page: 'missing', path }
  if (path !== BASE && !path.startsWith(`${BASE}/`)) return missing
  const parts = path.slice(BASE.length).split('/').filter(Boolean).map(decode)
  const [list, id] = parts
  if (parts.length > 2 || parts.includes(undefined)) return missing
  if (list === undefined) return { page: 'overview' }
  if (id === undefined) return isList(list) ? { page: list } : missing
  if (list === 'guides') return { page: 'guide', key: id }
  if (list === 'accounts') return { page: 'account', id }
  return list === 'people' ? { page: 'person', id } : missing
}

/** Writes the path of a page; what `parseRoute` reads back. */
export function toPath(route: Route): string {
  switch (route.page) {
    case 'overview':
      return BASE
    case 'guide':
      return `${BASE}/guides/${encodeURIComponent(route.key)}`
    case 'person':
      return `${BASE}/people/${encodeURIComponent(route.id)}`
    case 'account':
      return `${BASE}/accounts/${encodeURIComponent(route.id)}`
    case 'missing':
      return route.path
    default:
      return `${BASE}/${route.page}`
  }
}

/**
 * Puts values into a query; empty ones leave it.
 *
 * @param search - `location.search`, with or without `?`.
 * @returns the new query with `?`, or an empty string.
 */
export function withQuery(search: string, values: Record<string, string | null>): string {
  const query = new URLSearchParams(search)
  for (const [key, value] of Object.entries(values)) value ? query.set(key, value) : query.delete(key)
  return query.size ? `?${query}` : ''
}

/**
 * Says whether a click on a link is ours to handle: an unmodified click, same origin, under the console, no new tab, no download.
 *
 * @returns the address to move to, or `undefined` to leave the click to the browser.
 */
export function hrefOfClick(event: MouseEvent, origin: string): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const href = link?.getAttribute('href')
  if (!link || !href || href.startsWith('#') || link.target || link.hasAttribute('download')) return undefined
  const url = new URL(href, link.baseURI)
  if (url.origin !== origin || (url.pathname !== BASE && !url.pathname.startsWith(`${BASE}/`))) return undefined
  return url.pathname + url.search
}

/** The address as pages see it. */
export interface Place {
  route: Route
  /** `location.search`. */
  search: string
}

/** Moves between pages over the browser's own history. */
export interface Router {
  place(): Place
  /** Goes to an address of the console; the back button comes back. */
  go(href: string): void
  /** Changes the query of this page without a step in the history: sorting, search as one types. */
  refine(values: Record<string, string | null>): void
  subscribe(listener: () => void): () => void
}

/**
 * Creates the router of a window and begins to handle its links.
 *
 * @param window - injected for tests.
 * @returns the router; lives as long as the window.
 */
export function createRouter(window: Window): Router {
  const listeners = new Set<() => void>()
  const read = (): Place => ({ route: parseRoute(window.location.pathname), search: window.location.search })
  let place = read()
  const changed = (): void => {
    place = read()
    for (const listener of listeners) listener()
  }
  const go = (href: string): void => {
    const same = href === window.location.pathname + window.location.search
    window.history[same ? 'replaceState' : 'pushState'](null, '', href)
    changed()
    window.scrollTo(0, 0)
  }
  window.addEventListener('popstate', changed)
  window.document.addEventListener('click', (event) => {
    const href = hrefOfClick(event, window.location.origin)
    if (href === undefined) return
    event.preventDefault()
    go(href)
  })
  return {
    place: () => place,
    go,
    refine(values) {
      window.history.replaceState(window.history.state, '', window.location.pathname + withQuery(window.location.search, values))
      changed()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
