import type { AuthoredFeature, Bundle, Condition, Feature, Guide, Milestone, Rule } from '@foothold/protocol'
import { describe, expect, test } from 'vitest'
import { compileWhere } from '../comparison.ts'
import { compileBundle, type EvaluatedModel } from './bundle.ts'
import { lowerCondition, lowerWhere } from './lower.ts'
import { PatternError } from './pattern.ts'
import { tallyKey } from './tally-key.ts'

const envelope = { goal: null, priority: 50, title: 't' }
const hint = (audience: Condition, key = 'h'): Guide => ({
  kind: 'hint',
  key,
  ...envelope,
  target: { find: [{ css: 'a' }], unique: true, waitFor: '5s', onMissing: 'float' },
  audience,
})
const publish = (guides: Guide[], model: Partial<EvaluatedModel> = {}): Bundle =>
  compileBundle('abc', { guides, model: { segments: [], milestones: [], features: [], ...model } })
const feature = (key: string, ...usedWhen: Feature['usedWhen']): Feature => ({
  key,
  name: key,
  tier: 'core',
  usedWhen,
  adoptedWhen: { count: 3, within: '30d' },
})
const milestone = (key: string, when: Condition): Milestone => ({ key, from: 'signup', when })

describe('lowering', () => {
  test.each<[Condition, Rule]>([
    [
      { trait: 'a', is: 1 },
      { of: ['trait', 'a'], is: 1 },
    ],
    [
      { trait: 'a', exists: false },
      { of: ['trait', 'a'], exists: false, missing: true },
    ],
    [
      { trait: 'a', exists: true },
      { of: ['trait', 'a'], missing: false },
    ],
    [
      { trait: 'a', within: '1d' },
      { of: ['trait', 'a'], within: 86_400_000 },
    ],
    [
      { trait: 'a', before: '2026-01-01' },
      { of: ['trait', 'a'], before: Date.parse('2026-01-01') },
    ],
    [
      { trait: 'a', between: [1, 5], gte: 2, lte: 9 },
      { of: ['trait', 'a'], gte: 2, lte: 5 },
    ],
    [
      { trait: 'a', semver: '>=1.2 <2' },
      {
        of: ['trait', 'a'],
        semver: [
          ['>=', [1, 2, 0]],
          ['<', [2, 0, 0]],
        ],
      },
    ],
    [
      { segment: 's', is: false },
      { of: ['segment', 's'], is: false },
    ],
    [{ not: { any: [{ flag: 'f' }] } }, { not: { any: [{ of: ['flag', 'f'], is: true }] } }],
  ])('%j is %j', (condition, rule) => expect(lowerCondition(condition)).toEqual(rule))

  test('a pattern becomes a table, one that cannot is refused', () => {
    const rule = lowerCondition({ trait: 'url', matches: '^/a' })
    expect(rule).toMatchObject({ of: ['trait', 'url'], matches: { source: '^/a' } })
    expect(() => lowerCondition({ trait: 'url', matches: '(?=a)' })).toThrow(PatternError)
    expect(() => publish([hint({ event: 'e', where: { url: { matches: '\\1' } } })])).toThrow(PatternError)
  })

  test('bounds that cannot be read never match', () => {
    const matches = compileWhere(lowerWhere({ v: { semver: '^1.2' } }))
    for (const v of ['0.0.0-0', '0.0.0', '1.2.0', '9.9.9', 'x']) expect(matches({ v }, 0)).toBe(false)
  })

  test('does not change what was authored', () => {
    const condition: Condition = {
      all: [
        { trait: 'a', matches: 'x' },
        { event: 'e', where: { b: { semver: '>1' } }, count: { gte: 2 } },
      ],
    }
    const copy = structuredClone(condition)
    publish([hint(condition)])
    expect(condition).toEqual(copy)
  })

  test.each(['__proto__', 'constructor'])('the name "%s" survives in `where` and as a subject', (name) => {
    const where = JSON.parse(`{ "${name}": { "is": 1 } }`) as Record<string, { is: number }>
    const [need] = publish([hint({ event: 'e', where })]).tallies
    const matches = compileWhere(need!.where)
    expect(matches(JSON.parse(`{ "${name}": 1 }`) as Record<string, unknown>, 0)).toBe(true)
    expect(matches({}, 0)).toBe(false)
  })
})

