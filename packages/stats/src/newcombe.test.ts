import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newcombe } from './newcombe.ts'

const proportion = fc.integer({ min: 1, max: 20_000 }).chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))

describe('newcombe', () => {
  // Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10.
  it.each([
    { a: '56/70', b: '48/80', low: 0.0524, high: 0.3339 },
    { a: '9/10', b: '3/10', low: 0.1705, high: 0.809 },
    { a: '6/7', b: '2/7', low: 0.0582, high: 0.8062 },
    { a: '5/56', b: '0/29', low: -0.0381, high: 0.1926 },
    { a: '0/10', b: '0/20', low: -0.1611, high: 0.2775 },
    { a: '0/10', b: '0/10', low: -0.2775, high: 0.2775 },
    { a: '10/10', b: '0/20', low: 0.6791, high: 1 },
    { a: '10/10', b: '0/10', low: 0.6075, high: 1 },
  ])('gives the published interval of $a against $b', ({ a, b, low, high }) => {
    const [first, second] = [a, b].map((text) => ({ k: Number(text.split('/')[0]), n: Number(text.split('/')[1]) }))
    const answer = newcombe(first!, second!)
    expect(answer.value).toBeCloseTo(first!.k / first!.n - second!.k / second!.n, 12)
    expect(answer.low).toBeCloseTo(low, 4)
    expect(answer.high).toBeCloseTo(high, 4)
  })

  it('says that it does not know where a group is empty', () => {
    expect(newcombe({ k: 0, n: 0 }, { k: 3, n: 9 })).toEqual({ value: null, low: -1, high: 1 })
    expect(newcombe({ k: 3, n: 9 }, { k: 0, n: 0 })).toEqual({ value: null, low: -1, high: 1 })
  })

  it('refuses what is not a proportion', () => {
    expect(() => newcombe({ k: 2, n: 1 }, { k: 0, n: 0 })).toThrow(RangeError)
  })

  it('contains the difference, stays within -1 and 1, and turns its sign with the groups', () => {
    fc.assert(
      fc.property(proportion, proportion, (first, second) => {
        const answer = newcombe(first, second)
        const turned = newcombe(second, first)
        expect(answer.low).toBeGreaterThanOrEqual(-1)
        expect(answer.low).toBeLessThanOrEqual(answer.value!)
        expect(answer.high).toBeGreaterThanOrEqual(answer.value!)
        expect(answer.high).toBeLessThanOrEqual(1)
        expect(turned.low).toBeCloseTo(-answer.high, 12)
        expect(turned.high).toBeCloseTo(-answer.low, 12)
      }),
    )
  })

  it('narrows with more people at the same rates', () => {
    fc.assert(
      fc.property(proportion, proportion, fc.integer({ min: 2, max: 20 }), (first, second, times) => {
        const few = newcombe(first, second)
        const many = newcombe({ k: first.k * times, n: first.n * times }, { k: second.k * times, n: second.n * times })
        expect(many.high - many.low).toBeLessThan(few.high - few.low)
      }),
    )
  })
})
