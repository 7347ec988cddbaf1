import type { Schedule } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileGuide, evaluateGuide } from '../guide.ts'
import { compileModel } from '../model.ts'
import { compileBundle } from './bundle.ts'
import { toWallClock } from '../wall-clock.ts'

/** Which part of a guide's schedule says no, `open`, or `unknown`. */
function ask(schedule: Schedule | undefined, instant: string, zone?: string): string | undefined {
  const guide = { kind: 'celebration', key: 'g', goal: null, priority: 50, title: 't', confetti: true, ...(schedule ? { schedule } : {}) } as const
  const bundle = compileBundle('v', { guides: [guide], model: { segments: [], milestones: [], features: [] } })
  const context = compileModel(bundle).over({
    now: Date.parse(instant),
    zone,
    historyKnown: true,
    tally: () => null,
    reachedAt: () => undefined,
    guide: () => null,
  })
  const refusal = evaluateGuide(compileGuide(bundle.guides[0]!), context)
  return refusal ? (refusal.reason === 'schedule' ? refusal.detail : refusal.reason) : 'open'
}
const berlin = (more: Schedule): Schedule => ({ timezone: 'Europe/Berlin', ...more })
type Row = [schedule: Schedule, instant: string, expected: string]

test('without a schedule it is open, also where the zone is not known', () => expect(ask(undefined, '2026-11-22')).toBe('open'))

test.each<Row>([
  // a day begins at midnight in the zone
  [berlin({ from: '2026-12-01' }), '2026-11-30T22:59:59.999Z', 'not-yet'],
  [berlin({ from: '2026-12-01' }), '2026-11-30T23:00:00Z', 'open'],
  // the day of `until` is the first on which it is over
  [berlin({ until: '2026-12-01' }), '2026-11-30T22:59:59.999Z', 'open'],
  [berlin({ until: '2026-12-01' }), '2026-11-30T23:00:00Z', 'over'],
  [berlin({ from: '2026-12-01', until: '2026-12-01' }), '2026-12-01T12:00:00Z', 'over'],
  // an instant is the same everywhere
  [berlin({ from: '2026-12-01T09:00:00+01:00' }), '2026-12-01T07:59:59.999Z', 'not-yet'],
  [berlin({ from: '2026-12-01T09:00:00+01:00' }), '2026-12-01T08:00:00Z', 'open'],
  [{ timezone: 'Asia/Tokyo', until: '2026-12-01T09:00:00Z' }, '2026-12-01T08:59:59.999Z', 'open'],
  [{ timezone: 'Asia/Tokyo', until: '2026-12-01T09:00:00Z' }, '2026-12-01T09:00:00Z', 'over'],
  [{ timezone: 'Asia/Tokyo', from: '2026-12-01', until: '2026-12-01T12:00:00Z' }, '2026-11-30T15:00:00Z', 'open'],
])('%j at %s is %s', (schedule, instant, expected) => expect(ask(schedule, instant)).toBe(expected))

test.each<Row>([
  // a Sunday of 23 hours ends an hour early
  [berlin({ days: ['sun'] }), '2026-03-28T22:59:00Z', 'day'],
  [berlin({ days: ['sun'] }), '2026-03-28T23:00:00Z', 'open'],
  [berlin({ days: ['sun'] }), '2026-03-29T21:59:00Z', 'open'],
  [berlin({ days: ['sun'] }), '2026-03-29T22:00:00Z', 'day'],
  // one of 25 an hour late
  [berlin({ days: ['sun'] }), '2026-10-25T22:59:00Z', 'open'],
  [berlin({ days: ['sun'] }), '2026-10-25T23:00:00Z', 'day'],
  // the hour that does not exist is left out, the one that comes twice is open twice
  [berlin({ hours: ['02:00', '03:00'] }), '2026-03-29T00:59:00Z', 'hour'],
  [berlin({ hours: ['02:00', '03:00'] }), '2026-03-29T01:00:00Z', 'hour'],
  [berlin({ hours: ['02:00', '03:00'] }), '2026-10-25T00:00:00Z', 'open'],
  [berlin({ hours: ['02:00', '03:00'] }), '2026-10-25T01:59:00Z', 'open'],
  [berlin({ hours: ['02:00', '03:00'] }), '2026-10-25T02:00:00Z', 'hour'],
  // nine o'clock stays nine o'clock
  [berlin({ hours: ['09:00', '17:00'] }), '2026-03-27T08:00:00Z', 'open'],
  [berlin({ hours: ['09:00', '17:00'] }), '2026-03-30T07:00:00Z', 'open'],
  [berlin({ hours: ['09:00', '17:00'] }), '2026-03-30T06:59:00Z', 'hour'],
  // where midnight does not exist the day begins at one
  [{ timezone: 'America/Sao_Paulo', from: '2018-11-04' }, '2018-11-04T02:59:00Z', 'not-yet'],
  [{ timezone: 'America/Sao_Paulo', from: '2018-11-04' }, '2018-11-04T03:00:00Z', 'open'],
])('at a border of summer time: %j at %s is %s', (schedule, instant, expected) => expect(ask(schedule, instant)).toBe(expected))

