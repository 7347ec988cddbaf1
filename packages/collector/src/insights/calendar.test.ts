import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addUnits, countPeriods, dayOf, listPeriods, nameOfDay, startOfDay, startOfUnit } from './calendar.ts'

const day = (name: string): number => Date.parse(name) / 86_400_000
const iso = (ms: number): string => new Date(ms).toISOString()

it.each([
  ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z'],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
  ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
  ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  // half an hour of daylight saving, and a zone off the hour
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00.000Z'],
  ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z'],
  // midnight does not exist: the day begins at one
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
  // midnight comes twice: the day begins with the first
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
  // a day that never was
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
])('in %s the day %s begins at %s', (zone, name, wanted) => {
  expect(iso(startOfDay(day(name), zone))).toBe(wanted)
})

it('begins each day at its first instant, in any zone', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'Africa/Cairo',
    'Asia/Tehran',
    'Australia/Lord_Howe',
    'America/Havana',
    'Asia/Beirut',
    'Asia/Gaza',
  )
  fc.assert(
    fc.property(zones, fc.integer({ min: day('1990-01-01'), max: day('2035-01-01') }), (zone, one) => {
      const start = startOfDay(one, zone)
      expect(dayOf(start, zone)).toBe(one)
      expect(dayOf(start - 1000, zone)).toBe(one - 1)
    }),
    { numRuns: 500 },
  )
})

it('has weeks from Monday, and months', () => {
  expect(nameOfDay(startOfUnit(day('2026-03-29'), 'week'))).toBe('2026-03-23')
  expect(nameOfDay(startOfUnit(day('2026-03-23'), 'week'))).toBe('2026-03-23')
  expect(nameOfDay(startOfUnit(day('1969-12-31'), 'week'))).toBe('1969-12-29')
  expect(nameOfDay(startOfUnit(day('2024-02-29'), 'month'))).toBe('2024-02-01')
  expect(nameOfDay(addUnits(day('2025-12-01'), 'month', -13))).toBe('2024-11-01')
  expect([countPeriods(day('2025-12-31'), day('2026-02-01'), 'month'), countPeriods(day('2026-03-22'), day('2026-03-23'), 'week')]).toEqual([3, 2])
  expect(listPeriods(day('2026-03-23'), 'week', 2, 'Europe/Berlin').bounds.map(iso)).toEqual([
    '2026-03-22T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2026-04-05T22:00:00.000Z',
  ])
})
