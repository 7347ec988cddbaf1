import type { Comparison, Rule } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileWhere } from './comparison.ts'
import { compileCondition } from './publish/condition.ts'
import { toValues, type Context } from './context.ts'
import { compileModel } from './model.ts'
import { lowerWhere } from './publish/lower.ts'
import { compileCases, compileRule } from './rule.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const { over } = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] })
const context = (more: Partial<Context> = {}): Context =>
  over({ now: NOW, historyKnown: true, tally: () => null, reachedAt: () => undefined, guide: () => null, ...more })
const known: Rule = { of: ['fact', 'now'], gte: 0 }
const not: Rule = { not: known }
const unknown: Rule = { of: ['fact', 'viewport'], is: 'wide' }

test.each(['moon', 'constructor', '__proto__', 'toString', ''])('a source "%s" of a later version is not known', (source) => {
  expect(compileRule({ of: [source, 'x'], is: 1 })(context())).toBeUndefined()
  expect(compileRule({ not: { of: [source, 'x'], missing: true } })(context())).toBeUndefined()
})

test('empty lists hold as logic has it', () => {
  expect(compileRule({ all: [] })(context())).toBe(true)
  expect(compileRule({ any: [] })(context())).toBe(false)
})

test('cases answer by the first that holds, and do not pass by one that is unknown', () => {
  const pick = (...rules: Rule[]): string | undefined => compileCases(rules.map((rule, i) => [rule, `${i}`] as const))(context())
  expect(pick(not, known, known)).toBe('1')
  expect(pick(not, unknown, known)).toBeUndefined()
  expect(pick(not, not)).toBeUndefined()
  expect(pick()).toBeUndefined()
})

const PROPERTIES = Object.getOwnPropertyNames(Object.prototype)
const HOSTILE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'x'] as const
const name = fc.constantFrom(...HOSTILE)
const anything = fc.anything({
  key: fc.oneof(name, fc.string()),
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
})
const record = fc.array(fc.tuple(name, anything)).map((pairs) => Object.fromEntries(pairs))
const comparison = fc.constantFrom<Comparison[]>(
  { is: 1 },
  { in: ['x', 1] },
  { gt: 1 },
  { lte: 1, gte: 0, lt: 9 },
  { contains: 'x' },
  { startsWith: 'x', endsWith: 'x' },
  { matches: '^x+$' },
  { semver: '>=1' },
  { exists: true },
  { within: '1d' },
  { before: '2026-01-01' },
  { after: '2026-01-01', ifMissing: true },
)

test('whatever a page gives, evaluation answers, and changes nothing for others', () => {
  fc.assert(
    fc.property(
      record,
      fc.string(),
      fc.record({ path: fc.string({ unit: 'binary' }), hash: fc.string() }),
      name,
      comparison,
      (values, zone, place, of, one) => {
        const given = context({
          traits: toValues(values),
          account: toValues(values),
          properties: toValues(values),
          zone,
          place: { ...place, query: values as Record<string, string> },
        })
        for (const subject of ['trait', 'account', 'property'] as const)
          expect([true, false, undefined]).toContain(compileCondition({ [subject as 'trait']: of, ...one })(given))
        expect([true, false]).toContain(compileCondition({ page: '/:a/*', query: { [of]: 'x' }, hash: '*' })(given))
        expect([true, false, undefined]).toContain(compileCondition({ time: 'hour', ...one })(given))
        expect([true, false]).toContain(compileWhere(lowerWhere(Object.fromEntries([[of, one]])))(values, NOW))
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(PROPERTIES)
      },
    ),
    { numRuns: 300 },
  )
}, 30_000)

test('what a page has added to Object.prototype is nobody’s value', () => {
  const polluted = Object.prototype as unknown as Record<string, unknown>
  polluted['admin'] = true
  try {
    const given = context({ traits: toValues({}), account: toValues(), properties: toValues({ x: 1 }), place: { path: '/', query: {} } })
    for (const subject of ['trait', 'account', 'property'] as const)
      expect(compileCondition({ [subject as 'trait']: 'admin', is: true, ifMissing: false })(given)).toBe(false)
    expect(compileCondition({ page: '/', query: { admin: '*' } })(given)).toBe(false)
    expect(compileWhere(lowerWhere({ admin: { exists: true } }))({}, NOW)).toBe(false)
    expect(compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] }).over(given).segment('admin')).toBeUndefined()
  } finally {
    delete polluted['admin']
  }
})
