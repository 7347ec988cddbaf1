import { computePosition, flip, offset, shift } from '@floating-ui/core'
import type { Placement } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Box } from '../moment/tree.ts'
import { place as placeBeside, type Card, type Place } from './place.ts'

const place = (at: Box, card: Card, room: Box, wanted: Placement): Place => placeBeside(at, card, { room }, wanted)!
const ROOM: Box = { left: 12, top: 12, right: 1012, bottom: 712 }
const SIDES = ['top', 'right', 'bottom', 'left']
const PLACEMENTS = SIDES.flatMap((side) => [side, `${side}-start`, `${side}-end`]) as Placement[]
const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, right: left + width, bottom: top + height })

const target = fc
  .record({
    left: fc.integer({ min: -400, max: 1200 }),
    top: fc.integer({ min: -400, max: 900 }),
    width: fc.integer({ min: 1, max: 1500 }),
    height: fc.integer({ min: 1, max: 1500 }),
  })
  .map(({ left, top, width, height }) => box(left, top, width, height))
const card = fc
  .record({
    width: fc.integer({ min: 24, max: 400 }),
    height: fc.integer({ min: 24, max: 1600 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    rtl: fc.boolean(),
  })
  .map(({ share, ...one }): Card => ({ ...one, least: Math.max(1, Math.min(Math.round(one.height * share), 600)) }))
const placement = fc.constantFrom(...PLACEMENTS)

/** The card as a box, with the gap around it. */
const covered = ({ left, top, height }: { left: number; top: number; height: number }, { width }: Card): Box => box(left, top, width, height)
const overlap = (one: Box, two: Box): boolean => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom
const isFree = (at: Box, { width, least }: Card, side: string): boolean => {
  const across = { left: at.left - 12 - ROOM.left, right: ROOM.right - at.right - 12 }[side]
  const down = { top: at.top - 12 - ROOM.top, bottom: ROOM.bottom - at.bottom - 12 }[side]
  return (across === undefined || across >= width) && (down === undefined || down >= least)
}

test('a card never leaves the room, and is never lower than it can be', () => {
  fc.assert(
    fc.property(target, card, placement, (at, size, wanted) => {
      const to = place(at, size, ROOM, wanted)
      const { left, top, right, bottom } = covered(to, size)
      expect([left >= ROOM.left, top >= ROOM.top, right <= ROOM.right, bottom <= ROOM.bottom]).toEqual([true, true, true, true])
      expect(to.height).toBeGreaterThanOrEqual(size.least)
      expect(to.height).toBeLessThanOrEqual(size.height)
    }),
    { numRuns: 2_000 },
  )
})

test('a card covers its target only where no side has room for it', () => {
  fc.assert(
    fc.property(target, card, placement, (at, size, wanted) => {
      const to = place(at, size, ROOM, wanted)
      const free = SIDES.filter((side) => isFree(at, size, side))
      expect(overlap(covered(to, size), at) && free.length > 0).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('the arrow looks at the target, from a card that touches nothing else between', () => {
  fc.assert(
    fc.property(target, card, placement, (at, size, wanted) => {
      const { tip, side, left, top, height } = place(at, size, ROOM, wanted)
      if (tip === undefined) return
      const upright = side === 'top' || side === 'bottom'
      expect(tip).toBeGreaterThanOrEqual(0)
      expect(tip).toBeLessThanOrEqual(upright ? size.width : height)
      expect({ top: at.top - top - height, bottom: top - at.bottom, left: at.left - left - size.width, right: left - at.right }[side]).toBeCloseTo(12)
    }),
    { numRuns: 2_000 },
  )
})

/** What Floating UI makes of the same, where it says the same thing: it flips to the other side only, and never makes a card lower. */
async function reference(at: Box, { width, height, rtl }: Card, wanted: Placement): Promise<{ left: number; top: number; side: string }> {
  const {
    x,
    y,
    placement: to,
  } = await computePosition(
    {},
    {},
    {
      placement: wanted,
      strategy: 'fixed',
      middleware: [offset(12), flip({ crossAxis: false }), shift({ crossAxis: false })],
      platform: {
        getElementRects: () => ({
          reference: { x: at.left, y: at.top, width: at.right - at.left, height: at.bottom - at.top },
          floating: { x: 0, y: 0, width, height },
        }),
        getDimensions: () => ({ width, height }),
        getClippingRect: () => ({ x: ROOM.left, y: ROOM.top, width: ROOM.right - ROOM.left, height: ROOM.bottom - ROOM.top }),
        isRTL: () => rtl,
      },
    },
  )
  return { left: x, top: y, side: to.split('-')[0]! }
}

test('stands where Floating UI would put it, wherever one of the two sides of its axis has room', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(target, card, placement, async (at, size, wanted) => {
      const axis = ['top', 'bottom'].includes(wanted.split('-')[0]!) ? ['top', 'bottom'] : ['left', 'right']
      const whole = { ...size, height: Math.min(size.height, 600), least: Math.min(size.height, 600) }
      if (!axis.some((side) => isFree(at, whole, side)) || !overlap(at, ROOM)) return
      compared++
      const { left, top, side } = place(at, whole, ROOM, wanted)
      expect({ left, top, side }).toEqual(await reference(at, whole, wanted))
    }),
    { numRuns: 3_000 },
  )
  expect(compared).toBeGreaterThan(300)
})

test('turns across where neither side of the axis has room', () => {
  const size = { width: 200, height: 300, least: 300, rtl: false }
  const at = box(400, 100, 50, 500)
  expect(place(at, size, ROOM, 'bottom').side).toBe('right')
  expect(place(at, { ...size, rtl: true }, ROOM, 'bottom').side).toBe('left')
  expect(place(box(100, 300, 880, 40), size, ROOM, 'left').side).toBe('bottom')
})

test('grows lower where only its text would be in the way', () => {
  const at = box(12, 300, 1000, 40)
  expect(place(at, { width: 300, height: 900, least: 150, rtl: false }, ROOM, 'top')).toMatchObject({ side: 'bottom', top: 352, height: 360 })
})

test('waits at the edge, without an arrow, for a target that is out of sight', () => {
  const to = place(box(300, 2_000, 80, 30), { width: 300, height: 200, least: 200, rtl: false }, ROOM, 'bottom')
  expect(to).toMatchObject({ top: 512, height: 200 })
  expect(to.tip).toBeUndefined()
})

test('goes round what must not be covered, and away where it cannot', () => {
  const size = { width: 200, height: 300, least: 300, rtl: false }
  const [at, bar] = [box(400, 100, 50, 50), box(12, 160, 1000, 40)]
  expect(place(at, size, ROOM, 'bottom').side).toBe('bottom')
  expect(placeBeside(at, { ...size, height: 60, least: 60 }, { room: ROOM, kept: [bar] })?.side).toBe('top')
  expect(placeBeside(at, size, { room: ROOM, kept: [bar] })).toBeUndefined()
  fc.assert(
    fc.property(target, card, placement, fc.array(target, { maxLength: 3 }), (to, one, wanted, kept) => {
      const found = placeBeside(to, one, { room: ROOM, kept }, wanted)
      expect(!!found && kept.some((other) => overlap(covered(found, one), other))).toBe(false)
    }),
  )
})
