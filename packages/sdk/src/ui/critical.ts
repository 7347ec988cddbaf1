// Owns what of the page must never lie under anything of ours: what it marks with `data-foothold-critical`.
import { boxOf, meet, type Box } from '../moment/tree.ts'

/** Where such things are on the screen now. */
export const criticalBoxes = (): Box[] =>
  [...document.querySelectorAll('[data-foothold-critical]')].filter((element) => element.checkVisibility({ visibilityProperty: true })).map(boxOf)

const listeners = new Set<() => void>()
const EVENTS = ['resize', 'transitionend', 'scroll']
let observer: MutationObserver | undefined
let frame = 0
let last = '[]'

function look(): void {
  frame = 0
  const now = JSON.stringify(criticalBoxes())
  if (now === last) return
  last = now
  for (const changed of listeners) changed()
}
// a hidden tab paints no frames, and nobody sees what would change
const soon = (): void => void (frame ||= requestAnimationFrame(look))

/** Calls back when such a thing has come, gone or moved, at once where there is one. @returns what ends the calls. */
export function onCritical(changed: () => void): () => void {
  if (!observer) {
    observer = new MutationObserver(soon)
    observer.observe(document, { subtree: true, childList: true, attributes: true })
    for (const event of EVENTS) addEventListener(event, soon, { capture: true, passive: true })
    last = JSON.stringify(criticalBoxes())
  }
  listeners.add(changed)
  if (criticalBoxes().length) changed()
  return () => {
    listeners.delete(changed)
    if (listeners.size) return
    cancelAnimationFrame(frame)
    frame = 0
    observer?.disconnect()
    observer = undefined
    for (const event of EVENTS) removeEventListener(event, soon, { capture: true })
  }
}

/** Takes an element of ours away as long as it would lie over such a thing, also once it has grown. @returns what ends it. */
export function keepClear(element: HTMLElement): () => void {
  const { style } = element
  const show = (): void => void (style.visibility = style.translate = '')
  const clear = (): void => {
    show()
    const box = boxOf(element)
    if (!criticalBoxes().some((other) => meet(other, box))) return
    style.visibility = 'hidden'
    // out of sight it is not seen, and counts for nothing
    style.translate = '-200vw'
  }
  const sizes = new ResizeObserver(clear)
  sizes.observe(element)
  const stop = onCritical(clear)
  return () => {
    stop()
    sizes.disconnect()
    show()
  }
}
