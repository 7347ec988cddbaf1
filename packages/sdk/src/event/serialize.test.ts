import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serializeEvent, toPlain } from './serialize.ts'

const reports: string[] = []
const report = (code: string): void => void reports.push(code)
const plain = (value: unknown): unknown => {
  reports.length = 0
  return toPlain(value, report)
}

const cycle: Record<string, unknown> = {}
cycle['self'] = cycle
const hostile: [string, unknown][] = [
  ['a BigInt', 1n],
  ['a cycle', cycle],
  [
    'a toJSON that throws',
    {
      toJSON: () => {
        throw new Error('no')
      },
    },
  ],
  [
    'a getter deep inside that throws',
    {
      deep: Object.defineProperty({}, 'x', {
        enumerable: true,
        get: () => {
          throw new Error('no')
        },
      }),
    },
  ],
]

test.each(hostile)('%s costs itself only', (_, value) => {
  expect(plain({ before: 1, bad: value, after: [2] })).toEqual({ before: 1, after: [2] })
  expect(reports).toEqual(['event_unserializable'])
})

test('a getter that throws costs itself only', () => {
  const record = Object.defineProperty({ a: 1 }, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    },
  })
  expect(plain(record)).toEqual({ a: 1 })
})

test('functions and symbols go, dates become text, as JSON has it', () => {
  expect(plain({ f: () => 1, s: Symbol('x'), u: undefined, d: new Date(0), n: Number.NaN })).toEqual({ d: '1970-01-01T00:00:00.000Z', n: null })
  expect(plain({ f: () => 1, bad: 1n })).toEqual({})
})

test.each([
  null,
  7,
  'text',
  true,
  () => 1,
  {
    toJSON: () => {
      throw new Error('no')
    },
  },
])('what is no record is no reason to throw: %s', (value) => {
  expect(() => JSON.stringify(plain(value))).not.toThrow()
})

test('later changes of the host do not reach the copy', () => {
  const given = { list: [1] }
  const copy = plain(given)
  given.list.push(2)
  expect(copy).toEqual({ list: [1] })
})

test('any value comes out as JSON would carry it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      expect(JSON.stringify(plain(record))).toBe(JSON.stringify(record))
      expect(reports).toEqual([])
    }),
  )
})

test('any object at all leads to an event that is JSON', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string(),
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true }),
      ),
      (record) => {
        const json = serializeEvent({ type: 'track', properties: plain(record) }, report)
        expect(json === undefined || typeof JSON.parse(json) === 'object').toBe(true)
      },
    ),
  )
})

test('lone surrogates are written as escapes, so that the bytes are valid UTF-8', () => {
  const json = serializeEvent({ text: '\ud800' }, report)!
  expect(json).toContain('\\ud800')
  expect(new TextDecoder('utf-8', { fatal: true }).decode(new TextEncoder().encode(json))).toBe(json)
})

test.each([
  ['x', 32_768 - 8, true],
  ['x', 32_768 - 7, false],
  ['é', 16_380, true],
  ['é', 16_381, false],
  ['\u20ac', 10_920, true],
])('counts bytes, not characters: %s × %i', (letter, n, fits) => {
  reports.length = 0
  const json = serializeEvent({ a: letter.repeat(n) }, report)
  expect(json !== undefined).toBe(fits)
  expect(reports).toEqual(fits ? [] : ['event_dropped'])
})
