import type { Tally } from '@foothold/protocol'
import { recordTally } from '@foothold/targeting'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toTally } from './account-fold.ts'

it('counts an account as one by one, for any time up to which is asked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -200 * 86_400_000, max: 200 * 86_400_000 }), { maxLength: 300 }), fc.nat(300), (times, end) => {
      times.sort((a, b) => a - b)
      const some = times.slice(0, end)
      expect(toTally(times, some.length)).toEqual(some.reduce<Tally | null>((tally, at) => recordTally(tally, at), null))
    }),
  )
})
