import type { Condition } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toValues, type Context } from '../context.ts'
import { explainCondition } from './explain-condition.ts'
import { conditionText, toConditionText } from './explain-text.ts'
import { compileModel } from '../model.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-22T12:00:00Z')

test.each<[Condition, string]>([
  [{ all: [{ flag: 'a' }] }, 'all of'],
  [{ any: [{ flag: 'a' }] }, 'any of'],
  [{ not: { flag: 'a' } }, 'not'],
  [{ trait: 'role', in: ['admin', 'owner'] }, 'role in ["admin","owner"]'],
  [{ trait: 'seats', gt: 3, lte: 9, ifMissing: false }, 'seats gt 3, lte 9, ifMissing false'],
  [{ account: 'plan', is: 'pro' }, 'account plan is "pro"'],
  [{ property: 'size', between: [1, 5] }, 'property size between [1,5]'],
  [{ trait: 'url', matches: '^/a\\d+' }, 'url matches /^/a\\d+/'],
  [{ trait: 'version', semver: '>=2.4.0 <3' }, 'version semver >=2.4.0 <3'],
  [{ trait: 'createdAt', within: '30d' }, 'createdAt within 30d'],
  [{ trait: 'x', exists: false }, 'x exists false'],
  [{ segment: 's' }, 'in segment "s"'],
  [{ segment: 's', is: false }, 'not in segment "s"'],
  [{ milestone: 'm', is: 'reached', scope: 'account' }, 'milestone "m" is reached by anybody in the account'],
  [{ feature: 'f', level: ['none', 'tried'] }, 'feature "f" is none or tried'],
  [{ event: 'e' }, 'event "e"'],
  [
    { event: 'e', where: { a: { is: 1 }, b: { startsWith: 'x' } }, count: { gte: 2 }, within: '7d' },
    'event "e" where a is 1 and b startsWith "x" count gte 2 within 7d',
  ],
  [{ event: 'e', absent: '14d', scope: 'account' }, 'event "e" absent for 14d by anybody in the account'],
  [{ page: '/a/:id', query: { tab: 'x', q: '*' }, hash: 'top' }, 'page /a/:id?tab=x&q=*#top'],
  [{ guide: 'g', state: ['completed', 'dismissed'], within: '30d' }, 'guide "g" is completed or dismissed within 30d'],
  [{ device: 'viewport', is: 'narrow' }, 'viewport is narrow'],
  [{ element: '.a', is: 'visible' }, 'element .a is visible'],
  [{ time: 'hour', between: [9, 17], timezone: 'Europe/Berlin' }, 'hour in Europe/Berlin between [9,17]'],
  [{ experiment: 'g', in: ['a', 'b'] }, 'experiment "g" in ["a","b"]'],
  [{ flag: 'r', is: false }, 'flag "r" is off'],
])('%j reads %s', (condition, text) => expect(conditionText(condition)).toBe(text))

const context: Context = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] }).over({
  now: NOW,
  historyKnown: true,
  traits: toValues({ role: 'admin', tags: ['a', 'b'] }),
  tally: (key) => (key === 'opened' ? { count: 3, first: NOW - DAY_MS, last: NOW - 60_000, days: {}, recent: [NOW - 60_000] } : null),
  reachedAt: (key) => (key === 'activated' ? NOW - DAY_MS : undefined),
  guide: () => null,
})

test('a tree has a line for each node, with what was there or what is missing', () => {
  const condition: Condition = {
    all: [
      { any: [{ trait: 'tags', contains: 'b' }, { not: { trait: 'plan', is: 'pro' } }] },
      { event: 'opened', count: { gte: 5 } },
      { event: 'closed', absent: '1d' },
      { milestone: 'activated', is: 'reached' },
      { guide: 'tour', state: ['unseen'] },
      { account: 'plan', is: 'pro' },
    ],
  }
  expect(toConditionText(explainCondition(condition, context)).split('\n')).toEqual([
    '✗ all of',
    '  ✓ any of',
    '    ✓ tags contains "b" — is ["a","b"]',
    '    ? not',
    '      ? plan is "pro" — missing: the trait "plan"',
    '  ✗ event "opened" count gte 5 — 3 ×, last 2026-11-22 11:59Z',
    '  ✓ event "closed" absent for 1d — never happened',
    '  ✓ milestone "activated" is reached — reached 2026-11-21 12:00Z',
    '  ✓ guide "tour" is unseen — is "unseen"',
    '  ? account plan is "pro" — missing: the account trait "plan"',
  ])
})

test('any value that a page may give can be told', () => {
  const tell = (value: unknown): string =>
    toConditionText(explainCondition({ trait: 'x', exists: true }, Object.assign(Object.create(context) as Context, { traits: toValues({ x: value }) })))
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), (value) => {
      expect(tell(value)).toMatch(/^[✓✗] x exists true/)
    }),
  )
  const round: Record<string, unknown> = {}
  round['self'] = round
  expect([round, 1n, Symbol('s'), () => 1].map(tell)).toEqual(['object', 'bigint', 'symbol', 'function'].map((type) => `✓ x exists true — is ${type}`))
})

test('a segment and an open milestone tell what they ask for, a circle of segments ends', () => {
  const definitions = {
    segments: [
      { key: 'newcomer', when: { trait: 'createdAt', within: '30d' } as const },
      { key: 'round', when: { segment: 'round' } as const },
    ],
    milestones: [{ key: 'activated', when: { event: 'opened', count: { gte: 9 } }, from: 'signup' as const }],
  }
  const open: Context = Object.assign(Object.create(context) as Context, { reachedAt: () => undefined })
  const tree = explainCondition({ all: [{ segment: 'newcomer' }, { milestone: 'activated', is: 'reached' }, { segment: 'round' }] }, open, definitions)
  expect(tree.children!.map(({ children }) => children?.map(({ condition }) => condition))).toEqual([
    [definitions.segments[0]!.when],
    [definitions.milestones[0]!.when],
    [definitions.segments[1]!.when],
  ])
})
