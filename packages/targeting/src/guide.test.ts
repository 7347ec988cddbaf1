import type { Bundle, Guide, Milestone } from '@foothold/protocol'
import { describe, expect, test } from 'vitest'
import { toValues, type Facts } from './context.ts'
import { CELEBRATE_MS, compileGuide, evaluateGuide, type Refusal } from './guide.ts'
import { toShare } from './hash.ts'
import { compileModel } from './model.ts'
import { compileBundle, type EvaluatedModel } from './publish/bundle.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const facts: Facts = {
  now: NOW,
  zone: 'UTC',
  units: { user: 'ada', account: 'acme' },
  traits: toValues({ role: 'admin' }),
  historyKnown: true,
  tally: () => null,
  reachedAt: () => undefined,
  guide: () => null,
  place: { path: '/projects/7', query: {} },
  element: () => 'visible',
  fired: null,
}
const envelope = { key: 'g', goal: null, priority: 50, title: 't' }
const hint = (more: Partial<Guide> = {}): Guide =>
  ({ kind: 'hint', ...envelope, target: { find: [{ css: 'a' }], unique: true, waitFor: '5s', onMissing: 'float' }, ...more }) as Guide
const tour = (pages: (string | undefined)[], more: Partial<Guide> = {}): Guide =>
  ({
    kind: 'tour',
    ...envelope,
    steps: pages.map((page, i) => ({ key: `s${i}`, title: 't', interaction: 'allow', ...(page ? { page } : {}) })),
    ...more,
  }) as Guide
const publish = (guides: Guide[], model: Partial<EvaluatedModel> = {}): Bundle =>
  compileBundle('v', { guides, model: { segments: [], milestones: [], features: [], ...model } })

/** Asks the one guide. */
function ask(guide: Guide, more: Partial<Facts> = {}, other: { model?: Partial<EvaluatedModel>; resumes?: string } = {}): Refusal | undefined {
  const bundle = publish([guide], other.model)
  return evaluateGuide(compileGuide(bundle.guides[0]!), compileModel(bundle).over({ ...facts, ...more }), other.resumes)
}
const open = undefined
const unknown = (detail: string): Refusal => ({ reason: 'unknown', detail })

test('a guide without anything written may show everywhere, to everybody whose history is known', () => {
  expect(ask(hint())).toBe(open)
  expect(ask(hint(), { place: undefined, traits: undefined, units: undefined, zone: undefined, fired: undefined })).toBe(open)
  expect(ask(hint(), { guide: () => undefined })).toEqual(unknown('frequency'))
})

describe('page', () => {
  test('of the moment: any of them', () => {
    const guide = hint({ when: { page: ['/a', '/projects/:id'] } })
    expect(ask(guide)).toBe(open)
    expect(ask(guide, { place: { path: '/b', query: {} } })).toEqual({ reason: 'page' })
    expect(ask(guide, { place: undefined })).toEqual(unknown('page'))
  })

  test('of a tour that goes on is that of the step, else that of the moment', () => {
    const guide = tour([undefined, '/settings'], { when: { page: '/projects/:id' } })
    expect(ask(guide, {}, { resumes: 's0' })).toBe(open)
    expect(ask(guide, {}, { resumes: 's1' })).toEqual({ reason: 'page' })
    expect(ask(guide, { place: { path: '/settings', query: {} } }, { resumes: 's1' })).toBe(open)
    expect(ask(guide, { place: { path: '/settings', query: {} } }, { resumes: 's0' })).toEqual({ reason: 'page' })
  })

  test('of a step counts only where the tour goes on', () => {
    expect(ask(tour(['/settings', '/a']))).toBe(open)
    expect(ask(tour(['/settings', '/a']), {}, { resumes: 's0' })).toEqual({ reason: 'page' })
    expect(compileGuide(publish([tour(['/settings', undefined])]).guides[0]!).stepOnPage.size).toBe(2)
  })

  test.each(['gone', '__proto__', 'constructor'])('a step "%s" that is no more goes on as the tour itself', (resumes) => {
    expect(ask(tour(['/settings'], { when: { page: '/projects/:id' } }), {}, { resumes })).toBe(open)
    expect(ask(tour(['/settings']), {}, { resumes })).toBe(open)
  })
})

describe('moment', () => {
  const after = hint({ when: { after: { event: 'e' } } })
  const manual = hint({ when: { manual: true } })
  test('an event opens where it has just come, a start by hand opens both', () => {
    expect(ask(after, { fired: 'event' })).toBe(open)
    expect(ask(after)).toEqual({ reason: 'moment' })
    expect(ask(after, { fired: 'manual' })).toBe(open)
    expect(ask(manual, { fired: 'event' })).toEqual({ reason: 'moment' })
    expect(ask(manual)).toEqual({ reason: 'moment' })
    expect(ask(manual, { fired: 'manual' })).toBe(open)
    expect(ask(after, { fired: undefined })).toEqual(unknown('moment'))
  })
})

