import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.ts'
import { quantile } from './quantile.ts'

// a zero has no sign here
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((given) => given + 0)
const values = fc.array(number, { minLength: 1, maxLength: 50 })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('quantile', () => {
  it('rises with the share, from the least to the greatest, whatever the order', () => {
    fc.assert(
      fc.property(values, share, share, (given, p, q) => {
        expect(quantile(given, 0)).toBe(Math.min(...given))
        expect(quantile(given, 1)).toBe(Math.max(...given))
        expect(quantile(given, Math.min(p, q))).toBeLessThanOrEqual(quantile(given, Math.max(p, q)))
        expect(quantile(given.toReversed(), p)).toBe(quantile(given, p))
      }),
    )
  })

  it('refuses nothing, and what is no number', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError)
    expect(() => quantile([NaN], 0.5)).toThrow(RangeError)
    expect(() => quantile([1], 1.1)).toThrow(RangeError)
  })
})

describe('benjaminiHochberg', () => {
  it('keeps the order, never lowers a p-value and never raises one beyond Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 30 }), (p) => {
        const adjusted = benjaminiHochberg(p)
        p.forEach((value, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value)
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, value * p.length))
          p.forEach((other, j) => value < other && expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!))
        })
      }),
    )
    expect(benjaminiHochberg([])).toEqual([])
    expect(() => benjaminiHochberg([1.2])).toThrow(RangeError)
  })
})
