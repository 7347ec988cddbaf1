import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSets, createWindows, put, unionOf } from './bits.ts'

it('unites sets in a row as one after another does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(40), fc.nat(70)), { maxLength: 60 }),
      fc.integer({ min: 1, max: 45 }),
      fc.integer({ min: 1, max: 41 }),
      (list, length, count) => {
        const sets = createSets(70, count)
        for (const [set, person] of list) put(sets, set % count, person)
        const windowTo = createWindows(sets, length)
        for (let last = 0; last < count; last++) expect(windowTo(last)).toEqual(unionOf(sets, Math.max(0, last + 1 - length), last + 1))
      },
    ),
  )
})