describe('what a start by hand passes by', () => {
  const asked = hint({
    when: { page: '/projects/:id', after: { event: 'e' } },
    schedule: { until: '2020-01-01' },
    audience: { trait: 'role', is: 'admin' },
    frequency: { max: 1 },
    experiment: { holdout: 1, unit: 'user' },
  })
  const seen: Partial<Facts> = { guide: () => ({ seen: 9, state: 'dismissed', at: NOW, lastSeenAt: NOW }), fired: 'manual' }
  const model = { holdout: { share: 1, unit: 'user' as const, seed: 'x' } }

  test('moment, schedule, frequency and shares, but not page and audience', () => {
    expect(ask(asked, seen, { model })).toBe(open)
    expect(ask(asked, { ...seen, place: { path: '/a', query: {} } }, { model })).toEqual({ reason: 'page' })
    expect(ask(asked, { ...seen, traits: toValues({ role: 'viewer' }) }, { model })).toEqual({ reason: 'audience' })
    expect(ask(asked, { ...seen, traits: toValues() }, { model })).toEqual(unknown('audience'))
    expect(ask(asked, { ...seen, fired: 'event' }, { model })).toEqual({ reason: 'schedule', detail: 'over' })
  })

  test('a tour that goes on passes the same', () => {
    const going = tour(['/projects/:id'], {
      audience: { trait: 'role', is: 'admin' },
      schedule: { until: '2020-01-01' },
      experiment: { holdout: 1, unit: 'user' },
    })
    expect(ask(going, { ...seen, fired: null }, { model, resumes: 's0' })).toBe(open)
    expect(ask(going, { ...seen, fired: null, traits: toValues({ role: 'viewer' }) }, { model, resumes: 's0' })).toEqual({ reason: 'audience' })
  })
})

describe('what is asked of the page', () => {
  test('the slot of an empty state must be there', () => {
    const guide = { kind: 'empty-state', ...envelope, slot: 'projects' } as const
    const css: string[] = []
    expect(ask(guide, { element: (asked) => (css.push(asked), 'present') })).toBe(open)
    expect(css).toEqual(['[data-foothold-slot="projects"]'])
    expect(ask(guide, { element: () => 'absent' })).toEqual({ reason: 'slot' })
    expect(ask(guide, { element: undefined })).toEqual(unknown('slot'))
  })

  test('an element must be as it is asked for', () => {
    const guide = hint({ when: { element: { css: '.x', is: 'absent' } } })
    expect(ask(guide, { element: () => 'absent' })).toBe(open)
    expect(ask(guide, { element: () => 'present' })).toEqual({ reason: 'element' })
    expect(ask(guide, { element: () => undefined })).toEqual(unknown('element'))
  })
})

describe('milestone', () => {
  const party = { kind: 'celebration', ...envelope, confetti: true } as const
  const milestones: Milestone[] = ['a', 'b'].map((key) => ({ key, from: 'signup', when: { event: 'e' }, celebrate: 'g' }))
  const at = (times: Record<string, number>) => ask(party, { reachedAt: (key) => times[key] }, { model: { milestones } })
  test('one of those it celebrates must have been reached within a day', () => {
    expect(at({ a: NOW })).toBe(open)
    expect(at({ b: NOW - CELEBRATE_MS + 1 })).toBe(open)
    expect(at({ a: NOW - CELEBRATE_MS, b: NOW - 2 * CELEBRATE_MS })).toEqual({ reason: 'milestone' })
    expect(at({})).toEqual({ reason: 'milestone' })
  })
  test('a celebration of nothing waits for nothing', () => expect(ask(party)).toBe(open))
})

describe('shares', () => {
  const half = { share: 0.5, unit: 'user' as const, seed: 'all' }
  test('the holdout of all guides holds out its people', () => {
    for (const user of ['a', 'b', 'c', 'd', 'e', 'f']) {
      expect(ask(hint(), { units: { user } }, { model: { holdout: half } })).toEqual(toShare('all', user) < 0.5 ? { reason: 'holdout', detail: 'all' } : open)
    }
    expect(ask(hint(), { units: {} }, { model: { holdout: half } })).toEqual(unknown('holdout'))
    expect(ask(hint(), { units: {} }, { model: { holdout: { ...half, share: 0 } } })).toBe(open)
  })

  test('the holdout of one guide holds out its people, and an exposed person stays', () => {
    const guide = hint({ experiment: { holdout: 0.5, unit: 'account' } })
    for (const account of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const out = toShare('g:holdout', account) < 0.5
      expect(ask(guide, { units: { account } })).toEqual(out ? { reason: 'holdout', detail: 'own' } : open)
      expect(ask(guide, { units: { account }, stuckArm: () => 'none' })).toBe(open)
      expect(ask(guide, { units: { account }, stuckArm: () => 'holdout' })).toEqual({ reason: 'holdout', detail: 'own' })
    }
    expect(ask(guide, { units: { user: 'ada' } })).toEqual(unknown('holdout'))
  })

  test('are asked last: who is held out would have seen the guide', () => {
    const guide = hint({ audience: { trait: 'role', is: 'nobody' }, experiment: { holdout: 1, unit: 'user' } })
    expect(ask(guide)).toEqual({ reason: 'audience' })
    expect(compileGuide(publish([guide], { holdout: half }).guides[0]!).gates.map(({ gate: { name } }) => name)).toEqual([
      'audience',
      'frequency',
      'frequency',
      'frequency',
      'frequency',
      'holdout',
      'holdout',
    ])
  })
})

test('the first closed gate ends the asking', () => {
  let asked = 0
  const guide = hint({ when: { page: '/elsewhere', element: { css: 'a', is: 'visible' } } })
  expect(ask(guide, { element: () => (asked++, 'visible') })).toEqual({ reason: 'page' })
  expect(asked).toBe(0)
})
