import { expect, test } from 'vitest'
import { failure, ok } from '../testing/fake-platform.ts'
import { toVerdict } from './retry.ts'

const HOUR_MS = 3_600_000
const IDS = ['a', 'b', 'c']

test('forgets what the collector has taken, keeps what it asks for again, names what it refuses', () => {
  const verdict = toVerdict(
    ok({ batchId: 'b', accepted: 1, retry: ['a'], rejected: [{ id: 'b', code: 'event_too_large' }] }),
    { batchId: 'b', ids: IDS, attempt: 0 },
    0.5,
  )
  expect(verdict).toMatchObject({ waitMs: 0, halve: false, rejected: [{ id: 'b', code: 'event_too_large' }] })
  expect(verdict.keep).toEqual(['a'])
})

test('understands an answer without lists', () =>
  expect(toVerdict(ok({ batchId: 'b', accepted: 1 }), { batchId: 'b', ids: IDS, attempt: 0 }, 0.5)).toMatchObject({ waitMs: 0, halve: false, rejected: [] }))

test.each([
  [400, 'event_invalid'],
  [413, 'event_too_large'],
  [415, 'event_invalid'],
  [422, 'event_invalid'],
])('sends less at a time after %i, and gives up an event that is alone where the collector has said so', (status, code) => {
  expect(toVerdict(failure(status), { batchId: 'b', ids: IDS, attempt: 3 }, 0.5)).toMatchObject({ waitMs: 0, halve: true })
  expect(toVerdict(failure(status), { batchId: 'b', ids: ['a'], attempt: 3 }, 0.5)).toMatchObject({
    waitMs: 0,
    halve: false,
    doubt: true,
    rejected: [{ id: 'a', code }],
  })
  const told = { ...failure(status), body: { code: 'request_invalid' } }
  expect(toVerdict(told, { batchId: 'b', ids: ['a'], attempt: 3 }, 0.5)).toMatchObject({ waitMs: 0, halve: false, doubt: false, rejected: [{ id: 'a', code }] })
})

test.each([401, 403, 404])('keeps everything and asks hourly after %i', (status) =>
  expect(toVerdict(failure(status), { batchId: 'b', ids: IDS, attempt: 0 }, 0.5)).toMatchObject({ waitMs: HOUR_MS, halve: false, asked: true }),
)

test.each([408, 425, 429, 500, 502, 503, 504, 302, 418])('keeps everything and waits longer each time after %i', (status) => {
  const waits = [0, 1, 2, 3, 20].map((attempt) => toVerdict(failure(status), { batchId: 'b', ids: IDS, attempt: attempt }, 0.5))
  expect(waits.map(({ waitMs }) => waitMs)).toEqual([500, 1_000, 2_000, 4_000, 150_000])
  expect(waits.every(({ halve, asked }) => !halve && !asked)).toBe(true)
})

test('what lets nothing through is asked once in five minutes, whatever the dice say', () => {
  for (const random of [0, 0.5, 0.999]) expect(toVerdict(failure(0), { batchId: 'b', ids: IDS, attempt: 9 }, random).waitMs).toBeGreaterThanOrEqual(300_000)
  expect(toVerdict(failure(0), { batchId: 'b', ids: IDS, attempt: 30 }, 0.999).waitMs).toBeLessThan(600_000)
  expect([0, 1, 2, 3].map((attempt) => toVerdict(failure(0), { batchId: 'b', ids: IDS, attempt: attempt }, 0.5).waitMs)).toEqual([500, 1_000, 2_000, 4_000])
})

test.each([undefined, null, 'Sign in to this network', [], {}, { accepted: 1 }, { batchId: 'a', accepted: 1 }])(
  'a 200 with %j is not the collector',
  (body) => {
    expect(toVerdict({ status: 200, body: body as Record<string, unknown>, retryAfterMs: 0 }, { batchId: 'b', ids: IDS, attempt: 0 }, 0.5).waitMs).toBe(500)
  },
)

test('does as the collector asks, up to an hour', () => {
  expect(toVerdict(failure(429, 7_000), { batchId: 'b', ids: IDS, attempt: 0 }, 0)).toMatchObject({ waitMs: 7_000, asked: true })
  expect(toVerdict(failure(503, 7_000), { batchId: 'b', ids: IDS, attempt: 9 }, 0)).toMatchObject({ waitMs: 7_000 })
  expect(toVerdict(failure(503, 9 * HOUR_MS), { batchId: 'b', ids: IDS, attempt: 0 }, 0).waitMs).toBe(HOUR_MS)
})

test('spreads the clients over the whole time, and always waits', () => {
  expect(toVerdict(failure(503), { batchId: 'b', ids: IDS, attempt: 3 }, 0).waitMs).toBeGreaterThan(0)
  expect(toVerdict(failure(503), { batchId: 'b', ids: IDS, attempt: 3 }, 0.999).waitMs).toBe(7_992)
})
