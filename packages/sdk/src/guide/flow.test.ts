import type { PublishedStep as Step, PublishedTour as Tour } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { toPublished } from '../testing/publish.ts'
import { nextStep, resolveStep, stepsReachable, type Flow } from './flow.ts'

const steps = (...list: object[]): Step[] => (toPublished({ kind: 'tour', key: 't', steps: list }) as Tour).steps
const flow = (list: Step[], holds: Flow['holds'] = () => false): Flow => ({ steps: list, holds })
const plain = steps({ key: 'a' }, { key: 'b' }, { key: 'c' })
const branching = steps({ key: 'a', next: [{ if: { segment: 'x' }, to: 'c' }, { else: 'b' }] }, { key: 'b', next: [{ else: 'end' }] }, { key: 'c' })

test('without branches the steps follow each other', () => {
  expect(['a', 'b', 'c'].map((key) => nextStep(flow(plain), key))).toEqual(['b', 'c', undefined])
  expect(stepsReachable(flow(plain))).toEqual(['a', 'b', 'c'])
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

test('progress counts the steps that would be walked as things are now', () => {
  expect(stepsReachable(flow(branching, () => true))).toEqual(['a', 'c'])
  expect(stepsReachable(flow(branching))).toEqual(['a', 'b'])
})

test('where no branch holds the step that follows is next', () => {
  expect(nextStep(flow(steps({ key: 'a', next: [{ if: { segment: 'x' }, to: 'c' }] }, { key: 'b' }, { key: 'c' })), 'a')).toBe('b')
})

test('steps that lead back are walked once', () => {
  expect(stepsReachable(flow(steps({ key: 'a' }, { key: 'b', next: [{ else: 'a' }] })))).toEqual(['a', 'b'])
})

test.each([
  ['next', 'b'],
  ['c', 'c'],
  ['end', undefined],
  ['nowhere', undefined],
])('"%s" leads to %s', (to, key) => expect(resolveStep(plain, 'a', to)).toBe(key))
