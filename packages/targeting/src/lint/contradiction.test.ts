import type { Condition, Segment } from '@foothold/protocol'
import { describe, expect, test } from 'vitest'
import { findContradictions } from './contradiction.ts'

const pairs = (condition: Condition, segments?: Segment[]): [string, string][] =>
  findContradictions(condition, { segments: segments ?? [] }).map(({ first, second }) => [first, second])

describe('names the two clauses that exclude each other', () => {
  test.each<[string, Condition]>([
    [
      'two values of one trait',
      {
        all: [
          { account: 'plan', is: 'pro' },
          { account: 'plan', is: 'free' },
        ],
      },
    ],
    [
      'a value outside a list',
      {
        all: [
          { trait: 'role', is: 'admin' },
          { trait: 'role', in: ['member', 'viewer'] },
        ],
      },
    ],
    ['a value and its negation', { all: [{ trait: 'role', is: 'admin' }, { not: { trait: 'role', is: 'admin' } }] }],
    [
      'a value below a bound',
      {
        all: [
          { trait: 'age', is: 3 },
          { trait: 'age', gte: 18 },
        ],
      },
    ],
    [
      'bounds that do not meet',
      {
        all: [
          { trait: 'seats', gt: 10 },
          { trait: 'seats', lt: 5 },
        ],
      },
    ],
    [
      'bounds that meet in an open end',
      {
        all: [
          { trait: 'seats', gt: 5 },
          { trait: 'seats', lte: 5 },
        ],
      },
    ],
    [
      'a text with another beginning',
      {
        all: [
          { trait: 'email', is: 'a@x.org' },
          { trait: 'email', startsWith: 'b' },
        ],
      },
    ],
    [
      'a value that must be missing',
      {
        all: [
          { trait: 'plan', is: 'pro' },
          { trait: 'plan', exists: false },
        ],
      },
    ],
    [
      'dates that do not meet',
      {
        all: [
          { trait: 'createdAt', before: '2026-01-01' },
          { trait: 'createdAt', after: '2026-02-01' },
        ],
      },
    ],
    [
      'reached and open',
      {
        all: [
          { milestone: 'activated', is: 'reached' },
          { milestone: 'activated', is: 'open' },
        ],
      },
    ],
    ['in and out of a segment', { all: [{ segment: 'power' }, { segment: 'power', is: false }] }],
    [
      'levels without a common one',
      {
        all: [
          { feature: 'x', level: ['none'] },
          { feature: 'x', level: ['adopted', 'repeated'] },
        ],
      },
    ],
    [
      'states without a common one',
      {
        all: [
          { guide: 'tour', state: ['completed'] },
          { guide: 'tour', state: ['dismissed'] },
        ],
      },
    ],
    [
      'narrow and wide',
      {
        all: [
          { device: 'viewport', is: 'narrow' },
          { device: 'viewport', is: 'wide' },
        ],
      },
    ],
    [
      'visible and absent',
      {
        all: [
          { element: '#a', is: 'visible' },
          { element: '#a', is: 'absent' },
        ],
      },
    ],
    [
      'an event that happened and is absent',
      {
        all: [
          { event: 'e', count: { gte: 1 }, within: '7d' },
          { event: 'e', absent: '14d' },
        ],
      },
    ],
    [
      'more in a week than in a month',
      {
        all: [
          { event: 'e', count: { gte: 5 }, within: '7d' },
          { event: 'e', count: { lt: 5 }, within: '30d' },
        ],
      },
    ],
  ])('%s', (_, condition) => expect(pairs(condition)).toEqual([['/all/0', expect.stringMatching(/^\/all\/1/)]]))
})

test('a clause that excludes itself is named once', () => {
  const [found] = findContradictions({ trait: 'seats', gt: 10, lt: 5 })
  expect(found).toEqual({ first: '', second: '', firstText: 'seats gt 10', secondText: 'seats lt 5' })
})

