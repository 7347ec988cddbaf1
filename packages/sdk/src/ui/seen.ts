// Owns what "seen" means: half of it in view for half a second, in a tab that is in front.

const SEEN_MS = 500

/** Calls `seen` once when the element was really visible for 500 ms. @returns what ends the watch. */
export function onSeen(element: Element, seen: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let inView = false
  const update = (): void => {
    clearTimeout(timer)
    if (inView && !document.hidden) timer = setTimeout(() => (stop(), seen()), SEEN_MS)
  }
  const observer = new IntersectionObserver(
    (entries) => {
      inView = entries.at(-1)!.isIntersecting
      update()
    },
    { threshold: 0.5 },
  )
  const stop = (): void => {
    clearTimeout(timer)
    observer.disconnect()
    document.removeEventListener('visibilitychange', update)
  }
  observer.observe(element)
  document.addEventListener('visibilitychange', update)
  return stop
}
