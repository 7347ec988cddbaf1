import type { Condition } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { compileCondition } from './publish/condition.ts'
import type { Place } from './context.ts'
import { compileModel } from './model.ts'

const { over } = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] })
/** Whether a place is on a page. */
function compilePage(written: Extract<Condition, { page: string }>): (place?: Place) => boolean | undefined {
  const evaluate = compileCondition(written)
  return (place) => evaluate(over({ now: 0, historyKnown: true, tally: () => null, reachedAt: () => undefined, guide: () => null, place }))
}

test.each<[string, string, boolean]>([
  ['/', '/', true],
  ['/', '/a', false],
  ['/projects', '/projects', true],
  ['/projects', '/projects/', true],
  ['/projects/', '/projects', true],
  ['/projects', '/Projects', false],
  ['/projects', '/projects/7', false],
  ['/projects/:id', '/projects/7', true],
  ['/projects/:id', '/projects', false],
  ['/projects/:id', '/projects/7/settings', false],
  ['/projects/:id/settings', '/projects/7/settings', true],
  ['/*/settings', '/a/settings', true],
  ['/*/settings', '/a/b/settings', false],
  ['/projects/*', '/projects', true],
  ['/projects/*', '/projects/7/a/b', true],
  ['/projects/**', '/projects/7/a', true],
  ['/projects/*', '/projectsx', false],
  ['*', '/', true],
  ['*', '/any/thing', true],
  ['/a.b', '/axb', false],
  ['/(a+)+', '/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', false],
])('%s on %s is %s', (pattern, path, expected) => expect(compilePage({ page: pattern })({ path, query: {} })).toBe(expected))

test('named parameters must be there with their value, others do not matter', () => {
  const matches = compilePage({ page: '/a', query: { tab: 'settings', id: '*' } })
  expect(matches({ path: '/a', query: { tab: 'settings', id: '7', more: '1' } })).toBe(true)
  expect(matches({ path: '/a', query: { tab: 'other', id: '7' } })).toBe(false)
  expect(matches({ path: '/a', query: { tab: 'settings' } })).toBe(false)
  expect(compilePage({ page: '/a', query: { constructor: '*' } })({ path: '/a', query: {} })).toBe(false)
})

test.each<[string, string | undefined, boolean]>([
  ['/files/:id', '/files/3', true],
  ['/files/:id', 'files/3/', true],
  ['/files/:id', '/files', false],
  ['/files/*', '/files/3/versions', true],
  ['section', 'section', true],
  ['section', 'Section', false],
  ['', '', true],
  ['', undefined, true],
  ['', 'section', false],
  ['*', undefined, true],
  ['section', undefined, false],
])('hash %j on %j is %s', (hash, actual, expected) => {
  expect(compilePage({ page: '/', hash })({ path: '/', query: {}, hash: actual })).toBe(expected)
})

test('path, parameters and hash must all fit; where no hash is written any will do', () => {
  const matches = compilePage({ page: '/a', query: { q: '1' }, hash: 'x' })
  expect(matches({ path: '/a', query: { q: '1' }, hash: 'x' })).toBe(true)
  expect(matches({ path: '/b', query: { q: '1' }, hash: 'x' })).toBe(false)
  expect(matches({ path: '/a', query: {}, hash: 'x' })).toBe(false)
  expect(matches({ path: '/a', query: { q: '1' }, hash: 'y' })).toBe(false)
  expect(compilePage({ page: '/a' })({ path: '/a', query: {}, hash: 'whatever' })).toBe(true)
})

test('without a place nothing can be told', () => {
  expect(compilePage({ page: '*' })()).toBeUndefined()
  expect(compilePage({ page: '/a', query: { q: '*' }, hash: 'x' })()).toBeUndefined()
})

test('a hostile path costs time in proportion to its length only', () => {
  const path = '/a'.repeat(100_000)
  const start = performance.now()
  expect(compilePage({ page: `${'/*'.repeat(100)}/b` })({ path, query: {} })).toBe(false)
  expect(performance.now() - start).toBeLessThan(500)
})
