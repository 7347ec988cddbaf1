import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRecentIds } from './recent-ids.ts'

it('moves every id into the table once, in order, and knows it until then', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })), { maxLength: 60 }), (appends) => {
      const recent = createRecentIds(50)
      const table = new Set<string>()
      let number = 0
      let marker = 0
      for (const [project, count] of appends) {
        const step = recent.next(count * 2 + 3)
        const keys = step.ids.flatMap(([project, ids]) => ids.map((id) => `${project}:${id}`))
        expect(keys).toEqual([...keys].sort())
        for (const key of keys) {
          expect(table.has(key)).toBe(false)
          table.add(key)
        }
        if (step.endsAt !== undefined) marker = step.endsAt
        recent.moved(count * 2 + 3)
        const ids = Array.from({ length: count }, () => String(number++ * 7919).padStart(9, '0'))
        expect(recent.add(project, [...ids, ids[0]!])).toEqual(ids.map((_, index) => index))
        expect(recent.add(project, ids)).toEqual([])
        recent.reach(number)
      }
      // up to the marker everything is in the table; what is not is still known
      expect(table.size).toBeGreaterThanOrEqual(marker)
      let known = 0
      for (let n = 0; n < number; n++) {
        const id = String(n * 7919).padStart(9, '0')
        const inTable = [1, 2, 3].some((project) => table.has(`${project}:${id}`))
        if (n < marker) expect(inTable).toBe(true)
        if (inTable || [1, 2, 3].some((project) => !recent.add(project, [id]).length)) known++
      }
      expect(known).toBe(number)
    }),
  )
})

it('does not move what was deleted', () => {
  const recent = createRecentIds(3)
  recent.add(1, ['a', 'b', 'c'])
  recent.reach(3)
  recent.delete(1, 'b')
  expect(recent.next(10)).toEqual({
    ids: [[1, ['a', 'c']]],
    endsAt: 3,
  })
  expect(recent.add(1, ['a', 'b'])).toEqual([1])
})
