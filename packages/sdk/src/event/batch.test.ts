import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeBatch, takeBatch, type Waiting } from './batch.ts'

const waiting = fc.array(
  fc.tuple(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify({ text })),
  ),
  { maxLength: 30 },
)
const envelope = { writeKey: 'fh_pub_x', batchId: 'b', sentAt: '2026-11-22T12:00:00.000Z', attempt: 2 }
const bytes = (text: string): number => new TextEncoder().encode(text).length

test('takes the events in order from the front, never more than allowed', () => {
  fc.assert(
    fc.property(waiting, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5_000 }), (list, maxEvents, maxBytes) => {
      const taken = takeBatch(list, maxEvents, maxBytes)
      expect(taken).toEqual(list.slice(0, taken.length))
      expect(taken.length).toBeLessThanOrEqual(maxEvents)
      expect(taken.length).toBeLessThanOrEqual(list.length)
      expect(taken.length === 0 || bytes(encodeBatch(taken, envelope)) <= maxBytes).toBe(true)
    }),
  )
})

test('cutting a queue into batches loses and doubles nothing', () => {
  fc.assert(
    fc.property(waiting, fc.integer({ min: 1, max: 7 }), (list, maxEvents) => {
      const seen: Waiting[] = []
      for (let rest: readonly Waiting[] = list; rest.length;) {
        const batch = takeBatch(rest, maxEvents, 1_000)
        seen.push(...batch)
        rest = rest.slice(batch.length)
      }
      expect(seen).toEqual(list)
    }),
  )
})

test('writes one JSON body out of events that are JSON already', () => {
  fc.assert(
    fc.property(waiting, (list) => {
      expect(JSON.parse(encodeBatch(list, envelope))).toEqual({ batch: list.map(([, json]) => JSON.parse(json) as unknown), ...envelope })
    }),
  )
})
