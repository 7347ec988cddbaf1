import { expect, test } from 'vitest'
import { compilePage } from './page.ts'

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
])('%s on %s is %s', (pattern, path, expected) => expect(compilePage(pattern)({ path, query: {} })).toBe(expected))

test('named parameters must be there with their value, others do not matter', () => {
  const matches = compilePage('/a', { tab: 'settings', id: '*' })
  expect(matches({ path: '/a', query: { tab: 'settings', id: '7', more: '1' } })).toBe(true)
  expect(matches({ path: '/a', query: { tab: 'other', id: '7' } })).toBe(false)
  expect(matches({ path: '/a', query: { tab: 'settings' } })).toBe(false)
  expect(compilePage('/a', { constructor: '*' })({ path: '/a', query: {} })).toBe(false)
})

test('a hostile path costs time in proportion to its length only', () => {
  const path = '/a'.repeat(100_000)
  const start = performance.now()
  expect(compilePage(`${'/*'.repeat(100)}/b`)({ path, query: {} })).toBe(false)
  expect(performance.now() - start).toBeLessThan(500)
})