const utc = (hours: [string, string], more: Schedule = {}): Schedule => ({ timezone: 'UTC', hours, ...more })
test.each<Row>([
  [utc(['09:30', '17:00']), '2026-11-22T09:29:59Z', 'hour'],
  [utc(['09:30', '17:00']), '2026-11-22T09:30:00Z', 'open'],
  [utc(['09:30', '17:00']), '2026-11-22T16:59:59Z', 'open'],
  [utc(['09:30', '17:00']), '2026-11-22T17:00:00Z', 'hour'],
  [utc(['00:00', '24:00']), '2026-11-22T23:59:59Z', 'open'],
  [utc(['18:00', '24:00']), '2026-11-22T00:00:00Z', 'hour'],
  // over midnight
  [utc(['22:00', '02:00']), '2026-11-22T23:00:00Z', 'open'],
  [utc(['22:00', '02:00']), '2026-11-22T01:59:00Z', 'open'],
  [utc(['22:00', '02:00']), '2026-11-22T02:00:00Z', 'hour'],
  [utc(['22:00', '02:00']), '2026-11-22T21:59:00Z', 'hour'],
  // the day is that of the wall clock, also after midnight
  [utc(['22:00', '02:00'], { days: ['sun'] }), '2026-11-22T01:00:00Z', 'open'],
  [utc(['22:00', '02:00'], { days: ['sun'] }), '2026-11-23T01:00:00Z', 'day'],
])('hours %j at %s: %s', (schedule, instant, expected) => expect(ask(schedule, instant)).toBe(expected))

test('"user", written or not, is the zone of the person; without it nothing can be told', () => {
  const schedule: Schedule = { hours: ['09:00', '17:00'] }
  for (const one of [schedule, { ...schedule, timezone: 'user' }]) {
    expect(ask(one, '2026-11-22T10:00:00Z', 'Europe/Berlin')).toBe('open')
    expect(ask(one, '2026-11-22T10:00:00Z', 'America/New_York')).toBe('hour')
    expect(ask(one, '2026-11-22T10:00:00Z')).toBe('unknown')
    expect(ask(one, '2026-11-22T10:00:00Z', 'Mars/Olympus')).toBe('unknown')
  }
})

test('opens once and closes once between two days, whatever the zone', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo')
  const instants = fc.array(fc.integer({ min: Date.parse('2026-10-20'), max: Date.parse('2026-11-10') }), { minLength: 2, maxLength: 20 })
  const schedule = { from: '2026-10-25', until: '2026-11-01' }
  const PHASES = ['not-yet', 'open', 'over']
  fc.assert(
    fc.property(zones, instants, (timezone, list) => {
      let phase = 0
      for (const now of list.sort((a, b) => a - b)) {
        const next = PHASES.indexOf(ask({ ...schedule, timezone }, new Date(now).toISOString())!)
        expect(next).toBeGreaterThanOrEqual(phase)
        const { date } = toWallClock(now, timezone)!
        expect(next).toBe(date < schedule.from ? 0 : date < schedule.until ? 1 : 2)
        phase = next
      }
    }),
  )
})
