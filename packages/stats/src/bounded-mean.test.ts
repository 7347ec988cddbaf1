import { expect, it } from 'vitest'
import { boundedMean } from './bounded-mean.ts'
import { netScore } from './net-score.ts'
import { toSample } from './sample.ts'
import { seeded } from './testing/seeded.ts'

const sums = (values: readonly number[]) => ({ n: values.length, sum: values.reduce((a, b) => a + b, 0), squares: values.reduce((a, b) => a + b * b, 0) })

it('is the t interval where the numbers differ', () => {
  // t(0.975, 3) = 3.182446
  const values = [3, 5, 5, 6]
  const { mean, variance } = toSample(values)
  const { value, low, high } = boundedMean(sums(values), [1, 7])
  expect(value).toBe(mean)
  expect(low).toBeCloseTo(mean - 3.182446 * Math.sqrt(variance / 4), 5)
  expect(high).toBeCloseTo(mean + 3.182446 * Math.sqrt(variance / 4), 5)
})

it('is not sure of everybody where a few said the same', () => {
  expect(boundedMean(sums([1, 1]), [0, 1])).toEqual({ value: 1, low: 0, high: 1 })
  // thirds do not sum to what they are
  for (const values of [Array.from({ length: 20 }, () => 7), Array.from({ length: 20 }, () => 1 + 1 / 3)]) {
    const { value, low, high } = boundedMean(sums(values), [1, 7])
    expect(high - low).toBeGreaterThan(0.4)
    expect(high - low).toBeLessThan(3)
    expect(low <= value! && value! <= high).toBe(true)
  }
  expect(boundedMean(sums(Array.from({ length: 100_000 }, () => 7)), [1, 7]).low).toBeGreaterThan(6.99)
  expect(boundedMean(sums([]), [1, 7])).toEqual({ value: null, low: 1, high: 7 })
  expect(boundedMean(sums([4]), [1, 7])).toEqual({ value: 4, low: 1, high: 7 })
})

it('gives a net score by hand, and covers the truth in about 95 % of small samples of promoters', () => {
  // five promoters of five: 5.75/8 and 0.75/8, the rest passive
  const { value, low, high } = netScore({ promoters: 5, detractors: 0, n: 5 })
  expect([value, high]).toEqual([1, 1])
  expect(low).toBeCloseTo(0.625 - 1.959964 * Math.sqrt((6.5 / 8 - 0.625 ** 2) / 8), 6)
  expect(netScore({ promoters: 0, detractors: 0, n: 0 })).toEqual({ value: null, low: -1, high: 1 })
  expect(() => netScore({ promoters: 3, detractors: 3, n: 5 })).toThrow(RangeError)
  const random = seeded(3)
  for (const [up, down, n] of [
    [0.9, 0.02, 10],
    [0.6, 0.1, 10],
    [0.95, 0.01, 20],
    [0.5, 0.2, 50],
  ] as const) {
    let covered = 0
    for (let run = 0; run < 2000; run++) {
      const drawn = Array.from({ length: n }, random)
      const said = netScore({ promoters: drawn.filter((x) => x < up).length, detractors: drawn.filter((x) => x >= 1 - down).length, n })
      if (said.low <= up - down && up - down <= said.high) covered++
    }
    expect(covered / 2000).toBeGreaterThan(0.92)
  }
})
