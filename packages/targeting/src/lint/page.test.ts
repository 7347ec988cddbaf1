import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPageProblem, isEveryPage, pageCovers, pagesExclude } from './page.ts'
import { compilePath } from '../page-path.ts'

const written = fc
  .array(fc.constantFrom('/', 'a', 'b', ':id', '*', '**', '/', ' ', '?x=1', '#', '\\d+', '.*', '{id}', '[id]', '$', '^', '(a|b)', 'ü', 'https://x.org'), {
    maxLength: 6,
  })
  .map((parts) => `/${parts.join('')}`)
/** What a browser tells: no star in it, which an address may have but no product has. */
const path = fc
  .array(fc.constantFrom('a', 'b', '7', '/', '{id}', '[id]', ' ', 'ü', '.', '$', '^', '('), { maxLength: 6 })
  .map((parts) => new URL(`https://x.org/${parts.join('')}`).pathname)

test('a pattern that surely never matches does not match', () => {
  let told = 0
  fc.assert(
    fc.property(written, fc.array(path, { minLength: 10, maxLength: 10 }), (page, paths) => {
      if (!findPageProblem(page)?.sure) return
      told++
      expect(paths.filter(compilePath(page)), page).toEqual([])
    }),
    { numRuns: 3_000 },
  )
  expect(told).toBeGreaterThan(1_000)
})

test.each([
  ['https://x.org/projects/:id?tab=1#top', '/projects/:id'],
  ['https://x.org', '/'],
  ['//x.org/a', '/a'],
  ['/projects?tab=1', '/projects'],
  ['/app#/inbox', '/app'],
  ['^/projects/[^/]+/tasks$', '/projects/:id/tasks'],
  ['/projects/\\d+', '/projects/:id'],
  ['/projects/(.*)', '/projects/*'],
  ['/projects/.*/tasks', '/projects/*/tasks'],
  ['/users/{userId}/edit', '/users/:userId/edit'],
  ['/users/[...slug]', '/users/:slug'],
  ['/users/<int:id>', '/users/:id'],
  ['/a/**/b', '/a/*/b'],
  ['/report-*', '/*'],
  ['/größe', '/gr%C3%B6%C3%9Fe'],
  ['/\ud800', '/%EF%BF%BD'],
])('says how %s is meant', (page, rewrite) => {
  expect(findPageProblem(page)?.rewrite).toBe(rewrite)
  expect(findPageProblem(rewrite)).toBe(undefined)
})

test.each(['/', '*', '/*', '/**', '/projects/:id', '/a%20b', '/a.b/c-d_e~f', '/@me', "/it's", '/a+b', '/:a/:b/*'])('takes %s', (page) =>
  expect(findPageProblem(page)).toBe(undefined),
)

const pattern = fc.array(fc.constantFrom('a', 'b', ':x', '*'), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
const real = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`)

test('patterns that exclude each other share no path, and one that covers another matches wherever it does', () => {
  const told = { apart: 0, covering: 0 }
  fc.assert(
    fc.property(pattern, pattern, fc.array(real, { minLength: 10, maxLength: 10 }), (a, b, paths) => {
      const [one, other] = [compilePath(a), compilePath(b)]
      if (pagesExclude({ page: a }, { page: b })) {
        told.apart++
        expect(paths.filter((each) => one(each) && other(each))).toEqual([])
      }
      if (pageCovers({ page: a }, { page: b })) {
        told.covering++
        expect(paths.filter((each) => other(each) && !one(each))).toEqual([])
      }
      if (isEveryPage({ page: a })) expect(paths.filter((each) => !one(each))).toEqual([])
    }),
    { numRuns: 3_000 },
  )
  expect(Math.min(told.apart, told.covering)).toBeGreaterThan(100)
})
