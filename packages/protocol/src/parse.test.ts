import { expect, test } from 'vitest'
import { conditionSchema } from './condition.ts'
import { parse, parseGuide } from './parse.ts'

const issues = (value: unknown): [string, string, string[] | undefined][] => {
  const result = parse(conditionSchema, value)
  return result.ok ? [] : result.issues.map(({ code, pointer, suggestion }) => [code, pointer, suggestion])
}

test.each([
  ['and', [{ trait: 'role', is: 'admin' }], 'all'],
  ['or', [{ trait: 'role', is: 'admin' }], 'any'],
])('knows that "%s" of other tools is "%s" here, and never advises the opposite', (word, list, meant) => {
  expect(issues({ [word]: list })).toContainEqual(['unknown_field', `/${word}`, [meant]])
})

test('knows that "equals" is "is"', () => expect(issues({ trait: 'role', equals: 'admin' })).toContainEqual(['unknown_field', '/equals', ['is']]))

test('suggests the nearest word for a slip', () => expect(issues({ trait: 'role', iss: 'admin' })).toContainEqual(['unknown_field', '/iss', ['is']]))

test('says what a length of time looks like where a number was written, and what a date looks like', () => {
  const result = parseGuide({
    kind: 'empty-state',
    key: 'a',
    goal: null,
    why: 'test',
    slot: 's',
    title: 't',
    when: { delay: 500 },
    audience: { trait: 'createdAt', after: '02.11.2026' },
  })
  expect(result.ok ? [] : result.issues.map(({ detail }) => detail)).toEqual([
    'Expected a date such as "2026-12-01" or "2026-12-01T09:00:00Z", found "02.11.2026".',
    'Expected a duration such as "800ms", "5s", "2h" or "7d", found 500: write "500ms".',
  ])
})
