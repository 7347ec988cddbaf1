import type { Guide, GuideProgress } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { evaluateFrequency, type FrequencyDecision } from './frequency.ts'

const DAY_MS = 86_400_000
const NOW = 1_000 * DAY_MS
const yes: FrequencyDecision = { allowed: true }
const no = (reason: 'unknown' | 'max' | 'cooldown' | 'completed' | 'dismissed' | 'snoozed', until?: number): FrequencyDecision =>
  until === undefined ? { allowed: false, reason } : { allowed: false, reason, until }
const kinds: Guide['kind'][] = ['tour', 'hint', 'empty-state', 'checklist', 'celebration']
const seen = (state: GuideProgress['state'], daysAgo: number, more: Partial<GuideProgress> = {}): GuideProgress => ({
  seen: 1,
  state,
  at: NOW - daysAgo * DAY_MS,
  lastSeenAt: NOW - daysAgo * DAY_MS,
  ...more,
})

test.each(kinds)('a %s that was never seen may show, one whose history is unknown may not', (kind) => {
  expect(evaluateFrequency({ kind }, null, NOW)).toEqual(yes)
  expect(evaluateFrequency({ kind }, undefined, NOW)).toEqual(no('unknown'))
})

test.each(kinds)('a %s that was completed or dismissed stays away', (kind) => {
  expect(evaluateFrequency({ kind }, seen('completed', 900), NOW)).toEqual(no('completed'))
  expect(evaluateFrequency({ kind }, seen('dismissed', 900), NOW)).toEqual(no('dismissed'))
})

test.each<[Guide['kind'], FrequencyDecision, FrequencyDecision]>([
  ['tour', no('max'), no('max')],
  ['celebration', no('max'), no('max')],
  ['hint', no('cooldown', NOW + DAY_MS / 2), yes],
  ['empty-state', yes, yes],
  ['checklist', yes, yes],
])('a %s that was only seen', (kind, today, later) => {
  expect(evaluateFrequency({ kind }, seen('seen', 0.5), NOW)).toEqual(today)
  expect(evaluateFrequency({ kind }, seen('ended', 3), NOW)).toEqual(later)
})

test.each(kinds)('a snoozed %s comes back when the time is up, and not before', (kind) => {
  expect(evaluateFrequency({ kind }, seen('snoozed', 2, { until: NOW + 1 }), NOW)).toEqual(no('snoozed', NOW + 1))
  expect(evaluateFrequency({ kind }, seen('snoozed', 2, { until: NOW }), NOW)).toEqual(yes)
  expect(evaluateFrequency({ kind, frequency: { after: { snoozed: '3d' } } }, seen('snoozed', 2), NOW)).toEqual(no('snoozed', NOW + DAY_MS))
})

test('an old snooze says nothing about a later completion', () => {
  expect(evaluateFrequency({ kind: 'checklist', frequency: { after: { completed: '30d' } } }, seen('completed', 1, { until: NOW - DAY_MS }), NOW)).toEqual(
    no('completed', NOW + 29 * DAY_MS),
  )
})

test('a time after an outcome opens the guide again, up to its number of showings', () => {
  const frequency = { max: 2, after: { dismissed: '30d' } }
  expect(evaluateFrequency({ kind: 'tour', frequency }, seen('dismissed', 29), NOW)).toEqual(no('dismissed', NOW + DAY_MS))
  expect(evaluateFrequency({ kind: 'tour', frequency }, seen('dismissed', 30), NOW)).toEqual(yes)
  expect(evaluateFrequency({ kind: 'tour', frequency }, seen('dismissed', 30, { seen: 2 }), NOW)).toEqual(no('max'))
})

test('a cooldown counts from the last showing', () => {
  const guide = { kind: 'checklist', frequency: { cooldown: '7d' } } as const
  expect(evaluateFrequency(guide, seen('ended', 6), NOW)).toEqual(no('cooldown', NOW + DAY_MS))
  expect(evaluateFrequency(guide, seen('ended', 7), NOW)).toEqual(yes)
})