describe('what has to be counted', () => {
  const keysOf = (bundle: Bundle): string[] => bundle.tallies.map(({ key }) => key)

  test('is listed once, from wherever it is asked', () => {
    const where = { x: { is: 1 } }
    const bundle = publish(
      [
        hint({ any: [{ event: 'a' }, { event: 'a', within: '7d' }, { not: { event: 'a', where } }] }),
        { kind: 'checklist', key: 'c', ...envelope, order: 'any', tasks: [{ key: 't', title: 't', completeWhen: { event: 'task' } }] },
        {
          kind: 'tour',
          key: 't',
          ...envelope,
          steps: [{ key: 's', title: 't', interaction: 'allow', next: [{ if: { event: 'branch', absent: '1d' }, to: 's' }, { else: 'end' }] }],
        },
      ],
      {
        segments: [{ key: 's', when: { event: 'segment' } }],
        milestones: [milestone('m', { event: 'milestone' })],
        features: [feature('f', { event: 'used' }, { event: 'a' })],
      },
    )
    expect(keysOf(bundle).sort()).toEqual(['a', tallyKey({ event: 'a', where }), 'branch', 'milestone', 'segment', 'task', 'used'].sort())
    const need = bundle.tallies.find(({ where }) => where)!
    expect(need.event).toBe('a')
    expect([{ x: 1 }, { x: 2 }].map((properties) => compileWhere(need.where)(properties, 0))).toEqual([true, false])
  })

  test('is listed for the account where the account is asked about', () => {
    const asks = publish(
      [
        hint({
          all: [
            { event: 'a', scope: 'account' },
            { feature: 'f', level: ['none'], scope: 'account' },
          ],
        }),
      ],
      { features: [feature('f', { event: 'used' })] },
    )
    expect(
      asks.tallies
        .filter(({ account }) => account)
        .map(({ event }) => event)
        .sort(),
    ).toEqual(['a', 'used'])
    expect(keysOf(asks).includes('a')).toBe(false)
    expect(asks.features[0]!.account).toBeDefined()
    const doesNot = publish([hint({ feature: 'f', level: ['none'] })], { features: [feature('f', { event: 'used' })] })
    expect(doesNot.tallies).toEqual([{ key: 'used', event: 'used' }])
    expect(doesNot.features[0]!.account).toBeUndefined()
  })
})

test('writes down what each guide and each milestone depends on, references resolved', () => {
  const bundle = publish([hint({ segment: 's' }), hint({ trait: 'x', is: 1 }, 'other')], {
    segments: [{ key: 's', when: { milestone: 'm', is: 'reached' } }],
    milestones: [milestone('m', { feature: 'f', level: ['tried'] })],
    features: [feature('f', { event: 'used' })],
  })
  expect(bundle.guides[0]!.dependencies.sort()).toEqual(['event:used', 'feature:f', 'guide:h', 'milestone:m', 'segment:s'])
  expect(bundle.guides[1]!.dependencies.sort()).toEqual(['guide:other', 'trait:x'])
  expect(bundle.milestones[0]!.dependencies.sort()).toEqual(['event:used', 'feature:f', 'milestone:m'])
})

test('what the browser does not need is not in it, and it is plain JSON', () => {
  const bundle = publish([{ ...hint({ trait: 'a', is: 1 }), schedule: { days: ['mon'], timezone: 'UTC' }, frequency: { max: 3 } }])
  expect(Object.keys(bundle.guides[0]!)).not.toEqual(expect.arrayContaining(['audience', 'schedule', 'frequency']))
  expect(JSON.parse(JSON.stringify(bundle))).toEqual(bundle)
  expect(bundle).toMatchObject({ spec: 2, version: 'abc' })
})

describe('declared clicks', () => {
  const clicked: AuthoredFeature = {
    ...feature('export'),
    usedWhen: [{ event: 'export.api' }, { click: '[data-feature=export]', page: '/reports/:id' }, { click: '#export' }],
  }
  const used = { event: 'feature.used', where: { feature: { is: 'export' } } }

  test('become one event for the rest of the system, and selectors for the browser', () => {
    const { clicks, tallies, features } = publish([], { features: [feature('plain', { event: 'a' }), clicked] })
    expect(clicks).toEqual([
      { feature: 'export', selector: '[data-feature=export]', onPage: { of: ['path'], path: '/reports/:id' } },
      { feature: 'export', selector: '#export' },
    ])
    expect(tallies.map(({ key }) => key)).toEqual(['a', 'export.api', tallyKey(used)])
    expect(features[1]!.person[1]![0]).toMatchObject({ of: ['count', ['export.api', tallyKey(used)], expect.any(Number), 3] })
  })

  test('are not mentioned where there are none', () => expect(publish([], { features: [feature('plain', { event: 'a' })] })).not.toHaveProperty('clicks'))

  test('are counted for the feature alone', () => {
    const { tallies } = publish([], { features: [clicked] })
    const matches = compileWhere(tallies.find(({ event }) => event === 'feature.used')!.where)
    expect([matches({ feature: 'export' }, 0), matches({ feature: 'plain' }, 0), matches({}, 0)]).toEqual([true, false, false])
  })

  test('wake the guides that ask for the feature', () => {
    const { guides } = publish([hint({ feature: 'export', level: ['tried'] })], { features: [clicked] })
    expect(guides[0]!.dependencies).toContain('event:feature.used')
  })
})
