import type { PublishedStep as Step, PublishedTour as Tour } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toPublished } from '../testing/publish.ts'
import { nextStep, pointIn, progressAt, resolveStep, stepsAhead, walkOn, wayTo, type Flow } from './flow.ts'

const steps = (...list: object[]): Step[] => (toPublished({ kind: 'tour', key: 't', steps: list }) as Tour).steps
const flow = (list: Step[], holds: Flow['holds'] = () => false): Flow => ({ steps: list, holds })
const plain = steps({ key: 'a' }, { key: 'b' }, { key: 'c' })
const branching = steps({ key: 'a', next: [{ if: { segment: 'x' }, to: 'c' }, { else: 'b' }] }, { key: 'b', next: [{ else: 'end' }] }, { key: 'c' })

test('without branches the steps follow each other', () => {
  expect(['a', 'b', 'c'].map((key) => nextStep(flow(plain), key))).toEqual(['b', 'c', undefined])
  expect(stepsAhead(flow(plain), 'a')).toEqual(['b', 'c'])
})

test('the first branch that holds is taken, unknown is no', () => {
  expect(
    nextStep(
      flow(branching, () => true),
      'a',
    ),
  ).toBe('c')
  expect(
    nextStep(
      flow(branching, () => undefined),
      'a',
    ),
  ).toBe('b')
})

test('the steps ahead are those that would be walked as things are now', () => {
  expect(
    stepsAhead(
      flow(branching, () => true),
      'a',
    ),
  ).toEqual(['c'])
  expect(stepsAhead(flow(branching), 'a')).toEqual(['b'])
})

test('where no branch holds the step that follows is next', () => {
  expect(nextStep(flow(steps({ key: 'a', next: [{ if: { segment: 'x' }, to: 'c' }] }, { key: 'b' }, { key: 'c' })), 'a')).toBe('b')
})

test('steps that lead back are walked once', () => {
  expect(stepsAhead(flow(steps({ key: 'a' }, { key: 'b', next: [{ else: 'a' }] })), 'a')).toEqual(['b'])
})

test('the way leads past what is missing', () => {
  const missing = { ...flow(plain), isMissing: (key: string) => key === 'b' }
  expect([nextStep(missing, 'a'), stepsAhead(missing, 'a'), wayTo(missing, 'c')]).toEqual(['c', ['c'], ['a']])
  expect(nextStep({ ...flow(plain), isMissing: () => true }, 'a')).toBeUndefined()
})

const KEYS = ['a', 'b', 'c', 'd', 'e']
const courses = fc
  .array(fc.option(fc.tuple(fc.constantFrom('one', 'two'), fc.constantFrom(...KEYS, 'end'), fc.constantFrom(...KEYS, 'next', 'end')), { nil: undefined }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => {
    const keys = KEYS.slice(0, list.length)
    const known = (to: string): string => (keys.includes(to) || to === 'next' ? to : 'end')
    return steps(
      ...list.map((branch, i) => ({
        key: keys[i]!,
        ...(branch ? { next: [{ if: { segment: branch[0] }, to: known(branch[1]) }, { else: known(branch[2]) }] } : {}),
      })),
    )
  })
const worlds = fc.record({ one: fc.boolean(), two: fc.boolean(), missing: fc.subarray(KEYS.slice(1)) })
const flowOf = (list: Step[], world: { one: boolean; two: boolean; missing: string[] }): Flow => ({
  steps: list,
  holds: (rule) => ('of' in rule && rule.of[1] === 'one' ? world.one : world.two),
  isMissing: (key) => world.missing.includes(key),
})

test('progress keeps its promise: while nothing changes, the total stays and each step is one more, until it is done', () => {
  fc.assert(
    fc.property(courses, worlds, (list, world) => {
      const now = flowOf(list, world)
      let at = 'a'
      let walked: string[] = []
      const { of } = progressAt(now, at, walked)
      for (let i = 1; ; i++) {
        expect(progressAt(now, at, walked)).toEqual({ number: i, of })
        const next = nextStep(now, at)
        if (next === undefined || walked.includes(next) || next === at) break
        walked = walkOn(walked, at, next)
        at = next
      }
      expect(walked.length + 1).toBe(of)
    }),
  )
})

test('progress is never beyond its total, whatever changes on the way, wherever a button leads', () => {
  fc.assert(
    fc.property(courses, fc.array(fc.tuple(worlds, fc.constantFrom('next', 'next', 'back', ...KEYS)), { maxLength: 12 }), (list, moves) => {
      let at = 'a'
      let walked: string[] = []
      for (const [world, to] of moves) {
        const now = flowOf(list, world)
        const key = to === 'back' ? walked.at(-1) : to === 'next' ? nextStep(now, at) : resolveStep(list, at, to)
        if (key === undefined) continue
        walked = to === 'back' ? walked.slice(0, -1) : walkOn(walked, at, key)
        at = key
        const { number, of } = progressAt(now, at, walked)
        expect(number).toBeGreaterThanOrEqual(1)
        expect(number).toBeLessThanOrEqual(of)
        expect(of).toBeLessThanOrEqual(list.length)
        expect(new Set([...walked, at]).size).toBe(number)
      }
    }),
  )
})

test('the way to a step is the one that would have been walked there', () => {
  fc.assert(
    fc.property(courses, worlds, (list, world) => {
      const now = flowOf(list, { ...world, missing: [] })
      for (const at of ['a', ...stepsAhead(now, 'a')]) {
        const { of } = progressAt(now, at, wayTo(now, at))
        expect(of).toBe(stepsAhead(now, 'a').length + 1)
      }
    }),
  )
})

const version = (keys: string[], more: object = {}): Tour => ({
  ...(toPublished({ kind: 'tour', key: 't', steps: keys.map((key) => ({ key })) }) as Tour),
  revision: 'new',
  ...more,
})
test.each<[string, Tour, Parameters<typeof pointIn>[1], string | undefined]>([
  ['the step is still there', version(['x', 'b']), { step: 'b', ahead: ['c'], revision: 'old' }, 'b'],
  ['the step is gone', version(['a', 'c', 'd']), { step: 'b', ahead: ['x', 'd'], revision: 'old' }, 'd'],
  ['all that was left is gone', version(['a']), { step: 'b', ahead: ['c'], revision: 'old' }, undefined],
  ['the step is gone and its order not known', version(['a', 'c']), { step: 'b' }, 'a'],
  ['the new version begins again', version(['a', 'b'], { migrate: 'restart' }), { step: 'b', ahead: [], revision: 'old' }, 'a'],
  ['the new version ends it', version(['a', 'b'], { migrate: 'end' }), { step: 'b', ahead: [], revision: 'old' }, undefined],
  ['nothing changed', version(['a', 'b'], { migrate: 'end' }), { step: 'b', ahead: [], revision: 'new' }, 'b'],
  ['it is not known in which version it began', version(['a', 'b'], { migrate: 'end' }), { step: 'b' }, 'b'],
])('an unfinished tour of another version: %s', (_, guide, at, expected) => expect(pointIn(guide, at)).toBe(expected))

test.each([
  ['next', 'b'],
  ['c', 'c'],
  ['end', undefined],
  ['nowhere', undefined],
])('"%s" leads to %s', (to, key) => expect(resolveStep(plain, 'a', to)).toBe(key))
