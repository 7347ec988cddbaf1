import { expect, test } from 'vitest'
import { parseSemver } from './publish/semver-bounds.ts'
import { compileSemver, parseVersion, toSortable } from './semver.ts'

const fulfils = (written: string, version: string): boolean => compileSemver(parseSemver(written)!)(version)

test.each([
  ['1.2.3', [1, 2, 3]],
  ['v1.2.3', [1, 2, 3]],
  ['1', [1, 0, 0]],
  ['1.2', [1, 2, 0]],
  ['0.0.0', [0, 0, 0]],
  ['10.20.30', [10, 20, 30]],
  ['1.2.3-beta.2', [1, 2, 3, 'beta', 2]],
  ['1.2.3-alpha-1', [1, 2, 3, 'alpha-1']],
  ['1.2.3+build.7', [1, 2, 3]],
  ['1.2.3-rc.1+build.7', [1, 2, 3, 'rc', 1]],
  ['1.2-rc', [1, 2, 0, 'rc']],
])('reads %s', (text, version) => expect(parseVersion(text)).toEqual(version))

test.each(['', 'v', 'latest', '1.', '.1', '1..2', '1.2.3.4', '1.2.3-', '1.2.3+', ' 1.2.3', '1.2.3 ', '1.2.3\n', '-1.2.3', '1.x', '１.２.３', 'vv1'])(
  '%j is no version',
  (text) => {
    expect(parseVersion(text)).toBeUndefined()
    expect(fulfils('!=9.9.9', text)).toBe(false)
  },
)

// the order of semver.org, item 11, and around it
const ORDER = [
  '0.0.1',
  '0.9.0',
  '0.10.0',
  '1.0.0-1',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-alpha-1',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.9.0',
  '1.10.0',
  '2.0.0',
  '10.0.0',
]
test('orders versions as the specification does, each pair both ways', () => {
  const sortable = ORDER.map((text) => toSortable(parseVersion(text)!))
  sortable.forEach((a, i) => sortable.forEach((b, j) => expect([ORDER[i], ORDER[j], a < b, a > b]).toEqual([ORDER[i], ORDER[j], i < j, i > j])))
})

test.each([
  ['>=2.4.0', '2.4.0', true],
  ['>=2.4.0', '2.10.0', true],
  ['>=2.4.0', '2.3.99', false],
  ['>=2.4.0', '2.4.0-rc.1', false],
  ['>2.4.0', '2.4.0', false],
  ['>2.4.0', '2.4.1-0', true],
  ['<3', '2.99.99', true],
  ['<3', '3.0.0', false],
  // a pre-release comes before its release, also for an upper bound
  ['<3', '3.0.0-beta', true],
  ['<=3', '3.0.0', true],
  ['<=3', '3.0.1', false],
  ['=1.2', '1.2.0', true],
  ['1.2', '1.2.0', true],
  ['1.2', '1.2.1', false],
  ['1.2.3', '1.2.3+build', true],
  ['!=2.0.0', '2.0.0', false],
  ['!=2.0.0', '2.0.1', true],
  ['>=2.4.0 <3', '2.9.0', true],
  ['>=2.4.0 <3', '3.0.0', false],
  ['>=2.4.0 <3 !=2.5.0', '2.5.0', false],
  [' >=  2.4.0   <3 ', '2.9.0', true],
  ['>=v2', 'v2.0.0', true],
])('%s on %s is %s', (written, version, expected) => expect(fulfils(written, version)).toBe(expected))

test.each(['', ' ', '^1.2.3', '~1.2', '1.x', '>=', '>=2 || <1', '==1', '1.2.3 - 2.0.0', 'latest'])('%j are no bounds', (written) => {
  expect(parseSemver(written)).toBeUndefined()
})

test('a hostile text costs time in proportion to its length only', () => {
  const start = performance.now()
  for (const text of ['1'.repeat(100_000), `1.2.3-${'a.'.repeat(50_000)}!`, '-'.repeat(100_000), '1.'.repeat(50_000)]) fulfils('>=1', text)
  expect(performance.now() - start).toBeLessThan(200)
})
