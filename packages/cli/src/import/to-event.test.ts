import { describe, expect, it, test } from 'vitest'
import type { Row } from './read-rows.ts'
import { createConverter, parseMapping, type Converted } from './to-event.ts'

const row = (fields: Record<string, unknown>, line = 1): Row => ({ line, text: JSON.stringify(fields), fields, isFault: false })
const convert = (fields: Record<string, unknown>, { map = [] as string[], set = [] as string[], text = false, onlyMapped = false } = {}): Converted =>
  createConverter(parseMapping(map, set, onlyMapped), text)(row(fields))
const eventOf = (converted: Converted): Record<string, unknown> => (converted as { event: Record<string, unknown> }).event

describe('a row', () => {
  it('of a Segment export is the event, without what the exporter added', () => {
    const event = { type: 'track', event: 'Saved', userId: 'u', messageId: 'm', properties: { constructor: 1 }, context: { ip: '::1' } }
    const given = { ...event, timestamp: '2020-01-02T03:04:05.678Z', receivedAt: '2020-01-02T03:04:06Z', sentAt: 'x', originalTimestamp: 'x', integrations: {} }
    expect(convert(given)).toEqual({ event: { ...event, timestamp: '2020-01-02T03:04:05.678Z' } })
  })

  it('of a CSV is found by the usual names of columns; the rest become properties of the type that they plainly have', () => {
    const event = eventOf(
      convert({ 'Event Name': 'saved', user_id: '007', Time: '1577934245', plan: 'pro', seats: '12', zip: '01234', paid: 'true', note: '' }, { text: true }),
    )
    expect(event).toMatchObject({
      type: 'track',
      event: 'saved',
      userId: '007',
      timestamp: '2020-01-02T03:04:05.000Z',
      properties: { plan: 'pro', seats: 12, zip: '01234', paid: true },
    })
    expect(event['properties']).not.toHaveProperty('note')
  })

  it('without an event is what is known of the person', () => {
    expect(eventOf(convert({ email: 'ada@example.com', created_at: '2020-01-02', role: 'admin' }, { text: true }))).toMatchObject({
      type: 'identify',
      userId: 'ada@example.com',
      timestamp: '2020-01-02T00:00:00.000Z',
      traits: { role: 'admin' },
    })
  })

  it('of another exporter is named part by part, by paths too', () => {
    const mixpanel = { event: 'Signed Up', properties: { time: 1_577_934_245, distinct_id: 'ada', $insert_id: 'i1', plan: 'pro' } }
    const map = ['timestamp=properties.time', 'userId=properties.distinct_id', 'messageId=properties.$insert_id', 'properties.plan=properties.plan']
    expect(convert(mixpanel, { map })).toEqual({
      event: { type: 'track', event: 'Signed Up', userId: 'ada', messageId: 'i1', timestamp: '2020-01-02T03:04:05.000Z', properties: { plan: 'pro' } },
    })
  })

  it('takes constants, and leaves out what nothing takes where asked', () => {
    const fields = { who: 'ada', at: '2020-01-02 03:04', hostile: '1' }
    expect(
      eventOf(convert(fields, { map: ['userId=who', 'timestamp=at'], set: ['event=login', 'properties.source=import'], text: true, onlyMapped: true })),
    ).toMatchObject({
      event: 'login',
      userId: 'ada',
      properties: { source: 'import' },
    })
  })

  it('with names of prototypes keeps them as names', () => {
    const event = eventOf(convert(JSON.parse('{"event":"e","user":"u","time":"2020-01-02","__proto__":"x","constructor":"y"}') as Record<string, unknown>))
    expect(Object.entries(event['properties'] as object)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })
})

test.each([
  ['2020-01-02T03:04:05Z', '2020-01-02T03:04:05.000Z'],
  ['2020-01-02T03:04:05+02:00', '2020-01-02T01:04:05.000Z'],
  ['2020-01-02 03:04:05.678901', '2020-01-02T03:04:05.678Z'],
  ['2020-01-02 03:04:05 UTC', '2020-01-02T03:04:05.000Z'],
  ['2020-01-02 03:04:05 +0530', '2020-01-01T21:34:05.000Z'],
  ['1577934245', '2020-01-02T03:04:05.000Z'],
  [1_577_934_245_678, '2020-01-02T03:04:05.678Z'],
  ['1577934245678901', '2020-01-02T03:04:05.678Z'],
  ['20200229', '2020-02-29T00:00:00.000Z'],
  [20_200_229, '2020-02-29T00:00:00.000Z'],
  ['100000000', '1973-03-03T09:46:40.000Z'],
])('%s is a time', (given, expected) => {
  expect(eventOf(convert({ type: 'track', event: 'e', userId: 'u', timestamp: given }))['timestamp']).toBe(expected)
})
test.each([
  '',
  'soon',
  '02/01/2020',
  '2020-13-45',
  '2026-11-31',
  '2026-02-29',
  '20261131',
  46_336,
  '2026',
  0,
  -1_577_934_245,
  '20261110120000',
  1e300,
  {},
  null,
])('%j is none', (given) => {
  expect(convert({ type: 'track', event: 'e', userId: 'u', timestamp: given })).toHaveProperty('fault')
})

test('equal rows are events of their own, and each has the same id the next time', () => {
  const ids = (): unknown[] => {
    const converter = createConverter(parseMapping([], []), true)
    return [1, 2, 3].map((line) => eventOf(converter(row({ event: 'e', user: 'u', time: '2020-01-02', n: line === 3 ? 'x' : 'y' }, line)))['messageId'])
  }
  expect(new Set(ids()).size).toBe(3)
  expect(ids()).toEqual(ids())
})

test('a wrong mapping is told with the nearest part', () => {
  expect(() => parseMapping(['userid=who'], [])).toThrow(/did you mean "userId"/)
  expect(() => parseMapping([], ['event'])).toThrow(/--set "event": expected <part of the event>=<value>/)
  expect(() => parseMapping(['properties.=x'], [])).toThrow(/an event has no "properties\."/)
})
