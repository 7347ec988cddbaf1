import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileAutomaton } from '../automaton.ts'
import { compilePattern } from './determinize.ts'
import { PatternError } from './pattern.ts'

const matches = (pattern: string, text: string): boolean => compileAutomaton(compilePattern(pattern))(text)

test.each([
  ['^https://app\\.example\\.com/projects/\\d+', 'https://app.example.com/projects/7', true],
  ['^https://app\\.example\\.com/projects/\\d+', 'https://appXexample.com/projects/7', false],
  ['(\\?|&)tab=\\d', '/x?tab=2', true],
  ['^$', '', true],
  ['^$', 'a', false],
  ['a$', 'ba', true],
  ['a$', 'ab', false],
  ['', 'anything', true],
  ['a|^b', 'cb', false],
  ['x{2,3}y', 'axxy', true],
  ['x{2,3}y', 'axy', false],
  ['[^a-c]+$', 'abc', false],
  ['(?i)^ADMIN$', 'aDmin', true],
  ['(?i)[^a]', 'A', false],
  ['\\u00e9', 'café', true],
  ['^.$', '\n', false],
  ['(a*)*$', 'b', true],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected)
})

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\s', 'c', '1', '-')
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?')
const { pattern } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(atom, quantifier).map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), quantifier).map(([inner, many]) => `(${inner})${many}`),
  ),
  pattern: fc.oneof(
    { maxDepth: 3 },
    fc.array(tie('term'), { minLength: 1, maxLength: 3 }).map((terms) => terms.join('')),
    fc.tuple(tie('term'), tie('term')).map((parts) => parts.join('|')),
    tie('term').map((term) => `^${term}`),
    tie('term').map((term) => `${term}$`),
  ),
}))

test('answers as the native regular expression does', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '-', ' ', '\n', 'é'), maxLength: 8 }), { maxLength: 10 }),
      (written, texts) => {
        const table = compileAutomaton({ ...compilePattern(written), simple: undefined })
        const either = compileAutomaton(compilePattern(written))
        const native = new RegExp(written)
        for (const text of texts) expect([text, table(text), either(text)]).toEqual([text, native.test(text), native.test(text)])
      },
    ),
    { numRuns: 2_000 },
  )
})

test('with (?i) in front it answers as the native one that ignores case', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', 'C', '1', '-', ' ', 'é', 'É'), maxLength: 8 }), { maxLength: 10 })
  fc.assert(
    fc.property(pattern, texts, (written, list) => {
      const native = new RegExp(written, 'i')
      for (const text of list) expect([text, matches(`(?i)${written}`, text)]).toEqual([text, native.test(text)])
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['(a)\\1', 'refers back', 3],
  ['(?=a)', 'looks around', 0],
  ['a(?!b)', '"not"', 1],
  ['(?<=a)b', 'endsWith', 0],
  ['(?<year>\\d+)', 'no names', 0],
  ['a\\b', '"\\b" is not known', 1],
  ['([', 'not closed', 1],
  ['a)', 'closes nothing', 1],
  ['+a', 'Nothing to repeat', 0],
  ['a**', 'Nothing to repeat', 2],
  ['a{3,1}', 'counts downwards', 1],
  ['[z-a]', 'ends before it begins', 4],
  ['a\\', 'cannot end in', 1],
  ['^*', 'cannot be repeated', 1],
  ['(^)+$*', 'cannot be repeated', 5],
  ['(a|b)*a(a|b){14}', 'too large a table', 0],
  ['((a{50}){50}){50}', 'too large', 0],
])('refuses %s with a reason and a place', (written, reason, at) => {
  try {
    compilePattern(written)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(PatternError)
    expect((error as PatternError).message).toContain(reason)
    expect((error as PatternError).at).toBe(at)
  }
})

test.each(['^https://app\\.example\\.com/projects/\\d+', '/billing/', '(\\?|&)tab=\\d', '^a+$', 'v\\d+'])('%s is left to the native engine', (written) => {
  expect(compilePattern(written).simple).toBe(true)
})

test.each(['a+$', '(a|b)+', '(a|b)(a|b)', 'a+b', 'a?b', 'a{3}', '(?i)a', 'a|b', '(a+)'])('%s is not', (written) => {
  expect(compilePattern(written).simple).toBeUndefined()
})

test('takes one step for each character, also where a native engine would not end', () => {
  const steps = (written: string, text: string): number => {
    const automaton = { ...compilePattern(written), simple: undefined }
    let read = 0
    const counting = new Proxy(automaton.next, { get: (target, key) => (typeof key === 'string' && /^\d+$/.test(key) && read++, Reflect.get(target, key)) })
    compileAutomaton({ ...automaton, next: counting })(text)
    return read
  }
  for (const written of ['(a+)+$', '(a|a)*$', '(a|aa)+$', '([a-zA-Z]+)*$', '(.*)*b']) {
    expect(steps(written, `${'a'.repeat(5_000)}!`)).toBeLessThanOrEqual(5_001)
  }
})

const spelled = fc.array(fc.constantFrom('a', 'S', 's', 'k', 'K', 'é', 'É', 'ſ', 'ı', 'µ', 'σ', 'ς', 'K', '\\W', '\\w', '[^a-z]', '[a-k]', '[^é]', '.'), {
  maxLength: 4,
})
test('ignores case as the native engine does', () => {
  fc.assert(
    fc.property(
      spelled,
      fc.array(fc.string({ unit: fc.constantFrom('S', 's', 'k', 'K', 'K', 'ſ', 'ı', 'I', 'i', 'é', 'É', 'µ', 'μ', 'σ', 'ς', 'Σ', '1'), maxLength: 4 }), {
        maxLength: 8,
      }),
      (parts, texts) => {
        const written = parts.join('')
        const compiled = compileAutomaton(compilePattern(`(?i)^${written}$`))
        const native = new RegExp(`^${written}$`, 'i')
        for (const text of texts) expect([written, text, compiled(text)]).toEqual([written, text, native.test(text)])
      },
    ),
    { numRuns: 2_000 },
  )
})

test('no text of an author takes long to compile: the table is limited before it is made', () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  expect(() => compilePattern(`^(?:${alphabet}){25}0$`)).toThrow('too large a table')
  expect(compilePattern('^(?:abc){640}$').accept).toHaveLength(1921)
})
