import { expect, it } from 'vitest'
import { createSteadyClock } from './steady-clock.ts'

const MINUTE = 60_000
const DAY = 86_400_000

function setUp() {
  const time = { wall: 1_000 * DAY, elapsed: 5 }
  const doubts: number[] = []
  const now = createSteadyClock({ wall: () => time.wall, elapsed: () => time.elapsed, onDoubt: (aheadMs) => void doubts.push(aheadMs) })
  const pass = (ms: number): number => {
    time.wall += ms
    time.elapsed += ms
    return now()
  }
  return { time, doubts, now, pass, start: time.wall }
}

it('is the clock of the machine, whose small corrections it follows', () => {
  const { time, doubts, now, pass, start } = setUp()
  expect([now(), pass(DAY)]).toEqual([start, start + DAY])
  for (const correction of [900, -900, 50_000, -50_000]) {
    time.wall += correction
    expect(now()).toBe(time.wall)
  }
  expect(doubts).toEqual([])
})

it('goes on as time passes while the clock has jumped ahead, and with it again when that is back', () => {
  const { time, doubts, now, pass, start } = setUp()
  time.wall += 10 * DAY
  expect([now(), pass(MINUTE), pass(30 * MINUTE)]).toEqual([start, start + MINUTE, start + 31 * MINUTE])
  time.wall -= 10 * DAY
  expect([now(), pass(MINUTE)]).toEqual([time.wall - MINUTE, start + 32 * MINUTE])
  expect(doubts).toEqual([10 * DAY])
})

it('believes a jump that has lasted for an hour, and counts anew from one that goes further', () => {
  const { time, doubts, now, pass, start } = setUp()
  time.wall += DAY
  now()
  expect(pass(50 * MINUTE)).toBe(start + 50 * MINUTE)
  time.wall += DAY
  now()
  expect(pass(50 * MINUTE)).toBe(start + 100 * MINUTE)
  expect(pass(11 * MINUTE)).toBe(time.wall)
  expect(doubts).toEqual([DAY, 2 * DAY])
  // and the next one anew
  time.wall += DAY
  expect(now()).toBe(time.wall - DAY)
})

it('believes a jump back at once', () => {
  const { time, doubts, now } = setUp()
  time.wall -= 10 * DAY
  expect(now()).toBe(time.wall)
  expect(doubts).toEqual([])
})
