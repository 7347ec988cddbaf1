// The judge of the contract is judged here: each breach is seen, and a tracker that keeps its word is let go.
import { expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the benchmarks
import { toDecision } from './answer.mjs'
// @ts-expect-error as above
import { breaches, toOutcome } from './verdict.mjs'

const event = (n: number, id = `id-${n}`): object => ({ n, id })
const right = {
  tracked: [0, 1, 2],
  promised: new Set<number>(),
  resolved: new Set<number>(),
  taken: [event(0), event(1), event(2)],
  requests: [{ atMs: 1_000, events: [event(0), event(1), event(2)] }],
  again: 0,
  told: {},
  uncaught: [],
  vain: [],
  obstacles: [],
}
const judge = (seen: object, asked: object = {}): string[] => breaches(toOutcome({ ...right, ...seen }), asked) as string[]

test('lets a tracker go that lost nothing', () => expect(judge({})).toEqual([]))

test.each([
  ['lost: 1 of 3', { taken: [event(0), event(1)] }, {}],
  ['taken though refused: 1', {}, { missing: [1] }],
  ['twice in the log: 1', { taken: [event(0), event(1), event(2), event(2, 'other')] }, {}],
  [
    'requests before Retry-After',
    {
      requests: [
        { atMs: 0, retryAfter: 7, events: [event(0)] },
        { atMs: 6_900, events: [event(0)] },
      ],
    },
    {},
  ],
  ['errors that reached the page', { uncaught: ['no'] }, {}],
  ['waited in vain', { vain: ['3 events'] }, {}],
  ['first delivery', { firstMs: 5_001 }, { firstWithinMs: 5_000 }],
  ['first delivery', { firstMs: undefined }, { firstWithinMs: 5_000 }],
  ['requests: 1, more than 0', {}, { requestsAtMost: 0 }],
  ['sent again', { again: 1 }, { again: 0 }],
  ['restored', { restored: 4 }, { restored: 5 }],
  ['reasons', { restored: 5, obstacles: ['unload-listener'] }, { restored: 5 }],
  ['page events', { pages: 2 }, { pages: 1 }],
  ['dead letters', {}, { dead: 1 }],
  ['"storage_degraded" told: 2', { told: { storage_degraded: 2 } }, { told: { storage_degraded: 1 } }],
  ['promises that had not resolved', { promised: new Set([0, 1, 2]), resolved: new Set([0]) }, {}],
])('sees a breach: %s', (line, seen, asked) => {
  expect(judge(seen, asked)).toEqual([expect.stringContaining(line)])
})

test('what was never promised is not owed, what was is', () => {
  const tracked = Array.from({ length: 20 }, (_, n) => n)
  const seen = { tracked, promised: new Set(tracked), taken: tracked.slice(1).map((n) => event(n)) }
  expect(judge({ ...seen, resolved: new Set(tracked.slice(1)) })).toEqual([])
  expect(judge({ ...seen, resolved: new Set(tracked) })).toEqual([expect.stringContaining('lost: 1 of 20')])
})

test('a request after Retry-After is patient', () => {
  expect(
    judge({
      requests: [
        { atMs: 0, retryAfter: 7, events: [event(0)] },
        { atMs: 7_001, events: [event(0)] },
      ],
    }),
  ).toEqual([])
})

test('the first rule that fits a request decides it', () => {
  const decide = toDecision([
    { first: 1, status: 503 },
    { has: 2, status: 400 },
    { over: 2, status: 413 },
  ]) as (request: object) => { status: number } | undefined
  expect([[event(2)], [event(2)], [event(0), event(1), event(3)], [event(0)]].map((events) => decide({ events })?.status)).toEqual([503, 400, 413, undefined])
})
