// Owns what counts as visible, and as usable: what a person could see and reach.
import { boxOf, clippersOf, elementAt, isInside, meet, parentOf, visiblePart, type Box } from '../moment/tree.ts'

/** Whether an element takes up space and may be seen, wherever the page is scrolled to. */
export function isVisible(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect()
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
}

/** Whether an element may be seen, and the frames that it is in. */
export function isShown(element: Element): boolean {
  for (let node: Element | null = element; node; node = parentOf(node)) if ((node === element || node.localName === 'iframe') && !isVisible(node)) return false
  return true
}

/** Why an element that may be seen cannot be used as it is now; `undefined`: it can. What can be scrolled to can be used. */
export function findHindrance(element: Element): 'off-screen' | 'covered' | undefined {
  const { clippers, fixed } = clippersOf(element)
  let box = boxOf(element)
  for (const { node, style } of clippers) {
    const outer = boxOf(node)
    const frame = node.localName === 'iframe'
    const scroller = (frame && (node as HTMLIFrameElement).contentDocument?.scrollingElement) || node
    if (!meet(box, outer) && !canScroll(box, outer, scroller, frame ? ['auto', 'auto'] : [style.overflowX, style.overflowY])) return 'off-screen'
    box = meet(box, outer) ?? outer
  }
  const root = document.documentElement
  const view = { left: 0, top: 0, right: root.clientWidth, bottom: innerHeight }
  if (!meet(box, view)) {
    const own = getComputedStyle(root)
    const { overflowX, overflowY } = own.overflow === 'visible' ? getComputedStyle(document.body) : own
    if (fixed || !canScroll(box, view, document.scrollingElement ?? root, [overflowX, overflowY])) return 'off-screen'
  }
  return isCovered(element, fixed) ? 'covered' : undefined
}

/** @param overflow - across and down. */
function canScroll(box: Box, outer: Box, scroller: Element, overflow: readonly string[]): boolean {
  // a screen scrolls where nothing else is said
  const [across, down] = overflow.map((value) => (scroller === document.scrollingElement ? value !== 'hidden' && value !== 'clip' : /auto|scroll/.test(value)))
  const rtl = getComputedStyle(scroller).direction === 'rtl'
  // nothing scrolls to what lies before the beginning
  const before = rtl ? box.left >= outer.right - scroller.scrollLeft : box.right <= outer.left - scroller.scrollLeft
  if (before || box.bottom <= outer.top - scroller.scrollTop) return false
  return !((!across && (box.left >= outer.right || box.right <= outer.left)) || (!down && (box.top >= outer.bottom || box.bottom <= outer.top)))
}

/** Of the part in view: its middle and the middles of its quarters, where it is asked what lies on top. */
const POINTS = [0.5, 0.5, 0.25, 0.25, 0.75, 0.25, 0.25, 0.75, 0.75, 0.75]

function isCovered(element: Element, fixed: boolean): boolean {
  const part = visiblePart(element)
  let covered = false
  for (let i = 0; part && i < POINTS.length; i += 2) {
    const hit = elementAt(part.left + POINTS[i]! * (part.right - part.left), part.top + POINTS[i + 1]! * (part.bottom - part.top))
    // a point may be out of view. The pointer passes through some elements to what they stand in, and a label answers for its field
    if (!hit) continue
    if (isInside(hit, element) || isInside(element, hit) || hit.closest('label')?.control === element) return false
    covered ||= fixed || !barOf(hit)
  }
  return covered
}

/** The bar along an edge of the screen, or of a scroller, that an element belongs to: what lies under it is scrolled out from there. */
export function barOf(element: Element): Element | undefined {
  for (let node: Element | null = element; node; node = parentOf(node)) {
    const { position } = getComputedStyle(node)
    if (position !== 'fixed' && position !== 'sticky') continue
    const { top, bottom } = boxOf(node)
    return bottom - top < innerHeight / 2 ? node : undefined
  }
  return undefined
}
