import { expect, test } from 'vitest'
import { failure, ok } from '../testing/fake-platform.ts'
import { toVerdict } from './retry.ts'

const HOUR_MS = 3_600_000

test('forgets what the collector has taken, keeps what it asks for again, names what it refuses', () => {
  const verdict = toVerdict(ok({ accepted: 1, retry: ['a'], rejected: [{ id: 'b', code: 'event_too_large' }] }), 0, 0.5)
  expect(verdict).toMatchObject({ waitMs: 0, halve: false, rejected: [{ id: 'b', code: 'event_too_large' }] })
  expect([...verdict.keep]).toEqual(['a'])
})

test('understands an answer without lists', () => expect(toVerdict(ok({ accepted: 1 }), 0, 0.5)).toMatchObject({ waitMs: 0, halve: false, rejected: [] }))

test.each([400, 413, 415, 422])('sends less at a time after %i', (status) =>
  expect(toVerdict(failure(status), 3, 0.5)).toMatchObject({ waitMs: 0, halve: true }),
)

test.each([401, 403, 404])('keeps everything and asks hourly after %i', (status) =>
  expect(toVerdict(failure(status), 0, 0.5)).toMatchObject({ waitMs: HOUR_MS, halve: false }),
)

test.each([0, 408, 425, 429, 500, 502, 503, 504, 302, 418])('keeps everything and waits longer each time after %i', (status) => {
  const waits = [0, 1, 2, 3, 20].map((attempt) => toVerdict(failure(status), attempt, 0.5))
  expect(waits.map(({ waitMs }) => waitMs)).toEqual([500, 1_000, 2_000, 4_000, 150_000])
  expect(waits.every(({ halve, rejected }) => !halve && !rejected.length)).toBe(true)
})

test.each([undefined, null, 'Sign in to this network', [], {}, { accepted: 'yes' }])('a 200 with %j is not the collector', (body) => {
  expect(toVerdict({ status: 200, body: body as Record<string, unknown>, retryAfterMs: 0 }, 0, 0.5).waitMs).toBe(500)
})

test('never comes back before the collector has asked it to', () => {
  expect(toVerdict(failure(429, 7_000), 0, 0).waitMs).toBe(7_000)
  expect(toVerdict(failure(503, 7_000), 9, 1).waitMs).toBe(300_000)
})

test('spreads the clients over the whole time, and always waits', () => {
  expect(toVerdict(failure(503), 3, 0).waitMs).toBeGreaterThan(0)
  expect(toVerdict(failure(503), 3, 0.999).waitMs).toBeCloseTo(7_992)
})
