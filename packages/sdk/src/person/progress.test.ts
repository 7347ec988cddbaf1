import type { GuideProgress } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeProgress } from './progress.ts'

// one instant has one outcome: what else an account says of it follows from that
const STATES = ['unseen', 'seen', 'ended', 'snoozed', 'dismissed', 'completed'] as const
const progress: fc.Arbitrary<GuideProgress> = fc
  .record({
    seen: fc.nat(5),
    at: fc.integer({ min: 1, max: 9 }),
    state: fc.constantFrom(...STATES),
    lastSeenAt: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    tasks: fc.option(fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), fc.integer({ min: 1, max: 9 })), { nil: undefined }),
  })
  .map(({ lastSeenAt, tasks, ...rest }) => ({ ...rest, ...(lastSeenAt ? { lastSeenAt } : {}), ...(tasks ? { tasks } : {}), step: `${rest.at}-${rest.state}` }))

test('merging is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(progress, progress, progress, (a, b, c) => {
      expect(mergeProgress(a, b)).toEqual(mergeProgress(b, a))
      expect(mergeProgress(mergeProgress(a, b), c)).toEqual(mergeProgress(a, mergeProgress(b, c)))
      expect(mergeProgress(a, a)).toEqual(a)
    }),
  )
})

test('the later outcome wins, at one instant the stronger', () => {
  const at = (time: number, state: GuideProgress['state']): GuideProgress => ({ seen: 1, state, at: time })
  expect(mergeProgress(at(1, 'completed'), at(2, 'dismissed')).state).toBe('dismissed')
  expect(mergeProgress(at(2, 'completed'), at(2, 'seen')).state).toBe('completed')
})

test('showings count as the larger number, tasks as first done', () => {
  const merged = mergeProgress({ seen: 3, state: 'seen', at: 1, tasks: { a: 5, b: 1 } }, { seen: 1, state: 'seen', at: 2, tasks: { a: 2 } })
  expect(merged).toMatchObject({ seen: 3, tasks: { a: 2, b: 1 } })
})
