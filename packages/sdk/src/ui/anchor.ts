// Owns where things stand: a card beside its target, a ring around it, and that both follow it.
import { computePosition, flip, offset, shift, type Placement, type Platform } from '@floating-ui/core'
import { follow } from './follow.ts'

const GAP_PX = 12
const EDGE_PX = 12
const RING_PX = 4
/** Below this width a card becomes a sheet at the bottom of the screen (by the style sheet); only its ring follows. */
const SHEET_PX = 480

/**
 * Geometry in the top layer, where everything is placed in the viewport: no offset parent, no scale, no clipping but the
 * screen. @floating-ui/dom asks for all of that, which would cost each page 3 kB (docs/decision/0002-geometry.md).
 */
const topLayer: Platform = {
  getElementRects: ({ reference, floating }: { reference: Element; floating: HTMLElement }) => ({
    reference: reference.getBoundingClientRect(),
    floating: { x: 0, y: 0, width: floating.offsetWidth, height: floating.offsetHeight },
  }),
  getDimensions: (element: HTMLElement) => ({ width: element.offsetWidth, height: element.offsetHeight }),
  getClippingRect: () => ({ x: 0, y: 0, width: document.documentElement.clientWidth, height: innerHeight }),
  isRTL: (element: Element) => getComputedStyle(element).direction === 'rtl',
}

/** Whether an ancestor that scrolls or cuts has this point of the target out of view. Asked each time: targets move between them. */
function isCut(target: Element, x: number, y: number): boolean {
  for (let node = target.parentElement; node && node !== document.body; node = node.parentElement) {
    const { left, right, top, bottom } = node.getBoundingClientRect()
    const outside = x < left || x > right || y < top || y > bottom
    if (outside && getComputedStyle(node).overflow !== 'visible') return true
  }
  return false
}

interface Parts {
  card: HTMLElement
  ring?: HTMLElement | undefined
  arrow?: HTMLElement | undefined
}

/**
 * Keeps a card at its target: placed before the first paint, then on scroll, resize and layout shift of either.
 *
 * Costs nothing while nothing moves. Styles are set on the elements directly, so that following needs no rendering.
 *
 * @returns what ends it.
 */
export function keepAt(target: Element, placement: Placement | undefined, { card, ring, arrow }: Parts): () => void {
  reveal(target, innerWidth < SHEET_PX ? card.offsetHeight : 0)
  return follow(target, card, () => {
    const box = target.getBoundingClientRect()
    if (ring) {
      ring.style.transform = `translate(${box.left - RING_PX}px,${box.top - RING_PX}px)`
      ring.style.width = `${box.width + 2 * RING_PX}px`
      ring.style.height = `${box.height + 2 * RING_PX}px`
    }
    const x = box.left + box.width / 2
    const y = box.top + box.height / 2
    const away = isCut(target, x, y) ? 'hidden' : ''
    if (ring) ring.style.visibility = away
    // a sheet at the bottom would cover a target that cannot be scrolled away from there
    card.toggleAttribute('data-up', box.bottom > innerHeight - card.offsetHeight && box.top > card.offsetHeight)
    const middleware = [offset(GAP_PX), flip({ padding: EDGE_PX, crossAxis: false }), shift({ padding: EDGE_PX, crossAxis: true })]
    void computePosition(target, card, { platform: topLayer, strategy: 'fixed', placement: placement ?? 'bottom', middleware }).then(
      ({ x: left, y: top, placement: chosen }) => {
        if (innerWidth < SHEET_PX) return
        card.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`
        card.style.visibility = away
        if (!arrow) return
        const side = (arrow.dataset['side'] = chosen.split('-')[0]!)
        const upright = side === 'top' || side === 'bottom'
        // the tip points at the middle of the target, as far as the round corners let it
        const along = upright ? clamp(x - left, card.offsetWidth) : clamp(y - top, card.offsetHeight)
        arrow.style.cssText = `${upright ? 'left' : 'top'}:${along - 6}px`
      },
    )
  })
}

const clamp = (value: number, size: number): number => Math.max(20, Math.min(size - 20, value))

/** Scrolls only where the target is not in view already. @param below - height at the bottom that a sheet covers. */
function reveal(target: Element, below: number): void {
  const { top, bottom, left, right, height } = target.getBoundingClientRect()
  const room = innerHeight - below
  if (top >= 0 && left >= 0 && right <= innerWidth && (bottom <= room || (height > room && top < room))) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  target.scrollIntoView({ block: below ? 'start' : 'center', inline: 'nearest', behavior: calm ? 'auto' : 'smooth' })
}
