// Owns where a card stands beside its target: pure geometry on the screen. It must not know elements.
import type { Placement } from '@foothold/protocol'
import { meet, type Box } from '../moment/tree.ts'

/** Between a target and its card. */
export const GAP_PX = 12

type Side = 'top' | 'right' | 'bottom' | 'left'

/** What has to be placed. Lengths in px. */
export interface Card {
  width: number
  /** As high as all of it is. */
  height: number
  /** As high as it can be made, where what is in it scrolls; more than 0: a card has an edge. */
  least: number
  /** It reads from right to left: there "start" is the right end. */
  rtl: boolean
}

/** Where it may stand. */
export interface Screen {
  room: Box
  /** What must not be covered. */
  kept?: readonly Box[]
  /** Between the target and the card. @default GAP_PX */
  gap?: number
}

export interface Place {
  left: number
  top: number
  height: number
  /** Of the target, where the card stands. */
  side: Side
  /** Of the point on the card's edge that looks at the middle of the target, from the card's left or top; none where the card could not stay at its target. */
  tip?: number
}

const isUpright = (side: Side): boolean => side === 'top' || side === 'bottom'
const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))
const OPPOSITE = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' } as const

/**
 * Places a card beside its target, wholly inside the room: on the wanted side, else the opposite one, else across, else, lower and
 * with what is in it scrolling, where there is most space; along the side it is shifted as little as needed.
 *
 * The rules are those of Floating UI's offset, flip, shift, size and arrow, which the tests hold it against.
 *
 * @param target - may lie outside of the room; then the card stays at the edge.
 * @returns nothing where every place would cover what must not be.
 */
export function place(target: Box, card: Card, { room, kept = [], gap = GAP_PX }: Screen, placement: Placement = 'bottom'): Place | undefined {
  const [wanted, end] = placement.split('-') as [Side, ('start' | 'end')?]
  const { width, height, least, rtl } = card
  const space = {
    top: target.top - gap - room.top,
    bottom: room.bottom - target.bottom - gap,
    left: target.left - gap - room.left,
    right: room.right - target.right - gap,
  }
  const high = room.bottom - room.top
  const fits = (side: Side, needed: number): boolean => (isUpright(side) ? space[side] >= needed : space[side] >= width && high >= needed)
  const across: Side[] = isUpright(wanted) ? ['right', 'left'] : ['bottom', 'top']
  const most = space.top > space.bottom ? 'top' : 'bottom'
  const sides: Side[] = [wanted, OPPOSITE[wanted], ...(rtl ? across.toReversed() : across)]
  const inOrder = [...sides.filter((side) => fits(side, height)), ...[most, ...sides].filter((side) => fits(side as Side, least)), most] as Side[]
  for (const side of inOrder) {
    const at = beside(side)
    if (!kept.some((box) => meet(box, { ...at, right: at.left + width, bottom: at.top + at.height }))) return at
  }
  return undefined

  function beside(side: Side): Place {
    const upright = isUpright(side)
    const tall = Math.min(height, Math.max(least, upright && fits(side, least) ? space[side] : high), high)
    /** Along the side of the target: beside its start, its end or its middle. */
    const along = (start: number, stop: number, size: number, mirrored: boolean): number =>
      end ? ((end === 'start') === mirrored ? stop - size : start) : (start + stop - size) / 2
    const x = upright ? along(target.left, target.right, width, rtl) : side === 'left' ? target.left - gap - width : target.right + gap
    const y = upright ? (side === 'top' ? target.top - gap - tall : target.bottom + gap) : along(target.top, target.bottom, tall, false)
    const left = clamp(x, room.left, room.right - width)
    const top = clamp(y, room.top, room.bottom - tall)
    const stays = upright ? top === y && left < target.right && left + width > target.left : left === x && top < target.bottom && top + tall > target.top
    const [middle, size] = upright ? [(target.left + target.right) / 2 - left, width] : [(target.top + target.bottom) / 2 - top, tall]
    return { left, top, height: tall, side, ...(stays && { tip: clamp(middle, 0, size) }) }
  }
}
