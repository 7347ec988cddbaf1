// Owns what of the page must never lie under anything of ours: what it marks with `data-foothold-critical`.
import { boxOf, meet, type Box } from '../moment/tree.ts'

/** Where such things are on the screen now. */
export const criticalBoxes = (): Box[] =>
  [...document.querySelectorAll('[data-foothold-critical]')].filter((element) => element.checkVisibility({ visibilityProperty: true })).map(boxOf)

/** Calls back when such a thing has come, gone or moved. @returns what ends the calls. */
export function onCritical(changed: () => void): () => void {
  let frame = 0
  let last = '[]'
  const look = (): void => {
    frame = 0
    const now = JSON.stringify(criticalBoxes())
    if (now === last) return
    last = now
    changed()
  }
  // a hidden tab paints no frames, and nobody sees what would change
  const soon = (): void => void (frame ||= requestAnimationFrame(look))
  const observer = new MutationObserver(soon)
  observer.observe(document, { subtree: true, childList: true, attributes: true })
  for (const event of ['resize', 'transitionend', 'scroll']) addEventListener(event, soon, { capture: true, passive: true })
  look()
  return () => {
    cancelAnimationFrame(frame)
    observer.disconnect()
    for (const event of ['resize', 'transitionend', 'scroll']) removeEventListener(event, soon, { capture: true })
  }
}

/** Takes an element of ours away as long as it would lie over such a thing. @returns what ends it. */
export function keepClear(element: HTMLElement): () => void {
  return onCritical(() => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    element.style.visibility = criticalBoxes().some((box) => meet(box, { left, top, right, bottom })) ? 'hidden' : ''
  })
}
