// What a step may wait for instead of its button, and how often guides may interrupt: one line for each rule.
import { expect, test } from 'vitest'
import { load, short, TIP, TOUR, type Loose } from '../testing/lint.ts'

const target = { find: [{ css: '#name' }] }
const walk = (step: Loose, more: Loose = {}, options: Parameters<typeof load>[2] = {}): string[] =>
  load([{ ...TOUR, key: 'walk', experiment: undefined, steps: [{ key: 'a', title: 'A', ...step }], ...more }], {}, options).map(short)
const NO_TARGET = 'This step has no target that could be clicked or filled in, so it keeps its Next button: add a "target".'

test.each<[Loose, ...string[]]>([
  [{ target, advance: { input: 'any' } }],
  [{ target, advance: { input: { startsWith: 'PRO-' } } }],
  [{ advance: { event: 'project.created', where: { template: { is: 'blank' } } } }],
  [{ advance: { element: '#menu' } }],
  [{ advance: { input: 'any' } }, `warning no_effect /steps/0/advance/input: ${NO_TARGET}`],
  [{ interaction: 'advance' }, `warning no_effect /steps/0/interaction: ${NO_TARGET}`],
  [
    { advance: { element: 'p:first' } },
    'error selector_invalid /steps/0/advance/element: No browser can read this selector, at character 2: ":first" is of jQuery or a test tool; browsers do not have it.',
  ],
  [{ target, advance: { input: { matches: '(?=a)' } } }, expect.stringMatching(/^error pattern_invalid \/steps\/0\/advance\/input\/matches: /)],
  [
    { advance: { event: 'x', where: { size: { semver: 'newest' } } } },
    expect.stringMatching(/^error semver_invalid \/steps\/0\/advance\/where\/size\/semver: /),
  ],
])('tells of the step %j', (step, ...expected) => expect(walk(step)).toEqual(expected))

test('an event that nobody has ever tracked leads nowhere', () => {
  const seen = { events: [{ name: 'project.created', count: 3 }], traits: [], paths: [] } as unknown as NonNullable<Parameters<typeof load>[2]>['seen']
  expect(walk({ advance: { event: 'project.create' } }, {}, { seen })).toContain(
    'warning event_never_seen /steps/0/advance/event: Event `project.create` was not seen; closest is `project.created` (3). Mend the name, or track the event before this goes live.',
  )
})

test('a word that nobody knows is told with the nearest', () => {
  expect(walk({ advance: { inputs: 'any' } })).toContainEqual(expect.stringMatching(/^error unknown_field \/steps\/0\/advance\/inputs: .*"input"/))
  expect(walk({}, { migrate: 'kep' })).toEqual([expect.stringMatching(/^error invalid_value \/migrate: .*keep/)])
})

test.each<[Loose, ...string[]]>([
  [{ perSession: 2, perWeek: 5 }],
  [{ perSession: 'unlimited' }],
  [{}],
  [
    { perSession: 0 },
    'warning never_shown /attention/perSession: With a limit of 0 no tour, announcement or survey ever comes by itself; only what is started by hand does. Write 1 or more, or "unlimited".',
  ],
  [
    { perSession: 5 },
    'warning no_effect /attention/perSession: No session reaches its 5: after 3 the week is full. Make "perWeek" larger or "perSession" smaller.',
  ],
])('tells of the attention %j', (attention, ...expected) => expect(load([TIP], { attention }).map(short)).toEqual(expected))

test('a limit that is no whole number is refused', () => {
  expect(load([TIP], { attention: { perWeek: 1.5 } }).map(short)).toEqual([expect.stringMatching(/^error \w+ \/attention\/perWeek: /)])
})

test('a key that stands twice is one of those that are known once', () => {
  const steps = [
    { key: 'a', title: 'A', next: [{ else: 'somewhere' }] },
    { key: 'a', title: 'B' },
  ]
  const told = load([{ ...TOUR, key: 'walk', experiment: undefined, steps }]).map(short)
  expect(told).toContain('error unknown_reference /steps/0/next/0/else: This tour has no step "somewhere": known are a, next, back, end.')
})
