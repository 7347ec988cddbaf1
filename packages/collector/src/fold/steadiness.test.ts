import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSets, put, type Sets } from './bits.ts'
import { measureSpans, type Span, type Spread } from './steadiness.ts'

const PEOPLE = 70
const SPANS: [Span, Span] = [
  { from: 40, to: 54, whole: 53, weeks: [40, 47] },
  { from: 30, to: 40, whole: 40, weeks: [31] },
]
const setsOf = (list: readonly (readonly [person: number, day: number])[]): Sets => {
  const sets = createSets(PEOPLE, 54)
  for (const [person, day] of list) put(sets, day, person)
  return sets
}

/** The definitions, with so much weight on each person. */
function weighted(list: readonly (readonly [number, number])[], { from, whole, weeks }: Span, weight: readonly number[]) {
  const active = (person: number, first: number, end: number): boolean => list.some(([who, day]) => who === person && day >= first && day < end)
  const sum = (of: (person: number) => number): number => weight.reduce((all, one, person) => all + (one === 0 ? 0 : one * of(person)), 0)
  const shares = Array.from({ length: whole - from }, (_, index) => from + index).flatMap((day) => {
    const month = sum((person) => Number(active(person, day - 27, day + 1)))
    return month ? [sum((person) => Number(active(person, day, day + 1))) / month] : []
  })
  const [days, count] = [sum, sum].map((add, what) =>
    weeks.reduce(
      (all, week) =>
        all +
        add((person) =>
          what
            ? Number(active(person, week, week + 7))
            : new Set(list.filter(([who, day]) => who === person && day >= week && day < week + 7).map(([, day]) => day)).size,
        ),
      0,
    ),
  )
  return { stickiness: shares.length ? shares.reduce((all, one) => all + one) / shares.length : null, activeDays: count ? days! / count : null }
}

it('measures what the definitions say, and how far each person moves it', () => {
  const visit = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 53 }))
  fc.assert(
    fc.property(fc.array(visit, { minLength: 1, maxLength: 60 }), (list) => {
      const { spans, difference } = measureSpans(setsOf(list), SPANS)
      const people = [...new Set(list.map(([person]) => person))]
      const ones = Array.from({ length: 41 }, (_, person) => Number(people.includes(person)))
      const moved = (span: Span, name: 'stickiness' | 'activeDays', person: number): number => {
        const [up, down] = [1e-4, -1e-4].map((by) => weighted(list, span, ones.with(person, 1 + by))[name] ?? 0)
        return (up! - down!) / 2e-4
      }
      const near = (given: Spread, value: number | null, squares: number): void => {
        if (value === null) expect(given.value).toBeNull()
        else expect(given.value).toBeCloseTo(value, 9)
        expect(given.squares).toBeCloseTo(squares, 6)
      }
      for (const name of ['stickiness', 'activeDays'] as const) {
        const values = SPANS.map((span) => weighted(list, span, ones)[name])
        SPANS.forEach((span, index) =>
          near(
            spans[index]![name],
            values[index]!,
            people.reduce((sum, person) => sum + moved(span, name, person) ** 2, 0),
          ),
        )
        const both = people.reduce((sum, person) => sum + (moved(SPANS[0], name, person) - moved(SPANS[1], name, person)) ** 2, 0)
        near(difference![name], values.includes(null) ? null : values[0]! - values[1]!, both)
      }
    }),
    { numRuns: 60 },
  )
})

it('is the same where nearly everybody was there in the month', () => {
  // more than half of a word, and all of it
  for (const there of [20, 31, 64]) {
    const list = Array.from({ length: there }, (_, person) => [person + 1, 20 + (person % 30)] as const)
    const { spans } = measureSpans(setsOf(list), [SPANS[0]])
    const ones = Array.from({ length: 71 }, (_, person) => Number(person > 0 && person <= there))
    const squares = list.reduce((sum, [person]) => {
      const [up, down] = [1e-4, -1e-4].map((by) => weighted(list, SPANS[0], ones.with(person, 1 + by)).stickiness!)
      return sum + ((up! - down!) / 2e-4) ** 2
    }, 0)
    expect(spans[0]!.stickiness.squares).toBeCloseTo(squares, 8)
    expect(spans[0]!.stickiness.n).toBe(there - list.filter(([, day]) => day < 40 - 27).length)
  }
})

it('has nothing to say of nobody', () => {
  expect(measureSpans(createSets(5, 54), SPANS).difference).toEqual({
    stickiness: { value: null, n: 0, squares: 0 },
    activeDays: { value: null, n: 0, squares: 0 },
  })
  expect(measureSpans(createSets(5, 54), SPANS).spans[0]!.steady).toEqual({ value: null, n: 0, squares: 0 })
})
