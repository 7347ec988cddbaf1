import type { GuideProgress } from '@foothold/protocol'
import { expect, it } from 'vitest'
import { toProgress } from './progress.ts'

type Told = [name: string, at: number, properties?: Record<string, unknown>]
const after = (...events: Told[]): GuideProgress | undefined =>
  events.reduce<GuideProgress | undefined>((before, [name, at, properties = {}]) => toProgress(before, name, at, properties), undefined)

it('says since when a tour stands where it stands, so that it does not go on for ever', () => {
  expect(after(['guide.seen', 10])).toEqual({ seen: 1, state: 'seen', lastSeenAt: 10, at: 10 })
  expect(after(['guide.seen', 10], ['guide.step-seen', 20, { step: 'two' }])).toEqual({ seen: 1, state: 'seen', lastSeenAt: 10, at: 20, step: 'two' })
})

it('takes the time of an outcome from the outcome alone', () => {
  expect(after(['guide.seen', 10], ['guide.completed', 20], ['guide.step-seen', 30, { step: 'two' }])).toMatchObject({ state: 'completed', at: 20 })
})

it('calls a guide seen again once it is, whatever became of it before', () => {
  for (const outcome of ['snoozed', 'dismissed', 'completed', 'ended'])
    expect(after(['guide.seen', 10], [`guide.${outcome}`, 20], ['guide.seen', 30, { kind: 'tour' }])).toMatchObject({ state: 'seen', seen: 2, at: 30 })
})

it('leaves a finished checklist finished', () => {
  const list = { kind: 'checklist' }
  expect(after(['guide.seen', 10, list], ['guide.completed', 20, list], ['guide.seen', 30, list])).toEqual({
    seen: 2,
    state: 'completed',
    lastSeenAt: 30,
    at: 20,
  })
  expect(after(['guide.seen', 10, list], ['guide.dismissed', 20, list], ['guide.seen', 30, list])).toMatchObject({ state: 'seen', at: 30 })
})

it('keeps answers to a survey, whatever the questions are called, and that it was answered', () => {
  const answered = after(
    ['guide.seen', 10],
    ['survey.answered', 20, { question: '__proto__', value: 4 }],
    ['survey.answered', 21, { question: 'why', text: 'Slow' }],
    ['survey.answered', 22, { question: 'what', value: ['a', 'b', 7] }],
    ['survey.answered', 23, { question: 'skipped' }],
    ['guide.answered', 30],
  )
  expect(answered).toMatchObject({ state: 'answered', at: 30 })
  expect(Object.entries(answered!.answers!)).toEqual([
    ['__proto__', 4],
    ['why', 'Slow'],
    ['what', ['a', 'b']],
    ['skipped', null],
  ])
})

it('keeps the first time that news were read, and the last word about standings', () => {
  expect(after(['guide.news-read', 10, { entries: ['a', 5] }], ['guide.news-read', 20, { entries: ['a', 'b'] }])?.read).toEqual({ a: 10, b: 20 })
  expect(after(['guide.standings-left', 10, { out: true }])?.out).toEqual({ is: true, at: 10 })
  expect(after(['guide.standings-left', 10, { out: true }], ['guide.standings-left', 20, { out: false }])?.out).toEqual({ is: false, at: 20 })
})
