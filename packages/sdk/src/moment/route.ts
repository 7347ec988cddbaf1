// Owns noticing that the address changed, whoever changed it. One hook a window, shared by all instances; no polling.

type Listener = () => void
const KEY = Symbol.for('foothold.route')

/**
 * Calls back after each change of the address without a page load.
 *
 * Uses the Navigation API where there is one; elsewhere the two methods of history are wrapped once, and stay so: a later
 * wrapper of the host may hold on to ours.
 *
 * @returns what ends the calls.
 * @see https://developer.mozilla.org/docs/Web/API/Navigation/currententrychange_event
 */
export function onRoute(window: Window & typeof globalThis, listener: Listener): () => void {
  const shared = ((window as unknown as Record<symbol, Set<Listener> | undefined>)[KEY] ??= install(window))
  let href = window.location.href
  const changed = (): void => {
    if (href === window.location.href) return
    href = window.location.href
    listener()
  }
  shared.add(changed)
  return () => void shared.delete(changed)
}

function install(window: Window & typeof globalThis): Set<Listener> {
  const listeners = new Set<Listener>()
  const tell = (): void => listeners.forEach((listener) => listener())
  const navigation = (window as { navigation?: EventTarget }).navigation
  if (navigation) {
    navigation.addEventListener('currententrychange', tell)
  } else {
    for (const method of ['pushState', 'replaceState'] as const) {
      const original = window.history[method]
      window.history[method] = function (...args) {
        original.apply(this, args)
        tell()
      }
    }
    window.addEventListener('popstate', tell)
    window.addEventListener('hashchange', tell)
  }
  return listeners
}
