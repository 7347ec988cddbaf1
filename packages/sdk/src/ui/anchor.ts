// Owns where things stand: a card beside its target, a ring around it, and that both follow it.
import type { Placement } from '@foothold/protocol'
import { barOf } from '../guide/visible.ts'
import { boxOf, clippersOf, elementAt, isInside, meet, visiblePart, type Box } from '../moment/tree.ts'
import { criticalBoxes, onCritical } from './critical.ts'
import { follow } from './follow.ts'
import { GAP_PX, place } from './place.ts'

const EDGE_PX = 12
const RING_PX = 4
/** Round corners have no place for the arrow. */
const CORNER_PX = 20
/** Of what scrolls in a card, this much can be seen at least. */
const TEXT_PX = 72
/** Below this width a card becomes a sheet at the bottom of the screen (by the style sheet); only its ring follows. */
const SHEET_PX = 480

/** Whether a card is a sheet now. */
export const isNarrow = (): boolean => innerWidth < SHEET_PX

interface Parts {
  card: HTMLElement
  ring?: HTMLElement | undefined
  arrow?: HTMLElement | undefined
  /** Of the card, from the target. */
  gap?: number
}

/** The part of the page that can be seen: less of it where fingers have zoomed in, or the keyboard is on the screen. */
function screenBox(): Box {
  const { offsetLeft: left, offsetTop: top, width, height } = visualViewport!
  return { left, top, right: left + width, bottom: top + height }
}

/**
 * Keeps a card at its target: placed before the first paint, then on scroll, resize and layout shift of either.
 *
 * Costs nothing while nothing moves. Styles are set on the elements directly, so that following needs no rendering.
 *
 * @returns what ends it.
 */
export function keepAt(target: Element, placement: Placement | undefined, { card, ring, arrow, gap = GAP_PX }: Parts): () => void {
  const rtl = getComputedStyle(card).direction === 'rtl'
  const sheet = (): boolean => isNarrow() && !!arrow
  const covers = sheet() ? card.offsetHeight : 0
  const { top, bottom } = boxOf(target)
  // a sheet at the bottom would cover a target that cannot be scrolled away from there
  card.toggleAttribute('data-up', bottom > innerHeight - covers && top > covers)

  const update = (): void => {
    const part = visiblePart(target)
    const screen = screenBox()
    const away = part ? '' : 'hidden'
    if (ring) {
      ring.style.visibility = away
      if (part) {
        ring.style.transform = `translate(${part.left - RING_PX}px,${part.top - RING_PX}px)`
        ring.style.width = `${part.right - part.left + 2 * RING_PX}px`
        ring.style.height = `${part.bottom - part.top + 2 * RING_PX}px`
      }
    }
    const kept = criticalBoxes()
    const show = (is: unknown): void => {
      card.style.visibility = is ? '' : 'hidden'
      // out of sight it is not seen, and counts for nothing
      if (!is) card.style.transform = 'translate(-200vw)'
    }
    if (sheet()) {
      const up = card.hasAttribute('data-up')
      const height = card.offsetHeight
      const home = up ? screen.top : screen.bottom - height
      let top = home
      const meets = (box: Box): unknown => meet(box, { ...screen, top, bottom: top + height })
      // beside what is critical at this edge
      for (const box of kept) if (meets(box)) top = up ? box.bottom : box.top - height
      card.style.transform = `translate(${screen.left}px,${up ? top : top + height - innerHeight}px)`
      card.style.maxHeight = ''
      return show(top === home || (top >= screen.top && top + height <= screen.bottom && !kept.some(meets)))
    }
    const text = card.querySelector('.text')
    const hidden = text ? text.scrollHeight - text.clientHeight : 0
    const height = card.offsetHeight + hidden
    const room = { left: screen.left + EDGE_PX, top: screen.top + EDGE_PX, right: screen.right - EDGE_PX, bottom: screen.bottom - EDGE_PX }
    const size = { width: card.offsetWidth, height, least: height - Math.max(0, (text?.scrollHeight ?? 0) - TEXT_PX), rtl }
    const to = part && place(part, size, { room, kept, gap }, placement)
    show(to)
    if (!to) return
    card.style.maxHeight = to.height < height ? `${to.height}px` : ''
    card.style.transform = `translate(${Math.round(to.left)}px,${Math.round(to.top)}px)`
    if (!arrow) return
    const upright = to.side === 'top' || to.side === 'bottom'
    arrow.dataset['side'] = to.side
    arrow.hidden = to.tip === undefined
    const edge = (upright ? size.width : to.height) - CORNER_PX
    arrow.style.cssText = `${upright ? 'left' : 'top'}:${Math.max(CORNER_PX, Math.min(edge, to.tip ?? 0)) - 6}px`
  }
  const stops = [follow(target, card, update), onCritical(update)]
  return () => {
    stops.forEach((stop) => stop())
    // the element may live on, in another place
    card.style.transform = card.style.visibility = card.style.maxHeight = ''
    card.removeAttribute('data-up')
  }
}

/** What bars of the page leave free of the screen at the target, from above. */
function underBar(target: Element): number {
  const { left, right, top } = boxOf(target)
  const x = (left + right) / 2
  const hit = elementAt(x, Math.max(0, top) + 1)
  const bar = hit && !isInside(hit, target) ? barOf(hit) : undefined
  return bar && !isInside(target, bar) ? boxOf(bar).bottom : 0
}

/**
 * Scrolls to the target, only where it is not in view already: below bars that stay, and so that a sheet leaves it free. What
 * scrolls inside of the page goes at once, the page itself glides where motion is welcome.
 *
 * Asks what lies at points of the screen, which costs the layout of all that is new on the page: best before the card is shown.
 *
 * @param covers - height at the bottom that a sheet takes.
 */
export function bringIntoView(target: Element, covers = 0): void {
  const root = document.documentElement
  const view = (): Box => ({ left: 0, top: underBar(target), right: root.clientWidth, bottom: innerHeight - covers })
  const box = boxOf(target)
  const part = visiblePart(target)
  const seen = part && meet(part, view())
  const high = innerHeight - covers
  if (seen && seen.right - seen.left >= Math.min(box.right - box.left, root.clientWidth) - 1) {
    // of what is higher than the screen, half a screen will do
    if (seen.bottom - seen.top >= Math.min(box.bottom - box.top - 1, high / 2)) return
  }
  const { scrollX, scrollY } = window
  target.scrollIntoView({ block: covers || box.bottom - box.top > high ? 'start' : 'center', inline: 'nearest', behavior: 'instant' })
  const bar = underBar(target)
  if (bar) scrollerOf(target).scrollBy({ top: boxOf(target).top - bar - EDGE_PX, behavior: 'instant' })
  const to = { left: window.scrollX, top: window.scrollY }
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || (to.left === scrollX && to.top === scrollY)) return
  // now that it is known where to: from where it was
  scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' })
  scrollTo({ ...to, behavior: 'smooth' })
}

const scrollerOf = (target: Element): Element =>
  clippersOf(target).clippers.find(({ node, style }) => /auto|scroll/.test(style.overflowY) && node.scrollHeight > node.clientHeight)?.node ??
  target.ownerDocument.scrollingElement!
