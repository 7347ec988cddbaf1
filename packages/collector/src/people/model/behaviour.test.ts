import fc from 'fast-check'
import { expect, it } from 'vitest'
import { behaviourAt, behaviourClassesAt } from './behaviour.ts'

const DAY = 86_400_000

it('names the same classes for many instants at once as for each alone', () => {
  const days = fc.array(fc.tuple(fc.integer({ min: 20_000, max: 20_300 }), fc.subarray([0, 1, 2], { minLength: 1 })), { maxLength: 200 })
  fc.assert(
    fc.property(
      // whole stretches of use, and single days
      fc.array(fc.tuple(fc.integer({ min: 20_000, max: 20_300 }), fc.integer({ min: 1, max: 60 })), { maxLength: 4 }),
      days,
      fc.integer({ min: 19_990 * 24, max: 20_320 * 24 }),
      fc.uniqueArray(fc.integer({ min: 20_000 * 24, max: 20_330 * 24 }), { minLength: 1, maxLength: 7 }),
      fc.record({
        newForMs: fc.constantFrom(0, DAY, 14 * DAY),
        dormantAfterMs: fc.constantFrom(DAY, 28 * DAY, 60 * DAY),
        powerDays: fc.integer({ min: 0, max: 28 }),
      }),
      (stretches, single, signedUpHour, hours, more) => {
        const used = new Map(single.map(([day, features]) => [day, new Set(features)]))
        for (const [from, length] of stretches) for (let day = from; day < from + length; day++) used.set(day, new Set([day % 3]))
        const facts = { days: used, relevant: new Set([0, 1]), signedUpAt: signedUpHour * (DAY / 24) }
        const settings = { ...more, stalledAfterMs: 14 * DAY, powerDepth: 0.5, drop: 0.5, told: false }
        const instants = hours.map((hour) => hour * (DAY / 24)).sort((a, b) => a - b)
        expect(behaviourClassesAt(facts, settings, instants)).toEqual(instants.map((instant) => behaviourAt(facts, settings, instant).class))
      },
    ),
    { numRuns: 500 },
  )
})
