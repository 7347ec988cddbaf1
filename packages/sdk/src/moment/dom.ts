// Owns noticing that the page's elements changed. One MutationObserver, connected only while somebody listens.

export interface DomWatch {
  /** Calls back at most once a frame after a change; returns what ends the calls. */
  watch(listener: () => void): () => void
}

export function createDomWatch(window: Window & typeof globalThis): DomWatch {
  const listeners = new Set<() => void>()
  let frame = 0
  const tell = (): void => {
    frame = 0
    listeners.forEach((listener) => listener())
  }
  const observer = new window.MutationObserver(() => {
    // a hidden tab paints no frames, and nobody sees what would change
    frame ||= window.requestAnimationFrame(tell)
  })
  return {
    watch(listener) {
      // any attribute may be what a selector asks for
      if (!listeners.size) observer.observe(window.document.documentElement, { subtree: true, childList: true, attributes: true })
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size) return
        observer.disconnect()
        window.cancelAnimationFrame(frame)
        frame = 0
      }
    },
  }
}
