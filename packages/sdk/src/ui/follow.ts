// Owns noticing that an element has moved on the screen, for whatever reason, without asking it again and again.

/** Below this a ratio counts as "out of view": an observer takes no threshold of 0 for "any change". */
const NONE = 1e-7

/**
 * Calls back when either element's box may have changed: scroll of any ancestor, resize, growth, or a layout shift.
 *
 * A layout shift has no event. An observer whose root is cut to the very box of the element reports as soon as the element
 * leaves that box; then the root is cut anew. Standing still costs nothing.
 *
 * @returns what ends the calls.
 * @see https://github.com/floating-ui/floating-ui/blob/master/packages/dom/src/autoUpdate.ts where this way was first taken
 */
export function follow(target: Element, card: Element, moved: () => void): () => void {
  let frame = 0
  let cut: IntersectionObserver | undefined
  const sizes = new ResizeObserver(moved)

  function watch(threshold: number): void {
    cut?.disconnect()
    const { left, top, right, bottom, width, height } = target.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    if (!width || !height) return
    let first = true
    const rootMargin = [top, clientWidth - right, clientHeight - bottom, left].map((side) => `${-Math.floor(side)}px`).join(' ')
    cut = new IntersectionObserver(
      ([entry]) => {
        const { intersectionRatio: ratio, boundingClientRect: box } = entry!
        // also true of the first report, where the page moved before it came
        if (box.left !== left || box.top !== top || box.width !== width || box.height !== height) {
          moved()
          // at most once a frame, however the page trembles
          cancelAnimationFrame(frame)
          frame = requestAnimationFrame(() => watch(1))
        } else if (first && ratio !== threshold && threshold === 1) {
          // partly out of view from the start: changes of that part are what counts
          watch(ratio || NONE)
        }
        first = false
      },
      { rootMargin, threshold },
    )
    cut.observe(target)
  }

  sizes.observe(target)
  sizes.observe(card)
  addEventListener('scroll', moved, { capture: true, passive: true })
  addEventListener('resize', moved)
  watch(1)
  moved()
  return () => {
    cancelAnimationFrame(frame)
    cut?.disconnect()
    sizes.disconnect()
    removeEventListener('scroll', moved, { capture: true })
    removeEventListener('resize', moved)
  }
}
