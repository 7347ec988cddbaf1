import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fnv1a32, inNamespace, pickRange, toRanges, toShare, type Range } from './hash.ts'

// values published with the algorithm, of texts in ASCII. @see http://www.isthe.com/chongo/src/fnv/test_fnv.c
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['b', 0xe70c2de5],
  ['foobar', 0xbf9cf968],
  ['chongo was here!\n', 0xd49930d5],
])('the hash of %j is %d', (text, hash) => expect(fnv1a32(text)).toBe(hash))

test('hashes UTF-16 code units, so that no text is a special case', () => {
  expect(fnv1a32('é')).toBe(Math.imul(0x811c9dc5 ^ 0xe9, 0x01000193) >>> 0)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hash = fnv1a32(text)
      expect(Number.isInteger(hash) && hash >= 0 && hash <= 0xffff_ffff).toBe(true)
    }),
  )
})

test('a share is below 1, in steps of 1/10,000, and always the same', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (seed, unit) => {
      const share = toShare(seed, unit)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThan(1)
      expect(Math.round(share * 10_000) / 10_000).toBe(share)
      expect(toShare(seed, unit)).toBe(share)
    }),
  )
})

/** How far a count is from what is expected, in standard deviations. */
const deviations = (count: number, n: number, share: number): number => Math.abs(count - n * share) / Math.sqrt(n * share * (1 - share))

test('shares are even, and those of two seeds have nothing to do with each other', () => {
  const N = 50_000
  const units = Array.from({ length: N }, (_, i) => `user-${i}`)
  let both = 0
  const tenths = Array.from({ length: 10 }, () => 0)
  for (const unit of units) {
    const [one, other] = [toShare('welcome-tour', unit), toShare('welcome-tour-2', unit)]
    tenths[Math.floor(one * 10)]!++
    if (one < 0.5 && other < 0.5) both++
  }
  for (const count of tenths) expect(deviations(count, N, 0.1)).toBeLessThan(4)
  expect(deviations(both, N, 0.25)).toBeLessThan(4)
})

const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }).map((list) => list.map((one) => one / list.reduce((a, b) => a + b)))

test('ranges keep their order, do not overlap, and are as wide as weight and coverage say', () => {
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (list, coverage) => {
      const ranges = toRanges(list.length, coverage, list)
      ranges.forEach(([from, to], i) => {
        expect(to - from).toBeCloseTo(list[i]! * coverage, 9)
        expect(from).toBeGreaterThanOrEqual(i === 0 ? 0 : ranges[i - 1]![1] - 1e-9)
      })
    }),
  )
})

test('more coverage moves nobody from one variation to another', () => {
  const share = fc.integer({ min: 0, max: 9_999 }).map((one) => one / 10_000)
  const coverage = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(weights, coverage, coverage, share, (list, a, b, one) => {
      const before = pickRange(one, toRanges(list.length, Math.min(a, b), list))
      const after = pickRange(one, toRanges(list.length, Math.max(a, b), list))
      if (before >= 0) expect(after).toBe(before)
    }),
  )
})

test.each<[string, Parameters<typeof toRanges>, Range[]]>([
  [
    'equal where nothing is written',
    [2],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    'equal where the number of weights is another',
    [2, 1, [1]],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    'equal where the sum is another',
    [2, 1, [0.4, 0.1]],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    'equal where the weights are no numbers',
    [2, 1, [Number.NaN, Number.NaN]],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    'empty without coverage',
    [2, 0],
    [
      [0, 0],
      [0.5, 0.5],
    ],
  ],
  [
    'clamped',
    [2, 7],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  ['none for no variation', [0], []],
])('ranges are %s', (_, written, expected) => expect(toRanges(...written)).toEqual(expected))

test('the beginning of a range belongs to it, its end does not', () => {
  const ranges: Range[] = [
    [0, 0.25],
    [0.25, 0.25],
    [0.5, 1],
  ]
  expect([0, 0.2499, 0.25, 0.5, 0.9999].map((share) => pickRange(share, ranges))).toEqual([0, 0, -1, 2, 2])
})

test('parts of a namespace that do not overlap never share a unit, and together have them all', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (unit, namespace, cut) => {
      expect(inNamespace(unit, namespace, [0, cut])).not.toBe(inNamespace(unit, namespace, [cut, 1]))
    }),
  )
})
