import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClock, createIds, timeOf } from './platform.ts'

test('time goes on, however often the clock is set back', () => {
  const jumps = fc.array(fc.record({ passed: fc.integer({ min: 0, max: 10_000 }), back: fc.option(fc.integer({ min: 0, max: 86_400_000 })) }))
  fc.assert(
    fc.property(jumps, (list) => {
      let [steady, offset] = [0.25, 1.8e12]
      const now = createClock(
        () => Math.floor(steady) + offset,
        () => steady,
      )
      let before = now()
      for (const { passed, back } of list) {
        steady += passed + 0.4
        offset -= back ?? 0
        const after = now()
        expect(Number.isInteger(after)).toBe(true)
        expect(after - before).toBeGreaterThanOrEqual(passed)
        before = after
      }
      // set ahead, or after a sleep
      offset += 30 * 86_400_000
      expect(now()).toBe(Math.max(before, Math.floor(steady) + offset))
    }),
  )
})

test('the ids of a page sort in the order in which they were made, and tell when', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 6e11, max: 3e12 })), (times) => {
      const create = createIds('token')
      const ids = times.map(create)
      expect(ids.toSorted()).toEqual(ids)
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
  expect(timeOf(createIds('x')(1_795_348_800_123))).toBe(1_795_348_800_123)
})

test('a clock that goes ahead and comes back leaves times that go on, not stand still', () => {
  let [steady, offset] = [0, 1.8e12]
  const now = createClock(
    () => steady + offset,
    () => steady,
  )
  offset += 86_400_000
  const ahead = now()
  offset -= 86_400_000
  steady += 500
  expect(now()).toBe(ahead + 500)
})

test('a clock that says nothing for a while is bridged', () => {
  let steady = 0
  let wall: number = NaN
  const now = createClock(
    () => wall,
    () => steady,
  )
  expect(now()).toBe(0)
  wall = 1.8e12
  expect(now()).toBe(1.8e12)
  wall = NaN
  steady += 7
  expect(now()).toBe(1.8e12 + 7)
})
