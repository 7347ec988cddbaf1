// Owns noticing that an element has moved on the screen, for whatever reason, without asking it again and again.
import { boxOf, parentOf } from '../moment/tree.ts'

/** Below this a ratio counts as "out of view": an observer takes no threshold of 0 for "any change". */
const NONE = 1e-7
/** What moves is followed in each frame, and so many more after it stood still. */
const REST_FRAMES = 6

/**
 * Calls back when either element's box may have changed: scroll of any ancestor, resize, growth, or a layout shift.
 *
 * A layout shift has no event. An observer whose root is cut to the very box of the element reports as soon as the element
 * leaves that box; then it is looked at in each frame until it rests, and the root is cut anew. Standing still costs nothing.
 *
 * @returns what ends the calls.
 * @see https://github.com/floating-ui/floating-ui/blob/master/packages/dom/src/autoUpdate.ts where this way was first taken
 */
export function follow(target: Element, card: Element, moved: () => void): () => void {
  let frame = 0
  let still = 0
  let last = ''
  let fresh = true
  let cut: IntersectionObserver | undefined
  // in the next frame: what is placed anew may change its size, which an observer of sizes takes amiss
  const sizes = new ResizeObserver((changes) => {
    // the first report is of the sizes that it was placed by
    if (fresh && place() === last) return void (fresh = false)
    fresh = false
    // the page grew or shrank: what that moves is followed in the frame that shows it
    if (changes.every((change) => change.target === document.body)) return moved()
    last = ''
    still = 0
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(chase)
  })

  const place = (): string => Object.values(boxOf(target)).join()

  function chase(): void {
    const now = place()
    if (now !== last) {
      last = now
      still = 0
      moved()
    }
    if (still++ < REST_FRAMES) frame = requestAnimationFrame(chase)
    else watch(1)
  }

  function start(): void {
    cut?.disconnect()
    cancelAnimationFrame(frame)
    still = 0
    chase()
  }

  function watch(threshold: number): void {
    cut?.disconnect()
    last = place()
    const { left, top, right, bottom } = boxOf(target)
    const { clientWidth, clientHeight } = document.documentElement
    if (left >= right || top >= bottom) return
    let first = true
    const rootMargin = [top, clientWidth - right, clientHeight - bottom, left].map((side) => `${-Math.floor(side)}px`).join(' ')
    cut = new IntersectionObserver(
      ([entry]) => {
        const { intersectionRatio: ratio } = entry!
        // also true of the first report, where the page moved before it came
        if (place() !== last || (!first && ratio !== threshold)) start()
        // partly out of view from the start: changes of that part are what counts
        else if (first && ratio !== threshold && threshold === 1) watch(ratio || NONE)
        first = false
      },
      { rootMargin, threshold },
    )
    cut.observe(target)
  }

  // the scrolling of what is in a shadow root or a frame is heard there only
  const planes = new Set<EventTarget>([window, visualViewport!])
  for (let node: Element | null = target; node; node = parentOf(node)) planes.add(node.getRootNode())

  sizes.observe(target)
  sizes.observe(card)
  sizes.observe(document.body)
  for (const plane of planes) {
    plane.addEventListener('scroll', moved, { capture: true, passive: true })
    plane.addEventListener('resize', moved)
  }
  watch(1)
  moved()
  return () => {
    cancelAnimationFrame(frame)
    cut?.disconnect()
    sizes.disconnect()
    for (const plane of planes) {
      plane.removeEventListener('scroll', moved, { capture: true })
      plane.removeEventListener('resize', moved)
    }
  }
}
