import { EVENT_TYPES, LIMITS } from '@foothold/protocol'
import { eventSchema } from '@foothold/protocol/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isPlainEvent } from './check-event.ts'
import { validateEvents } from './validate.ts'

const time = fc.oneof(
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
  fc
    .tuple(
      fc.integer({ min: 1990, max: 2030 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      fc.integer({ min: 0, max: 25 }),
      fc.integer({ min: 0, max: 61 }),
    )
    .chain(([y, ...parts]) => {
      const [mo, d, h, mi] = parts.map((part) => String(part).padStart(2, '0'))
      return fc.constantFrom('.000Z', 'Z', '.1Z', '+02:00', '', '.123456Z', 'z', '\n').map((end) => `${y}-${mo}-${d}T${h}:${mi}:${mi}${end}`)
    }),
)
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(null, '', 0, -1, 1.5, 2 ** 53, -0, [], {}, '__proto__', 'x'.repeat(200), 'x'.repeat(201)))
const name = fc.oneof({ weight: 9, arbitrary: fc.string({ minLength: 1, maxLength: 20 }) }, { weight: 1, arbitrary: odd })
const record = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString')), fc.jsonValue()) },
  { weight: 1, arbitrary: odd },
)
const event = fc.record(
  {
    type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...EVENT_TYPES) }, { weight: 1, arbitrary: odd }),
    messageId: name,
    anonymousId: name,
    userId: name,
    groupId: name,
    previousId: name,
    event: name,
    name,
    properties: record,
    traits: record,
    context: record,
    timestamp: fc.oneof(time, time, odd),
    sequence: fc.oneof(fc.nat(), odd),
    extra: odd,
  },
  { requiredKeys: ['messageId', 'type'] },
)
/** As it comes from the wire: own keys, no undefined. */
const wire = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>

it('says yes only where the schema does', () => {
  let plain = 0
  fc.assert(
    fc.property(event, (made) => {
      const value = wire(made)
      if (!isPlainEvent(value, LIMITS.nameLength)) return
      plain++
      expect(eventSchema.safeParse(value).error?.issues).toBeUndefined()
    }),
    { numRuns: 5000 },
  )
  // the law is not true for want of cases
  expect(plain).toBeGreaterThan(300)
})

it('takes and refuses exactly what the schema does, limits and storable ids aside', () => {
  const counts = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(event, (made) => {
      const value = wire(made)
      const { rejected } = validateEvents(
        { batchId: 'b', events: [value], pointer: () => '', sentAt: undefined, writeKey: undefined, identityToken: undefined, context: undefined },
        'p',
        0,
      )
      const bySchema = eventSchema.safeParse((value['messageId'] ?? null) === null ? { ...value, messageId: 'x' } : value).success
      const fault = rejected[0]
      if (fault && (/^event_too|^too_many|_too_large$/.test(fault.code) || /NUL|double/.test(fault.detail))) return
      expect(fault === undefined, JSON.stringify([value, fault])).toBe(bySchema)
      counts[bySchema ? 'taken' : 'refused']++
    }),
    { numRuns: 5000 },
  )
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(300)
})
