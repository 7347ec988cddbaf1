import { expect, test } from 'vitest'
import { streakOf } from './streak.ts'

/** 2026-11-20 was a Friday. */
const NOW = Date.parse('2026-11-20T09:00:00Z')
const had = (...days: string[]) => ({ days: Object.fromEntries(days.map((day) => [day, 1])) })

test.each([
  ['nothing ever', had(), 'day', 0],
  ['today', had('2026-11-20'), 'day', 1],
  ['up to yesterday: today need not have come yet', had('2026-11-18', '2026-11-19'), 'day', 2],
  ['a day missed', had('2026-11-17', '2026-11-18'), 'day', 0],
  ['a gap before', had('2026-11-16', '2026-11-18', '2026-11-19', '2026-11-20'), 'day', 3],
  ['workdays over a weekend', had('2026-11-12', '2026-11-13', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'), 'workday', 6],
  ['weeks: this one need not have had it yet', had('2026-11-02', '2026-11-15'), 'week', 2],
  ['weeks: a Sunday belongs to the week before the Monday', had('2026-11-15', '2026-11-16'), 'week', 2],
  ['weeks missed', had('2026-11-01'), 'week', 0],
] as const)('%s', (_, tally, every, count) => expect(streakOf(tally, every, NOW)).toBe(count))

test('on a weekend the workdays before it count', () => {
  expect(streakOf(had('2026-11-19', '2026-11-20'), 'workday', NOW + 86_400_000)).toBe(2)
  expect(streakOf(null, 'day', NOW)).toBe(0)
})
