import type { Condition, Feature, Guide, Milestone, Rollout, Segment } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { createExpand, dependenciesOf, dependenciesOfGuide } from './dependency.ts'

const list = (found: Iterable<string>): string[] => [...found].sort()

test.each<[Condition, string[]]>([
  [{ trait: 'role', is: 'x' }, ['trait:role']],
  [{ account: 'plan', is: 'x' }, ['account:plan']],
  [{ property: 'size', gte: 1 }, ['property:size']],
  [{ segment: 's' }, ['segment:s']],
  [{ milestone: 'm', is: 'open', scope: 'account' }, ['milestone:m']],
  [{ feature: 'f', level: ['none'] }, ['feature:f']],
  [{ event: 'e', where: { x: { is: 1 } }, scope: 'account' }, ['event:e']],
  [{ guide: 'g', state: ['seen'] }, ['guide:g']],
  [{ experiment: 'g', is: 'a' }, ['experiment:g']],
  [{ flag: 'r' }, ['flag:r']],
  [{ page: '/', hash: 'x' }, ['page']],
  [{ device: 'input', is: 'touch' }, ['device']],
  [{ element: 'a', is: 'visible' }, ['element']],
  [{ time: 'hour', gte: 9 }, ['time']],
  [{ trait: '__proto__', is: 1 }, ['trait:__proto__']],
  [{ all: [{ trait: 'a', is: 1 }, { not: { any: [{ event: 'b' }, { trait: 'a', is: 2 }] } }] }, ['event:b', 'trait:a']],
])('%j depends on %j', (condition, expected) => expect(list(dependenciesOf(condition))).toEqual(expected))

test('no condition depends on nothing', () => expect(list(dependenciesOf(undefined))).toEqual([]))

const segments: Segment[] = [
  { key: 'a', when: { all: [{ segment: 'b' }, { trait: 'x', is: 1 }] } },
  { key: 'b', when: { any: [{ segment: 'a' }, { milestone: 'm', is: 'open' }] } },
]
const milestones: Milestone[] = [{ key: 'm', from: 'signup', when: { feature: 'f', level: ['tried'] } }]
const features: Feature[] = [
  { key: 'f', name: 'F', tier: 'core', usedWhen: [{ event: 'e' }, { event: 'e2', where: { y: { is: 1 } } }], adoptedWhen: { count: 1, within: '1d' } },
]
const rollouts: Rollout[] = [{ key: 'r', unit: 'user', phases: [{ percent: 5, segment: 'b' }, { percent: 100 }] }]
const expand = createExpand({ segments, milestones, features, rollouts })

test('resolves references however deep, cycles included', () => {
  expect(list(expand(['segment:a']))).toEqual(['event:e', 'event:e2', 'feature:f', 'milestone:m', 'segment:a', 'segment:b', 'trait:x'])
  expect(list(expand(['flag:r']))).toEqual(['event:e', 'event:e2', 'feature:f', 'flag:r', 'milestone:m', 'segment:a', 'segment:b', 'time', 'trait:x'])
  expect(list(expand(['trait:y', 'page']))).toEqual(['page', 'trait:y'])
  expect(list(expand([]))).toEqual([])
})

test('a reference to nothing stays and adds nothing, whatever its name', () => {
  for (const name of ['segment:gone', 'segment:__proto__', 'segment:constructor', 'flag:', '__proto__']) expect(list(expand([name]))).toEqual([name])
})

test('does not change what it is given', () => {
  const given = new Set(['segment:a'])
  expand(given)
  expect([...given]).toEqual(['segment:a'])
})

const envelope = { goal: null, priority: 50, title: 't' }
const target = { find: [{ css: 'a' }], unique: true, waitFor: '5s', onMissing: 'float' as const }
const step = { title: 't', interaction: 'allow' as const }

test.each<[string, Guide, string[]]>([
  ['of itself', { kind: 'hint', key: 'g', ...envelope, target }, ['guide:g']],
  ['audience', { kind: 'hint', key: 'g', ...envelope, target, audience: { trait: 'role', is: 'x' } }, ['guide:g', 'trait:role']],
  [
    'moment',
    { kind: 'hint', key: 'g', ...envelope, target, when: { page: '/', after: { event: 'e' }, element: { css: 'a', is: 'visible' } } },
    ['element', 'event:e', 'guide:g', 'page'],
  ],
  ['schedule', { kind: 'hint', key: 'g', ...envelope, target, schedule: { days: ['mon'] } }, ['guide:g', 'time']],
  ['group', { kind: 'hint', key: 'g', ...envelope, target, frequency: { group: 'quiet', cooldown: '1d' } }, ['group:quiet', 'guide:g']],
  ['experiment', { kind: 'hint', key: 'g', ...envelope, target, experiment: { unit: 'user', holdout: 0.1 } }, ['experiment:g', 'guide:g']],
  ['slot', { kind: 'empty-state', key: 'g', ...envelope, slot: 's' }, ['element', 'guide:g']],
  [
    'tasks',
    { kind: 'checklist', key: 'g', ...envelope, order: 'any', tasks: [{ key: 't', title: 't', completeWhen: { event: 'done' } }] },
    ['event:done', 'guide:g'],
  ],
  ['pages of steps', { kind: 'tour', key: 'g', ...envelope, steps: [{ key: 's', ...step, page: '/a' }] }, ['guide:g', 'page']],
  [
    'branches',
    { kind: 'tour', key: 'g', ...envelope, steps: [{ key: 's', ...step, next: [{ if: { flag: 'r' }, to: 's' }, { else: 'end' }] }] },
    ['flag:r', 'guide:g'],
  ],
  ['milestone that is celebrated', { kind: 'celebration', key: 'party', ...envelope, confetti: true }, ['guide:party', 'milestone:m']],
])('a guide depends on its %s', (_, guide, expected) => {
  const celebrated = milestones.map((one) => ({ ...one, celebrate: 'party' }))
  expect(list(dependenciesOfGuide(guide, { milestones: celebrated }))).toEqual(expected)
})
