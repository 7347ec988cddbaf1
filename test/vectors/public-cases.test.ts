// Runs the cases that other projects publish, as far as the language of conditions can say them. They are kept outside the
// repository (sources.md); the reason is told where they are not at hand.
import { existsSync, readFileSync } from 'node:fs'
import type { Comparison, Condition } from '@foothold/protocol'
import {
  compileCondition,
  compileModel,
  compilePattern,
  compileWhere,
  inNamespace,
  PatternError,
  pickRange,
  toRanges,
  toShare,
  toValues,
  type Range,
} from '@foothold/targeting'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../../shared/vectors/', import.meta.url)
const absent = !existsSync(folder)
const why = absent ? ' (skipped: ../shared/vectors is not beside this checkout)' : ''
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T

type Values = Record<string, unknown>
const { over } = compileModel({ segments: [], milestones: [], flags: [], features: [], guides: [] })
/** Whether a condition shows: what is not known does not. */
function shows(condition: Condition, traits: Values, now = 0): boolean {
  const context = over({ now, historyKnown: true, tally: () => null, reachedAt: () => undefined, guide: () => null, traits: toValues(traits) })
  return compileCondition(condition)(context) === true
}
/** What no condition can say. */
class Unsayable extends Error {}
const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

describe.skipIf(absent)(`cases of GrowthBook${why}`, () => {
  interface Cases {
    hash: [seed: string, unit: string, version: number, expected: number | null][]
    getBucketRange: [name: string, written: [number, number, number[] | null], expected: Range[]][]
    chooseVariation: [name: string, share: number, ranges: Range[], expected: number][]
    inNamespace: [name: string, unit: string, namespace: [string, number, number], expected: boolean][]
    evalCondition: [name: string, condition: Values, attributes: Values, expected: boolean, groups?: Values][]
  }
  const cases = absent ? undefined : read<Cases>('growthbook/cases.json')

  test('hash, version 2', () => {
    const list = cases!.hash.filter(([, , version]) => version === 2)
    expect(list.length).toBeGreaterThan(5)
    for (const [seed, unit, , expected] of list) expect([seed, unit, toShare(seed, unit)]).toEqual([seed, unit, expected])
  })
  test('getBucketRange', () => {
    for (const [name, [variations, coverage, weights], expected] of cases!.getBucketRange) {
      const found = toRanges(variations, coverage, weights ?? undefined)
      expect([name, found.map((range) => range.map((end) => Math.round(end * 1e9) / 1e9))]).toEqual([name, expected])
    }
  })
  test('chooseVariation', () => {
    for (const [name, share, ranges, expected] of cases!.chooseVariation) expect([name, pickRange(share, ranges)]).toEqual([name, expected])
  })
  test('inNamespace', () => {
    for (const [name, unit, [namespace, from, to], expected] of cases!.inNamespace)
      expect([name, inNamespace(unit, namespace, [from, to])]).toEqual([name, expected])
  })

  const WORDS: Record<string, string> = { $gt: 'gt', $gte: 'gte', $lt: 'lt', $lte: 'lte' }
  const VERSIONS: Record<string, string> = { $veq: '=', $vne: '!=', $vgt: '>', $vgte: '>=', $vlt: '<', $vlte: '<=' }
  const scalar = (value: unknown): string | number | boolean =>
    ['string', 'number', 'boolean'].includes(typeof value) ? (value as string) : unsayable('no scalar')
  const unsayable = (reason: string): never => {
    throw new Unsayable(reason)
  }
  const list = (value: unknown): (string | number | boolean)[] => (Array.isArray(value) && value.length ? value.map(scalar) : unsayable('no list'))
  function operator(trait: string, word: string, written: unknown): Condition {
    const one = (comparison: Comparison): Condition => ({ trait, ...comparison })
    if (word === '$eq') return one({ is: scalar(written) })
    if (word === '$ne') return { not: one({ is: scalar(written) }) }
    if (word === '$in') return one({ in: list(written) })
    if (word === '$nin') return { not: one({ in: list(written) }) }
    if (word === '$not') return isObject(written) ? { not: field(trait, written) } : unsayable(word)
    if (word === '$exists') return one({ exists: written as boolean })
    if (word === '$regex') return one({ matches: written as string })
    if (word === '$regexi') return one({ matches: `(?i)${written as string}` })
    if (word === '$elemMatch' && isObject(written) && Object.keys(written).join() === '$eq') return one({ contains: scalar(written['$eq']) })
    if (word === '$all') return { all: list(written).map((member) => one({ contains: member })) }
    if (VERSIONS[word]) return one({ semver: `${VERSIONS[word]}${written as string}` })
    if (WORDS[word] && typeof written === 'number') return one({ [WORDS[word]]: written })
    return unsayable(word)
  }
  function field(trait: string, written: unknown): Condition {
    if (!isObject(written)) return { trait, is: scalar(written) }
    const all = Object.entries(written).map(([word, value]) => operator(trait, word, value))
    return all.length ? { all } : unsayable('nothing')
  }
  function translate(condition: Values): Condition {
    const each = (value: unknown): Condition[] => (Array.isArray(value) && value.length ? (value as Values[]).map(translate) : unsayable('an empty list'))
    const all = Object.entries(condition).map(([word, value]): Condition => {
      if (word === '$and') return { all: each(value) }
      if (word === '$or') return { any: each(value) }
      if (word === '$nor') return { not: { any: each(value) } }
      if (word === '$not') return { not: translate(value as Values) }
      return word.startsWith('$') ? unsayable(word) : field(word, value)
    })
    return all.length ? { all } : unsayable('nothing')
  }
  /** Traits are flat: a value inside of another gets the name by which the condition asks for it. */
  function flatten(values: Values, prefix = ''): Values {
    return Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => [
        [prefix + name, value],
        ...(isObject(value) ? Object.entries(flatten(value, `${prefix}${name}.`)) : []),
      ]),
    )
  }

  /** What differs, on purpose. */
  const DIFFER: Record<string, string> = {
    ...Object.fromEntries(
      ['$in - array pass 1', '$in - array pass 2', '$in - array pass 3', '$nin - array fail 1', '$nin - array fail 2', '$nin - array fail 3'].map((name) => [
        name,
        'a list is not one of its members: `contains` asks for those',
      ]),
    ),
    'missing attribute with comparison operators': 'what is missing is unknown, not 0',
    'comparing numbers and strings': 'a text is no number',
    'version a.b.c.d.e.f > 1.2.3': 'not a version',
    'version 1-2-3 == 1.2.3': 'a version 1 with the pre-release 2-3',
    'version 1-2-3 == 1-2.3+build99': 'another pre-release',
    'version 1-2-3 == v1.2.3': 'a version 1 with the pre-release 2-3',
    'version 1.2.3.4 == 1.2.3-4': 'not a version',
  }

  test('evalCondition', () => {
    const differ: string[] = []
    let same = 0
    for (const [name, condition, attributes, expected, groups] of cases!.evalCondition) {
      try {
        if (groups) unsayable('groups')
        if (shows(translate(condition), flatten(attributes)) === expected) same++
        else differ.push(name)
      } catch (error) {
        if (!(error instanceof Unsayable) && !(error instanceof PatternError)) throw error
      }
    }
    expect(differ.sort()).toEqual(Object.keys(DIFFER).sort())
    expect(same).toBeGreaterThanOrEqual(149)
  })
})