test('an audience outside of the segment that it names is told in the words of both', () => {
  const segments: Segment[] = [{ key: 'reps', when: { trait: 'role', is: 'rep' } }]
  const [found] = findContradictions({ all: [{ segment: 'reps' }, { trait: 'role', is: 'admin' }] }, { segments })
  expect(found).toMatchObject({ first: '/all/0', second: '/all/1', firstText: 'role is "rep" (segment "reps")', secondText: 'role is "admin"' })
})

test('looks into nested lists, and into each branch of a choice with what holds around it', () => {
  const condition: Condition = { all: [{ trait: 'role', is: 'admin' }, { any: [{ trait: 'plan', is: 'pro' }, { all: [{ trait: 'role', is: 'member' }] }] }] }
  expect(pairs(condition)).toEqual([['/all/0', '/all/1/any/1/all/0']])
})

test('turns a negated list round', () => {
  expect(
    pairs({
      all: [
        { trait: 'a', is: 1 },
        {
          not: {
            any: [
              { trait: 'a', is: 1 },
              { trait: 'b', is: 2 },
            ],
          },
        },
      ],
    }),
  ).toEqual([['/all/0', '/all/1/not/any/0']])
  expect(
    pairs({
      all: [
        { trait: 'a', is: 1 },
        {
          not: {
            all: [
              { trait: 'a', is: 1 },
              { trait: 'b', is: 2 },
            ],
          },
        },
      ],
    }),
  ).toEqual([['/all/0', '/all/1/not/all/0']])
})

describe('says nothing where all may hold', () => {
  test.each<[string, Condition]>([
    [
      'different subjects',
      {
        all: [
          { trait: 'plan', is: 'pro' },
          { account: 'plan', is: 'free' },
        ],
      },
    ],
    [
      'a choice',
      {
        any: [
          { trait: 'plan', is: 'pro' },
          { trait: 'plan', is: 'free' },
        ],
      },
    ],
    [
      'bounds that meet',
      {
        all: [
          { trait: 'n', gte: 5 },
          { trait: 'n', lte: 5 },
        ],
      },
    ],
    [
      'a value or a missing one',
      {
        all: [
          { trait: 'plan', is: 'pro', ifMissing: true },
          { trait: 'plan', exists: false },
        ],
      },
    ],
    [
      'a window and a date',
      {
        all: [
          { trait: 'createdAt', within: '30d' },
          { trait: 'createdAt', before: '2020-01-01' },
        ],
      },
    ],
    ['once ever, but not lately', { all: [{ event: 'e' }, { event: 'e', absent: '14d' }] }],
    [
      'often in a month, seldom in a week',
      {
        all: [
          { event: 'e', count: { gte: 5 }, within: '30d' },
          { event: 'e', count: { lt: 2 }, within: '7d' },
        ],
      },
    ],
    [
      'one event with different properties',
      {
        all: [
          { event: 'e', where: { a: { is: 1 } }, count: { gte: 1 } },
          { event: 'e', count: { is: 0 } },
        ],
      },
    ],
    [
      'present and visible',
      {
        all: [
          { element: '#a', is: 'present' },
          { element: '#a', is: 'visible' },
        ],
      },
    ],
    ['a negated clause of two comparisons', { all: [{ trait: 'n', is: 3 }, { not: { trait: 'n', gt: 1, lt: 3 } }] }],
  ])('%s', (_, condition) => expect(pairs(condition)).toEqual([]))
})

test('says what a definition rules out in a sentence', () => {
  const text = (when: Condition): string | undefined =>
    findContradictions(
      { all: [{ milestone: 'm', is: 'open' }, when] },
      { milestones: [{ key: 'm', from: 'signup', when: { any: [{ event: 'e' }, { event: 'f', count: { gte: 3 }, within: '7d' }] } }] },
    )[0]?.firstText
  expect(text({ event: 'e' })).toBe('no event "e", as milestone "m" is open')
  expect(text({ event: 'f', count: { gte: 5 }, within: '1d' })).toBe('event "f" count lt 3 within 7d, as milestone "m" is open')
})
