// Owns noticing that the page's elements changed. One MutationObserver, connected only while somebody listens.

export interface DomWatch {
  /** Calls back at most once a frame after a change by the page; returns what ends the calls. */
  watch(listener: () => void): () => void
  /** Looks into a shadow root or the document of a frame as well, as long as somebody listens. */
  include(root: Node): void
}

/** What changes the look of elements without changing them: transitions that end, style sheets, pictures and frames that come. */
const EVENTS = ['transitionend', 'animationend', 'load'] as const

const isOurs = (node: Node): boolean => (node as Partial<HTMLElement>).dataset?.['foothold'] !== undefined

/** Whether the page did it: that we have drawn something tells us nothing. What takes ours away may well be the page. */
const isTheirs = ({ type, target, addedNodes, removedNodes }: MutationRecord): boolean =>
  type === 'attributes' ? !isOurs(target) : !addedNodes.length || removedNodes.length > 0 || ![...addedNodes].every(isOurs)

export function createDomWatch(window: Window & typeof globalThis): DomWatch {
  const listeners = new Set<() => void>()
  const roots = new Set<Node>()
  let frame = 0
  const tell = (): void => {
    frame = 0
    listeners.forEach((listener) => listener())
  }
  // a hidden tab paints no frames, and nobody sees what would change
  const changed = (): void => void (frame ||= window.requestAnimationFrame(tell))
  const observer = new window.MutationObserver((records) => void (records.some(isTheirs) && changed()))

  function include(root: Node): void {
    if (!listeners.size || roots.has(root)) return
    // any attribute may be what a selector asks for, any text a name
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
    for (const event of EVENTS) root.addEventListener(event, changed, { capture: true, passive: true })
    roots.add(root)
  }

  return {
    include,
    watch(listener) {
      listeners.add(listener)
      if (!roots.size) window.addEventListener('resize', changed)
      include(window.document)
      return () => {
        listeners.delete(listener)
        if (listeners.size) return
        observer.disconnect()
        window.removeEventListener('resize', changed)
        for (const root of roots) for (const event of EVENTS) root.removeEventListener(event, changed, { capture: true })
        roots.clear()
        window.cancelAnimationFrame(frame)
        frame = 0
      }
    },
  }
}
