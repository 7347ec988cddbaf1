import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toWallClock } from './wall-clock.ts'

const at = (instant: string, zone: string): string => {
  const { date, weekday, hour, minute } = toWallClock(Date.parse(instant), zone)!
  expect(Math.floor(minute / 60)).toBe(hour)
  return `${weekday} ${date} ${String(hour).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

test.each([
  ['2026-11-22T12:00:00Z', 'UTC', 'sun 2026-11-22 12:00'],
  ['2026-11-22T12:00:59.999Z', 'UTC', 'sun 2026-11-22 12:00'],
  ['2026-11-22T00:00:00Z', 'UTC', 'sun 2026-11-22 00:00'],
  ['2026-11-22T12:00:00Z', 'Asia/Kathmandu', 'sun 2026-11-22 17:45'],
  ['2026-11-22T12:00:00Z', 'Pacific/Auckland', 'mon 2026-11-23 01:00'],
  ['2026-11-22T05:00:00Z', 'America/Los_Angeles', 'sat 2026-11-21 21:00'],
  // Berlin: 02:00 does not exist in spring and comes twice in autumn
  ['2026-03-29T00:59:00Z', 'Europe/Berlin', 'sun 2026-03-29 01:59'],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', 'sun 2026-03-29 03:00'],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', 'sun 2026-10-25 02:30'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', 'sun 2026-10-25 02:30'],
  ['2026-10-25T02:00:00Z', 'Europe/Berlin', 'sun 2026-10-25 03:00'],
  // New York
  ['2026-03-08T07:00:00Z', 'America/New_York', 'sun 2026-03-08 03:00'],
  ['2026-11-01T06:30:00Z', 'America/New_York', 'sun 2026-11-01 01:30'],
  // half an hour of summer time
  ['2026-04-04T15:00:00Z', 'Australia/Lord_Howe', 'sun 2026-04-05 01:30'],
  // midnight itself does not exist
  ['2018-11-04T02:59:00Z', 'America/Sao_Paulo', 'sat 2018-11-03 23:59'],
  ['2018-11-04T03:00:00Z', 'America/Sao_Paulo', 'sun 2018-11-04 01:00'],
  // a whole day does not exist
  ['2011-12-30T09:59:00Z', 'Pacific/Apia', 'thu 2011-12-29 23:59'],
  ['2011-12-30T10:00:00Z', 'Pacific/Apia', 'sat 2011-12-31 00:00'],
  // a leap day, and the year before it
  ['2028-02-29T23:30:00Z', 'Europe/London', 'tue 2028-02-29 23:30'],
  ['2027-12-31T23:30:00Z', 'Europe/Paris', 'sat 2028-01-01 00:30'],
])('%s in %s is %s', (instant, zone, expected) => expect(at(instant, zone)).toBe(expected))

test.each([undefined, '', 'Mars/Olympus', '__proto__', 'constructor', 'user'])('the zone %j has no clock', (zone) => {
  expect(toWallClock(0, zone)).toBeUndefined()
})

test.each([Number.NaN, Infinity, -Infinity, 9e15, Number.MAX_VALUE])('the instant %s has no clock', (now) => {
  expect(toWallClock(now, 'UTC')).toBeUndefined()
})

test('in UTC it says what an ISO date says', () => {
  const min = Date.parse('1971-01-01')
  const max = Date.parse('9999-12-31')
  fc.assert(
    fc.property(fc.integer({ min, max }), (now) => {
      const { date, weekday, hour, minute } = toWallClock(now, 'UTC')!
      const clock = `${date}T${String(hour).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
      expect(new Date(now).toISOString().startsWith(clock)).toBe(true)
      expect(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(now).getUTCDay()]).toBe(weekday)
    }),
  )
})

test('a day has 23, 24 or 25 hours, as the zone has it', () => {
  const hoursOf = (date: string, zone: string): number => {
    const noon = Date.parse(`${date}T12:00:00Z`)
    let minutes = 0
    for (let now = noon - 36 * 3_600_000; now < noon + 36 * 3_600_000; now += 60_000) if (toWallClock(now, zone)!.date === date) minutes++
    return minutes / 60
  }
  expect(hoursOf('2026-03-29', 'Europe/Berlin')).toBe(23)
  expect(hoursOf('2026-03-30', 'Europe/Berlin')).toBe(24)
  expect(hoursOf('2026-10-25', 'Europe/Berlin')).toBe(25)
  expect(hoursOf('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5)
})
