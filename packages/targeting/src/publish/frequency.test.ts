import type { Frequency, Guide, GuideProgress } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { explainGuide } from '../explain/explain-guide.ts'
import { compileGuide, evaluateGuide, type Refusal } from '../guide.ts'
import { compileModel } from '../model.ts'
import { compileBundle } from './bundle.ts'

const DAY_MS = 86_400_000
const NOW = 1_000 * DAY_MS
type Kind = 'tour' | 'hint' | 'empty-state' | 'checklist' | 'celebration'
type Progress = GuideProgress | null | undefined
const KINDS: Kind[] = ['tour', 'hint', 'empty-state', 'checklist', 'celebration']
const yes = undefined
const unknown: Refusal = { reason: 'unknown', detail: 'frequency' }
const no = (detail: string): Refusal => ({ reason: 'frequency', detail })

function make(kind: Kind, frequency?: Frequency, key = 'g'): Guide {
  const target = { find: [{ css: 'a' }], unique: true, waitFor: '5s', onMissing: 'float' as const }
  const envelope = { key, goal: null, priority: 50, title: 't', ...(frequency ? { frequency } : {}) }
  if (kind === 'tour') return { kind, ...envelope, steps: [{ key: 's', title: 't', interaction: 'allow' }] }
  if (kind === 'hint') return { kind, ...envelope, target }
  if (kind === 'empty-state') return { kind, ...envelope, slot: 'slot' }
  if (kind === 'checklist') return { kind, ...envelope, order: 'any', tasks: [{ key: 't', title: 't', completeWhen: { event: 'e' } }] }
  return { kind, ...envelope, confetti: true }
}
interface Asked {
  guides: Guide[]
  progress: (key: string) => Progress
  now?: number
}
function prepare({ guides, progress, now = NOW }: Asked) {
  const bundle = compileBundle('v', { guides, model: { segments: [], milestones: [], features: [] } })
  const context = compileModel(bundle).over({
    now,
    historyKnown: true,
    tally: () => null,
    reachedAt: () => undefined,
    guide: progress,
    element: () => 'visible',
    fired: null,
  })
  return { bundle, context }
}
/** Asks the first of the guides. */
function ask(asked: Asked): Refusal | undefined {
  const { bundle, context } = prepare(asked)
  return evaluateGuide(compileGuide(bundle.guides[0]!), context)
}
const one = (kind: Kind, progress: Progress, frequency?: Frequency): Refusal | undefined => ask({ guides: [make(kind, frequency)], progress: () => progress })
/** When it opens again, as the explanation tells. */
function until(kind: Kind, progress: Progress, frequency?: Frequency): number | undefined {
  const guides = [make(kind, frequency)]
  const { bundle, context } = prepare({ guides, progress: () => progress })
  return explainGuide(guides[0]!, bundle, context).gates.find(({ gate }) => gate === 'frequency')?.until
}
const seen = (state: GuideProgress['state'], daysAgo: number, more: Partial<GuideProgress> = {}): GuideProgress => ({
  seen: 1,
  state,
  at: NOW - daysAgo * DAY_MS,
  lastSeenAt: NOW - daysAgo * DAY_MS,
  ...more,
})

test.each(KINDS)('a %s that was never seen may show, one whose history is unknown may not', (kind) => {
  expect(one(kind, null)).toEqual(yes)
  expect(one(kind, undefined)).toEqual(unknown)
})

test.each(KINDS)('a %s that was completed or dismissed stays away', (kind) => {
  expect(one(kind, seen('completed', 900))).toEqual(no('completed'))
  expect(one(kind, seen('dismissed', 900))).toEqual(no('dismissed'))
  expect(until(kind, seen('completed', 900))).toBeUndefined()
})

test.each<[Kind, Refusal | undefined, Refusal | undefined]>([
  ['tour', no('max'), no('max')],
  ['celebration', no('max'), no('max')],
  ['hint', no('cooldown'), yes],
  ['empty-state', yes, yes],
  ['checklist', yes, yes],
])('a %s that was only seen', (kind, today, later) => {
  expect(one(kind, seen('seen', 0.5))).toEqual(today)
  expect(one(kind, seen('ended', 3))).toEqual(later)
})

test('a hint rests for a day', () => expect(until('hint', seen('seen', 0.5))).toBe(NOW + DAY_MS / 2))

