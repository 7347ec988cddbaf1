import { compileModel, type Context, type Facts } from '@foothold/targeting'
import { expect, test } from 'vitest'
import { START } from '../testing/fake-platform.ts'
import { toGuide } from '../testing/publish.ts'
import { CELEBRATE_MS, compileGuide, evaluateEligibility, type Decision } from './eligibility.ts'

const model = { segments: [], features: [], milestones: [{ key: 'activated', when: { event: 'e' }, from: 'signup' as const, celebrate: 'party' }] }
const compiled = compileModel(model)
const context = (more: Partial<Facts> = {}): Context =>
  compiled.over({
    now: START,
    historyKnown: true,
    traits: { role: 'admin' },
    tally: () => null,
    reachedAt: () => undefined,
    guide: () => null,
    place: { path: '/a', query: {} },
    element: () => 'absent',
    ...more,
  })
const no = (reason: string, detail?: string): unknown => ({ show: false, reason, ...(detail ? { detail } : {}) })
const tour = {
  kind: 'tour',
  key: 't',
  goal: null,
  steps: [
    { key: 'one', title: 't' },
    { key: 'two', title: 't', page: '/b' },
  ],
}

function decide(written: object, facts: Partial<Facts> = {}, options: { fired?: 'manual' | 'event'; resumes?: string } = {}): Decision {
  const entry = compileGuide(toGuide('kind' in written ? written : { ...tour, ...written }), model, compiled.expand)
  return evaluateEligibility(entry, context(facts), { fired: options.fired, resumes: options.resumes })
}

test('a guide without gates may show', () => expect(decide({})).toEqual({ show: true }))

test('page', () => {
  expect(decide({ when: { page: '/b' } })).toEqual(no('page'))
  expect(decide({ when: { page: ['/b', '/:x'] } })).toEqual({ show: true })
  expect(decide({ when: { page: '/b' } }, {}, { fired: 'manual' })).toEqual(no('page'))
})

test('moment', () => {
  expect(decide({ when: { manual: true } })).toEqual(no('moment'))
  expect(decide({ when: { manual: true } }, {}, { fired: 'manual' })).toEqual({ show: true })
  expect(decide({ when: { after: { event: 'e' } } })).toEqual(no('moment'))
  expect(decide({ when: { after: { event: 'e' } } }, {}, { fired: 'event' })).toEqual({ show: true })
})

test('milestone of a celebration', () => {
  const party = { kind: 'celebration', key: 'party', title: 't' }
  expect(decide(party)).toEqual(no('milestone'))
  expect(decide(party, { reachedAt: () => START })).toEqual({ show: true })
  expect(decide(party, { reachedAt: () => START - CELEBRATE_MS })).toEqual(no('milestone'))
  expect(decide(party, {}, { fired: 'manual' })).toEqual({ show: true })
  expect(decide({ ...party, key: 'no-milestone' })).toEqual({ show: true })
})

test('slot of an empty state', () => {
  const empty = { kind: 'empty-state', key: 'e', title: 't', slot: 'projects' }
  expect(decide(empty)).toEqual(no('slot'))
  expect(decide(empty, { element: (css) => (css === '[data-foothold-slot="projects"]' ? 'present' : 'absent') })).toEqual({ show: true })
})

test('element', () => {
  expect(decide({ when: { element: { css: '.x', is: 'visible' } } })).toEqual(no('element'))
  expect(decide({ when: { element: { css: '.x', is: 'absent' } } })).toEqual({ show: true })
})

test('audience, and an audience that cannot be decided', () => {
  expect(decide({ audience: { trait: 'role', is: 'rep' } })).toEqual(no('audience'))
  expect(decide({ audience: { trait: 'plan', is: 'pro' } })).toEqual(no('unknown'))
  expect(decide({ audience: { trait: 'role', is: 'rep' } }, {}, { fired: 'manual' })).toEqual(no('audience'))
})

test('frequency, which a start by hand and an interrupted tour pass by', () => {
  const seen: Partial<Facts> = { guide: () => ({ seen: 1, state: 'dismissed', at: START }) }
  expect(decide({}, seen)).toEqual(no('frequency', 'dismissed'))
  expect(decide({}, { guide: () => undefined })).toEqual(no('frequency', 'unknown'))
  expect(decide({}, seen, { fired: 'manual' })).toEqual({ show: true })
  expect(decide({}, seen, { resumes: 'one' })).toEqual({ show: true })
})

test('an interrupted tour goes on where its step belongs', () => {
  expect(decide({}, {}, { resumes: 'two' })).toEqual(no('page'))
  expect(decide({}, { place: { path: '/b', query: {} } }, { resumes: 'two' })).toEqual({ show: true })
})

test('knows everything that can change its decision', () => {
  const written = {
    ...tour,
    audience: { milestone: 'activated', is: 'open' },
    when: { after: { event: 'x' }, element: { css: 'a', is: 'visible' } },
    steps: [{ key: 'one', title: 't', next: [{ if: { trait: 'role', is: 'rep' }, to: 'one' }] }],
  }
  const { dependencies, events } = compileGuide(toGuide(written), model, compiled.expand)
  expect([...dependencies].sort()).toEqual(['element', 'event:e', 'event:x', 'guide:t', 'milestone:activated', 'page', 'trait:role'])
  expect(events).toEqual([])
})
