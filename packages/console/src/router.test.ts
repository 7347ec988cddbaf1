import { describe, expect, it } from 'vitest'
import { parseRoute, toPath, withQuery, type Route } from './router.ts'

describe('parseRoute', () => {
  it.each<[string, Route]>([
    ['/console', { page: 'overview' }],
    ['/console/', { page: 'overview' }],
    ['/console/guides', { page: 'guides' }],
    ['/console/guides/welcome-tour', { page: 'guide', key: 'welcome-tour' }],
    ['/console/people/', { page: 'people' }],
    ['/console/people/a%2Fb%20c', { page: 'person', id: 'a/b c' }],
    ['/console/accounts/a%2Fb', { page: 'account', id: 'a/b' }],
    ['/console/live', { page: 'live' }],
    ['/console/versions', { page: 'versions' }],
    ['/console/settings', { page: 'settings' }],
  ])('reads %s', (path, route) => expect(parseRoute(path)).toEqual(route))

  it.each(['/', '/consoles', '/console/toString', '/console/constructor/x', '/console/live/x', '/console/guides/a/b', '/console/people/%E0%A4%A'])(
    'answers missing for %s',
    (path) => expect(parseRoute(path)).toEqual({ page: 'missing', path }),
  )

  it('reads back every path it writes, whatever the id holds', () => {
    for (const id of ['user-1', 'a/b', 'x?y#z', '100%', 'ü ñ', '..', 'a+b', '🙂']) {
      expect(parseRoute(toPath({ page: 'person', id }))).toEqual({ page: 'person', id })
      expect(parseRoute(toPath({ page: 'guide', key: id }))).toEqual({ page: 'guide', key: id })
    }
  })
})

describe('withQuery', () => {
  it('sets, replaces and removes values and keeps the others', () => {
    expect(withQuery('?kind=tour&sort=a', { sort: 'b', search: 'x y' })).toBe('?kind=tour&sort=b&search=x+y')
    expect(withQuery('?kind=tour', { kind: '' })).toBe('')
    expect(withQuery('', { kind: null })).toBe('')
  })
})