describe.skipIf(absent)(`cases of Unleash${why}`, () => {
  interface Constraint {
    contextName: string
    operator: string
    values?: string[]
    value?: string
    inverted?: boolean
    caseInsensitive?: boolean
  }
  interface Strategy {
    name: string
    parameters: Record<string, string>
    constraints?: Constraint[]
    segments?: number[]
  }
  interface File {
    state: { features: { name: string; enabled: boolean; strategies: Strategy[] }[]; segments?: { id: number; constraints: Constraint[] }[] }
    tests: { description: string; context: Values & { properties?: Values }; toggleName: string; expectedResult: boolean }[]
  }
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const nobody = (): never => {
    throw new Unsayable()
  }

  function compare(trait: string, { operator, values = [], value = '', caseInsensitive }: Constraint): Condition {
    const any = (comparison: (text: string) => Comparison): Condition => ({
      any: values.length ? values.map((text) => ({ trait, ...comparison(text), ifMissing: false })) : nobody(),
    })
    const one = (comparison: Comparison): Condition => ({ trait, ...comparison, ifMissing: false })
    const text = (word: 'startsWith' | 'endsWith' | 'contains', pattern: (text: string) => string): Condition =>
      any((written) => (caseInsensitive ? { matches: `(?i)${pattern(escape(written))}` } : { [word]: written }))
    switch (operator) {
      case 'IN':
        return any((written) => ({ is: written }))
      case 'NOT_IN':
        return values.length ? { not: any((written) => ({ is: written })) } : nobody()
      case 'STR_STARTS_WITH':
        return text('startsWith', (written) => `^${written}`)
      case 'STR_ENDS_WITH':
        return text('endsWith', (written) => `${written}$`)
      case 'STR_CONTAINS':
        return text('contains', (written) => written)
      case 'NUM_EQ':
        return one({ is: Number(value) })
      case 'NUM_GT':
      case 'NUM_GTE':
      case 'NUM_LT':
      case 'NUM_LTE':
        return one({ [operator.slice(4).toLowerCase()]: Number(value) })
      case 'DATE_AFTER':
        return one({ after: value })
      case 'DATE_BEFORE':
        return one({ before: value })
      case 'SEMVER_EQ':
      case 'SEMVER_GT':
      case 'SEMVER_GTE':
      case 'SEMVER_LT':
      case 'SEMVER_LTE':
        return one({ semver: `${{ EQ: '=', GT: '>', GTE: '>=', LT: '<', LTE: '<=' }[operator.slice(7)]}${value}` })
      case 'REGEX':
        return one({ matches: `${caseInsensitive ? '(?i)' : ''}${value}` })
      default:
        return nobody()
    }
  }
  const constraint = (one: Constraint): Condition => (one.inverted ? { not: compare(one.contextName, one) } : compare(one.contextName, one))

  function strategy({ name, parameters, constraints = [], segments = [] }: Strategy, known: File['state']['segments'] = []): Condition {
    const inside = segments.flatMap((id) => known.find((segment) => segment.id === id)?.constraints ?? nobody())
    const who: Condition[] =
      name === 'default' ? [] : name === 'userWithId' ? [{ trait: 'userId', in: parameters['userIds']!.split(/,\s*/), ifMissing: false }] : nobody()
    const all = [...who, ...[...constraints, ...inside].map(constraint)]
    return all.length ? { all } : nobody()
  }
  /** The host knows the type of what it gives: what is compared as a number is one. */
  function traitsOf({ properties, ...context }: Values & { properties?: Values }, constraints: Constraint[]): Values {
    const numbers = new Set(constraints.filter(({ operator }) => operator.startsWith('NUM_')).map(({ contextName }) => contextName))
    return Object.fromEntries(Object.entries({ ...context, ...properties }).map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]))
  }

  /** What differs, on purpose. */
  const DIFFER: Record<string, string> = {
    'F8.invalidSemverWithLeadingV - invalid semver resolves to false': 'a version may begin with "v"',
    'R03 matches ASCII alpha only': 'a class [[:alpha:]] is what it is in JavaScript: brackets, colons and letters',
  }

  test.each<[string, number]>([
    ['02-user-with-id-strategy', 4],
    ['09-strategy-constraints', 15],
    ['13-constraint-operators', 45],
    ['14-constraint-semver-operators', 23],
    ['15-global-constraints', 4],
    ['21-regex-constraint-operators', 26],
  ])('%s', (file, atLeast) => {
    const { state, tests } = read<File>(`rules/unleash/${file}.json`)
    const differ: string[] = []
    let same = 0
    for (const { description, context, toggleName, expectedResult } of tests) {
      const feature = state.features.find(({ name }) => name === toggleName)
      try {
        const strategies = feature?.strategies ?? nobody()
        const all = [...strategies.flatMap(({ constraints = [] }) => constraints), ...(state.segments ?? []).flatMap(({ constraints }) => constraints)]
        const now = typeof context['currentTime'] === 'string' ? Date.parse(context['currentTime']) : 0
        if ((feature!.enabled && shows({ any: strategies.map((one) => strategy(one, state.segments)) }, traitsOf(context, all), now)) === expectedResult) same++
        else differ.push(description)
      } catch (error) {
        if (!(error instanceof Unsayable) && !(error instanceof PatternError)) throw error
      }
    }
    expect(differ.filter((name) => !DIFFER[name])).toEqual([])
    expect(same).toBeGreaterThanOrEqual(atLeast)
  })
})