test.each(KINDS)('a snoozed %s comes back when the time is up, and not before', (kind) => {
  expect(one(kind, seen('snoozed', 2, { until: NOW + 1 }))).toEqual(no('snoozed'))
  expect(until(kind, seen('snoozed', 2, { until: NOW + 1 }))).toBe(NOW + 1)
  expect(one(kind, seen('snoozed', 2, { until: NOW }))).toEqual(yes)
  expect(one(kind, seen('snoozed', 2), { after: { snoozed: '3d' } })).toEqual(no('snoozed'))
  expect(until(kind, seen('snoozed', 2), { after: { snoozed: '3d' } })).toBe(NOW + DAY_MS)
  // without a length of its own: a day
  expect(one(kind, seen('snoozed', 0.9, { lastSeenAt: 0 }))).toEqual(no('snoozed'))
  expect(one(kind, seen('snoozed', 1, { lastSeenAt: 0 }))).toEqual(yes)
  expect(one(kind, seen('snoozed', 900), { after: { snoozed: 'never' } })).toEqual(no('snoozed'))
})

test('an old snooze says nothing about a later completion', () => {
  const frequency: Frequency = { after: { completed: '30d' } }
  const progress = seen('completed', 1, { until: NOW - DAY_MS })
  expect(one('checklist', progress, frequency)).toEqual(no('completed'))
  expect(until('checklist', progress, frequency)).toBe(NOW + 29 * DAY_MS)
})

test('a time after an outcome opens the guide again, up to its number of showings', () => {
  const frequency: Frequency = { max: 2, after: { dismissed: '30d' } }
  expect(one('tour', seen('dismissed', 29), frequency)).toEqual(no('dismissed'))
  expect(until('tour', seen('dismissed', 29), frequency)).toBe(NOW + DAY_MS)
  expect(one('tour', seen('dismissed', 30), frequency)).toEqual(yes)
  expect(one('tour', seen('dismissed', 30, { seen: 2 }), frequency)).toEqual(no('max'))
})

test('a snooze uses up no showing', () => {
  expect(one('tour', seen('snoozed', 2, { seen: 3 }))).toEqual(yes)
})

test('a cooldown counts from the last showing', () => {
  expect(one('checklist', seen('ended', 6), { cooldown: '7d' })).toEqual(no('cooldown'))
  expect(until('checklist', seen('ended', 6), { cooldown: '7d' })).toBe(NOW + DAY_MS)
  expect(one('checklist', seen('ended', 7), { cooldown: '7d' })).toEqual(yes)
})

test('the cooldown of a group counts from the last showing of any of its guides', () => {
  const grouped = (group: string, cooldown?: string): Frequency => ({ group, max: 99, ...(cooldown ? { cooldown } : {}) })
  const guides = [
    make('tour', grouped('interruptions', '3d')),
    make('hint', grouped('interruptions'), 'other'),
    make('hint', grouped('quiet'), 'apart'),
    make('hint', undefined, 'alone'),
  ]
  const after = (key: string, progress: Progress): Refusal | undefined => ask({ guides, progress: (asked) => (asked === key ? progress : null) })
  expect(after('other', seen('seen', 2))).toEqual(no('group'))
  expect(after('other', seen('dismissed', 2))).toEqual(no('group'))
  expect(after('other', seen('seen', 3))).toEqual(yes)
  expect(after('apart', seen('seen', 0))).toEqual(yes)
  expect(after('alone', seen('seen', 0))).toEqual(yes)
  // its own last showing counts as before
  expect(after('g', seen('ended', 2))).toEqual(no('cooldown'))
  // what is not known of another may be a showing
  expect(after('other', undefined)).toEqual(unknown)
})

test('a group without a cooldown has none', () => {
  const guides = [make('tour', { group: 'interruptions' }), make('hint', { group: 'interruptions' }, 'other')]
  expect(ask({ guides, progress: (key) => (key === 'other' ? seen('seen', 0) : null) })).toEqual(yes)
})

test('guides of a group take turns: at most one in a cooldown, however often they are asked', () => {
  const guides = ['a', 'b', 'c'].map((key) => make('tour', { group: 'g', cooldown: '2d', max: 99 }, key))
  const shown: [key: string, day: number][] = []
  const progress = new Map<string, GuideProgress>()
  for (let day = 0; day < 12; day += 0.5) {
    for (const guide of guides) {
      const now = NOW + day * DAY_MS
      const rest = guides.filter((other) => other !== guide)
      if (ask({ guides: [guide, ...rest], progress: (key) => progress.get(key) ?? null, now })) continue
      shown.push([guide.key, day])
      progress.set(guide.key, { seen: 1, state: 'ended', at: now, lastSeenAt: now })
    }
  }
  expect(shown.map(([, day]) => day)).toEqual([0, 2, 4, 6, 8, 10])
})
