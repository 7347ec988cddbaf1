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
const fail = (): never => {
  throw new Error('no')
}
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
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
  ['a symbol in an array beside a BigInt', [Symbol('x'), 1n].slice(1)[0]],
  ['a revoked proxy', revoked()],
  ['a proxy that throws at everything', new Proxy({}, { ownKeys: () => fail(), get: () => fail(), has: () => fail() })],
  ['a node of the document', { nodeType: 1, self: cycle }],
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

test.each(hostile)('%s costs itself only, and is told once', (_, value) => {
  const { bad, ...rest } = plain({ before: 1, bad: value, after: [2] }) as Record<string, unknown>
  expect(rest).toEqual({ before: 1, after: [2] })
  // of an object what can be read stays
  expect([undefined, '{}', '{"deep":{}}']).toContain(JSON.stringify(bad))
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

test('a long text is cut at 8 KB of UTF-8, marked, and told', () => {
  for (const letter of ['x', 'é', '\u20ac', '😀']) {
    const { text } = plain({ text: letter.repeat(9_000) }) as { text: string }
    const bytes = new TextEncoder().encode(text).length
    expect(bytes).toBeLessThanOrEqual(8_192)
    expect(bytes).toBeGreaterThan(8_192 - 4)
    expect(text).toBe(`${letter.repeat((text.length - 1) / letter.length)}…`)
    expect(reports).toEqual(['event_unserializable'])
  }
})

test('a text of just 8 KB is left as it is', () => {
  for (const text of ['x'.repeat(8_192), 'é'.repeat(4_096)]) expect(plain({ text })).toEqual({ text })
  expect(reports).toEqual([])
})

test('halves of surrogate pairs become the replacement character, in values and names', () => {
  expect(plain({ 'a\ud800': '\udc00b', whole: '😀' })).toEqual({ 'a\ufffd': '\ufffdb', whole: '😀' })
})

test('what lies deeper than 32 or beyond 256 keys is left out, the rest is carried', () => {
  const nest = (depth: number): unknown => (depth ? { in: nest(depth - 1) } : 1)
  const depthOf = (value: unknown): number => (typeof value === 'object' && value ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0)
  expect(depthOf(plain(nest(32)))).toBe(32)
  expect(reports).toEqual([])
  expect(depthOf(plain(nest(33)))).toBe(32)
  expect(depthOf(plain(nest(5_000)))).toBe(32)
  expect(reports).toEqual(['event_unserializable'])
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))
  expect(Object.keys(plain({ wide }) as { wide: object }).length).toBe(1)
  expect(Object.keys((plain({ wide }) as { wide: object }).wide)).toHaveLength(256)
})

test('a name of Object.prototype is a name like any other', () => {
  const given = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object
  const copy = plain(given) as Record<string, unknown>
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true},"constructor":1}')
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('a graph without end, shared parts and lists of a million end soon', () => {
  const shared = { a: { b: { c: 1 } } }
  expect(plain({ one: shared, two: shared })).toEqual({ one: shared, two: shared })
  let graph: unknown = 1
  // 2 to the power of 30 ways
  for (let i = 0; i < 30; i++) graph = [graph, graph]
  for (const value of [graph, Array.from({ length: 1_000_000 }, (_, i) => i), { nodes: Array.from({ length: 5_000 }, () => ({ a: 'text' })) }]) {
    expect(JSON.stringify(plain({ before: 1, value })).length).toBeLessThan(60_000)
    expect(reports).toEqual(['event_unserializable'])
  }
})

const event = { type: 'track', event: 'x', messageId: 'm' }

const HOSTILE: (() => unknown)[] = [
  ...[cycle, Symbol('s'), 1n, Number.NaN, new Date(Number.NaN), 'x'.repeat(40_000), '\ud800', globalThis, new Error('e')].map((one) => () => one),
  revoked,
  () => fail,
  () => ({ toJSON: fail }),
  () => new Proxy({}, { ownKeys: fail }),
  () => Object.defineProperty({ kept: 1 }, 'bad', { enumerable: true, get: fail }),
]
/** Everything that a page could hand over, wrapped in more of it. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...HOSTILE),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'toString', 'nodeType', 'length')), tie('value'), { maxKeys: 4 }),
  ),
})).value

/** Makes the hostile values of a recipe only now: the generator looks into everything that it hands out. */
const make = (recipe: unknown): unknown =>
  HOSTILE.includes(recipe as never)
    ? (recipe as () => unknown)()
    : Array.isArray(recipe)
      ? recipe.map(make)
      : typeof recipe === 'object' && recipe !== null && [Object.prototype, null].includes(Object.getPrototypeOf(recipe) as null)
        ? Object.fromEntries(Object.entries(recipe).map(([name, one]) => [name, make(one)]))
        : recipe

test('whatever is given, the event arrives, within every limit, and what was good beside it is in it', () => {
  fc.assert(
    fc.property(anything, fc.integer(), (recipe, number) => {
      const value = make(recipe)
      reports.length = 0
      const json = serializeEvent({ ...event, properties: toPlain({ number, value }, report) }, report)
      const bytes = new TextEncoder().encode(json)
      expect(bytes.length).toBeLessThanOrEqual(32_768)
      expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toBe(json)
      const { properties, ...rest } = JSON.parse(json) as { properties: Record<string, unknown> }
      expect(rest).toEqual(event)
      // what would not fit at all goes without properties, and that is told
      expect(properties['number'] ?? reports[0]).toBe(Object.keys(properties).length ? number : 'event_unserializable')
    }),
    { numRuns: 500 },
  )
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
  expect(json.includes('"properties":{}')).toBe(!fits)
  expect(reports).toEqual(fits ? [] : ['event_unserializable'])
})

test('an event that is too large arrives without what the page said of it', () => {
  reports.length = 0
  const json = serializeEvent({ ...event, properties: { text: 'x'.repeat(40_000) }, traits: { a: 1 } }, report)
  expect(JSON.parse(json)).toEqual({ ...event, properties: {}, traits: {} })
  expect(reports).toEqual(['event_unserializable'])
})

test('bytes are left out, and a boxed text is a text', () => {
  expect(plain({ bytes: new Uint8Array(50_000_000), text: Object('x'), after: 1 })).toEqual({ text: 'x', after: 1 })
  expect(reports).toEqual(['event_unserializable'])
})

test('a text without end is cut where it may end', () => {
  const { text } = plain({ text: 'ü'.repeat(20_000_000) }) as { text: string }
  expect(text.endsWith('…')).toBe(true)
  expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(8_192)
})