describe.skipIf(absent)(`hostile cases${why}`, () => {
  test('patterns on which engines that go back do not end are answered at once, or refused', () => {
    const { cases } = read<{ cases: { id: string; source: string; flags: string; prefix: string; pump: string; suffix: string }[] }>('hostile/redos.json')
    let answered = 0
    for (const { id, source, prefix, pump, suffix } of cases) {
      let automaton
      try {
        automaton = compilePattern(source)
      } catch (error) {
        expect(error).toBeInstanceOf(PatternError)
        continue
      }
      answered++
      const attack = (n: number): string => prefix + pump.repeat(n) + suffix
      const native = new RegExp(source)
      for (const n of [0, 1, 2]) expect([id, n, shows({ trait: 'x', matches: source }, { x: attack(n) })]).toEqual([id, n, native.test(attack(n))])
      // below 2,000 characters a simple pattern is left to the native engine, above none is
      for (const n of [Math.floor(1_900 / pump.length), 20_000]) {
        const start = performance.now()
        shows({ trait: 'x', matches: source }, { x: attack(n) })
        expect([id, n, performance.now() - start < 1_000]).toEqual([id, n, true])
      }
      expect(automaton.source).toBe(source)
    }
    expect(answered).toBeGreaterThanOrEqual(173)
  }, 120_000)

  test('payloads of prototype pollution are values like any other', () => {
    const { blocks } = read<{ blocks: string[] }>('hostile/proto-pollution.json')
    const before = Object.getOwnPropertyNames(Object.prototype)
    const names = ['__proto__', 'constructor', 'prototype', 'evilProperty', 'isAdmin', 'foo', 'json spaces', 'client', 'shell', 'admin', 'test']
    let payloads = 0
    for (const block of blocks) {
      for (const part of [block, ...block.split('\n')]) {
        let values: Values | undefined
        try {
          values = JSON.parse(part) as Values
        } catch {
          values = /^(https?:|\?)/.test(part) ? Object.fromEntries(new URL(part, 'https://x.test').searchParams) : undefined
        }
        if (!isObject(values)) continue
        payloads++
        const context = over({
          now: 0,
          historyKnown: true,
          tally: () => null,
          reachedAt: () => undefined,
          guide: () => null,
          traits: toValues(values),
          properties: toValues(values),
          place: { path: '/', query: values as Record<string, string> },
        })
        for (const name of names) {
          const own = Object.hasOwn(values, name)
          expect([part, name, compileCondition({ trait: name, exists: true })(context)]).toEqual([part, name, own])
          expect([part, name, compileCondition({ property: name, exists: false })(context)]).toEqual([part, name, !own])
          expect([part, name, compileCondition({ page: '/', query: { [name]: '*' } })(context)]).toEqual([part, name, own])
          expect([part, name, compileWhere(Object.fromEntries([[name, { missing: false }]]))(values, 0)]).toEqual([part, name, own])
        }
      }
    }
    expect(payloads).toBeGreaterThan(5)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as Values)['evilProperty']).toBeUndefined()
  })
})
