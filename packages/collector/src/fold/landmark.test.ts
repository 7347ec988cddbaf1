import { expect, it } from 'vitest'
import { listLandmarks, type LandmarkQuestion } from './landmark.ts'
import { createMemorySource, type PlainEvent } from './memory-source.ts'

const DAY = 86_400_000
const use = (event: string) => ({ event, where: undefined })
const day = (person: number, name: string, at: number): PlainEvent => ({ person, name, at: at * DAY })
const question: LandmarkQuestion = {
  uses: [use('f')],
  count: 2,
  withinMs: 2 * DAY,
  roles: null,
  releasedAt: null,
  others: null,
  outcome: null,
  days: 5,
  afterMs: 10 * DAY,
  to: 40 * DAY,
}
const list = [
  // adopted on the third day, active otherwise on two days, and once on the last instant that counts
  ...[day(1, 'a', 0), day(1, 'a', 0.5), day(1, 'f', 1), day(1, 'f', 3), day(1, 'b', 4), { person: 1, name: 'a', at: 15 * DAY - 1 }],
  // two uses too far from one another, then another too late; the outcome too late as well
  ...[day(2, 'f', 0), day(2, 'f', 3), day(2, 'f', 5), day(2, 'a', 15)],
  // only Foothold's own after the landmark
  ...[day(3, 'a', 1), day(3, 'guide.completed', 8)],
  // not there for long enough
  ...[day(4, 'a', 25.1), day(4, 'a', 32)],
]

it('says what was so at the landmark, and what came after it', async () => {
  const found = await listLandmarks(createMemorySource(list), question)
  expect(found.people).toEqual(['1', '2', '3'])
  expect([...found.landmark]).toEqual([5 * DAY, 5 * DAY, 6 * DAY])
  expect([...found.adopted]).toEqual([1, 0, 0])
  expect([...found.active]).toEqual([2, 0, 1])
  expect([...found.before]).toEqual([1, 0, 1])
  expect([...found.after]).toEqual([1, 0, 0])
})

it('tells the outcome from other use, be it one of our own events or the feature itself', async () => {
  const own = await listLandmarks(createMemorySource(list), { ...question, outcome: [use('guide.completed')] })
  expect([[...own.active], [...own.before], [...own.after]]).toEqual([
    [2, 0, 1],
    [0, 0, 0],
    [0, 0, 1],
  ])
  const again = await listLandmarks(createMemorySource(list), { ...question, outcome: [use('f')], others: [use('b')] })
  expect([[...again.active], [...again.before], [...again.after]]).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 0],
  ])
})

it('begins with the release, for whom it is and who is asked about', async () => {
  const source = createMemorySource(list, {
    role: [
      [1, 0, 'admin'],
      [3, 0, 'viewer'],
    ],
  })
  expect((await listLandmarks(source, { ...question, roles: ['admin', 'viewer'], only: ['2', '3'] })).people).toEqual(['3'])
  const later = await listLandmarks(source, { ...question, releasedAt: 2 * DAY })
  expect([...later.landmark]).toEqual([7 * DAY, 7 * DAY, 7 * DAY])
  // a use before the release is a use
  expect([...later.adopted]).toEqual([1, 1, 0])
})
