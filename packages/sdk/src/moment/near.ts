// Owns noticing that the pointer comes near to an element, or that the keyboard reaches it.
import { boxOf, isInside } from './tree.ts'

/**
 * Calls back once when the pointer is within `distance` px of the element's box, or focus enters it.
 *
 * @param find - asked at most once a frame while the pointer moves.
 * @returns what ends the watch.
 */
export function onNear(window: Window & typeof globalThis, find: () => Element | undefined, distance: number, listener: () => void): () => void {
  let frame = 0
  let x = 0
  let y = 0
  const stop = (): void => {
    window.cancelAnimationFrame(frame)
    window.document.removeEventListener('pointermove', moved, true)
    window.document.removeEventListener('focusin', focused, true)
  }
  const fire = (): void => {
    stop()
    listener()
  }
  const look = (): void => {
    frame = 0
    const element = find()
    if (!element) return
    const box = boxOf(element)
    const dx = Math.max(box.left - x, 0, x - box.right)
    const dy = Math.max(box.top - y, 0, y - box.bottom)
    if (Math.hypot(dx, dy) <= distance) fire()
  }
  const moved = (event: PointerEvent): void => {
    x = event.clientX
    y = event.clientY
    frame ||= window.requestAnimationFrame(look)
  }
  const focused = (event: FocusEvent): void => {
    const element = find()
    if (element && isInside(event.composedPath()[0] as Element, element)) fire()
  }
  window.document.addEventListener('pointermove', moved, { capture: true, passive: true })
  window.document.addEventListener('focusin', focused, true)
  return stop
}
