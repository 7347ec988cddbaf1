// The live model against the slow and obvious: everything that was ever done, looked at anew for each instant at which anything could
// change, in whatever order and pieces it came.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseContent, toContentText } from '../../config/bundle.ts'
import { compileConfig } from '../../config/live.ts'
import { checkFiles } from '../../config/publish.ts'
import type { StoredEvent } from '../../store/event-log.ts'
import type { PersonRow } from '../../store/state-store.ts'
import { toFiles } from '../../testing/files.ts'
import { applyEvents } from '../apply-events.ts'
import { PersonFold } from '../fold.ts'
import { standingOf, type Standing } from './note.ts'
import { isOpen } from './watch.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const START = Date.parse('2026-03-10T00:00:00Z')
const MODEL = {
  features: [
    { key: 'a', name: 'A', usedWhen: [{ event: 'a' }], adoptedWhen: { count: 2, within: '3d' }, habitualWhen: { weeks: 2, of: 2 }, deadline: '4d' },
    {
      key: 'constructor',
      name: 'B',
      tier: 'power',
      relevantTo: ['admin'],
      usedWhen: [{ event: 'b' }, { event: 'a', where: { x: { is: 1 } } }],
      releasedAt: '2026-03-14',
      deadline: '2d',
    },
  ],
  segments: [
    { key: 'lately', when: { event: 'a', within: '2d' } },
    { key: 'silent', when: { all: [{ event: 'b', absent: '3d' }, { event: 'b' }] } },
    { key: 'adopter', when: { feature: 'a', level: ['adopted'] } },
    { key: 'young', when: { trait: 'createdAt', within: '5d' } },
  ],
  milestones: [
    { key: 'm', when: { event: 'a', count: { gte: 2 } }, deadline: '3d' },
    { key: 'n', when: { event: 'b' }, from: { milestone: 'm' }, deadline: '1d' },
    { key: 'o', when: { event: 'b', count: { gte: 3 } }, from: { journey: 'j' }, deadline: '2d' },
  ],
  journeys: [{ key: 'j', stages: [{ key: 'here' }, { key: 'one', when: { event: 'a' }, within: '1d' }, { key: 'two', when: { event: 'b' }, within: '2d' }] }],
  behaviour: { newFor: '2d', dormantAfter: '6d' },
}
const checked = checkFiles(toFiles([], MODEL))
const CONFIG = compileConfig(parseContent(toContentText(checked.content)), 'v')

interface Plain {
  kind: 'a' | 'a1' | 'b' | 'identify'
  at: number
}
const plain = fc.record<Plain>({
  kind: fc.constantFrom<Plain['kind'][]>('a', 'a1', 'b', 'a', 'identify'),
  // whole days and hours: many events, and many borders, at one instant
  at: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 0, 9, 12)).map(([day, hour]) => START + day * DAY + hour * HOUR),
})
const toEvent = ({ kind, at }: Plain, position: number): StoredEvent => ({
  project: 'p',
  position,
  messageId: `m${position}`,
  type: kind === 'identify' ? 'identify' : 'track',
  name: kind === 'identify' ? null : kind[0]!,
  anonymousId: null,
  userId: 'u',
  groupId: null,
  previousId: null,
  timestamp: at,
  receivedAt: START + 30 * DAY,
  sequence: null,
  flags: 0,
  properties: kind === 'a1' ? '{"x":1}' : '{}',
  traits: kind === 'identify' ? `{"role":"admin","createdAt":${START + 2 * DAY}}` : '{}',
  context: '{}',
})
const inOrder = (events: readonly StoredEvent[]): StoredEvent[] => [...events].sort((a, b) => a.timestamp - b.timestamp || a.position - b.position)
const rowOf = (events: readonly StoredEvent[]): PersonRow => {
  const rows = { people: new Map<string, PersonRow>(), accounts: new Map() }
  applyEvents(rows, events, new Map())
  return rows.people.get('u')!
}
const foldOf = (events: readonly StoredEvent[]): PersonFold => {
  const fold = new PersonFold(CONFIG, 'u')
  for (const event of inOrder(events)) fold.add(event)
  return fold
}

/** Everything anew: what each level and segment was at each instant at which it could change. */
function slow(all: readonly StoredEvent[], now: number): Pick<Standing, 'levels' | 'segments'> {
  const times = [...new Set(all.map(({ timestamp }) => timestamp))]
  const windows = [2, 3, 5, 30].map((days) => days * DAY)
  const borders = [...times, START + 2 * DAY].flatMap((at) => [at, ...windows.flatMap((ms) => [at + ms, at + ms + 1])])
  for (let day = START; day <= now; day += DAY) borders.push(day)
  const first = Math.min(...times)
  const instants = [...new Set([...borders, now])].filter((at) => at >= first && at <= now).sort((a, b) => a - b)
  const levels = new Map<string, [string, number]>()
  const segments = new Map<string, [boolean, number]>()
  const ever = new Set<string>()
  for (const at of instants) {
    const context = foldOf(all.filter(({ timestamp }) => timestamp <= at)).context(at)
    for (const { key } of MODEL.features) {
      const level = context.level(key) ?? 'none'
      if (levels.get(key)?.[0] !== level) levels.set(key, [level, at])
    }
    for (const { key } of MODEL.segments) {
      const inside = context.segment(key) === true
      if (inside) ever.add(key)
      if (segments.get(key)?.[0] !== inside) segments.set(key, [inside, at])
    }
  }
  const uses = {
    a: ({ name }: StoredEvent): boolean => name === 'a',
    constructor: ({ name, properties }: StoredEvent): boolean => name === 'b' || properties !== '{}',
  }
  const lastOf = (key: string): number =>
    Math.max(...all.filter((one) => one.type === 'track' && uses[key as keyof typeof uses](one)).map(({ timestamp }) => timestamp))
  return {
    levels: MODEL.features.flatMap(({ key }) => {
      const [level, since] = levels.get(key)!
      return level === 'none' ? [] : [[key, level as 'tried', since, lastOf(key)] as Standing['levels'][number]]
    }),
    segments: MODEL.segments.flatMap(({ key }) => (ever.has(key) ? [[key, ...segments.get(key)!] as Standing['segments'][number]] : [])),
  }
}

/** What is missed, from the definitions alone. */
function slowMissed(all: readonly StoredEvent[], row: PersonRow, now: number): string[] {
  const past = inOrder(all)
  const times = (test: (one: StoredEvent) => boolean): number[] => past.filter(test).map(({ timestamp }) => timestamp)
  const [as, bs] = [times(({ name }) => name === 'a'), times(({ name }) => name === 'b')]
  const b2 = times(({ name, properties }) => name === 'b' || properties !== '{}').filter((at) => at >= 0)
  const missed: string[] = []
  const expect = (id: string, due: number | undefined, metAt: number | undefined): void => {
    if (due !== undefined && now >= due && !(metAt! <= now)) missed.push(id)
  }
  const one = as[0]
  // an event before the stage before does not bring the stage, but it counts when that is reached
  const two = one === undefined || bs[0] === undefined ? undefined : Math.max(one, bs[0])
  expect('milestone:m', row.signedUpAt + 3 * DAY, as[1])
  expect('milestone:n', as[1] === undefined ? undefined : as[1] + DAY, bs[0])
  expect('milestone:o', row.firstSeenAt + 2 * DAY, bs[2])
  expect('feature:a', row.signedUpAt + 4 * DAY, as[0])
  if (row.role === 'admin') expect('feature:constructor', Math.max(row.signedUpAt, Date.parse('2026-03-14')) + 2 * DAY, b2[0])
  expect('journey:j:one', row.firstSeenAt + DAY, one)
  expect('journey:j:two', one === undefined ? undefined : one + 2 * DAY, two)
  expect('dormant', Math.max(row.signedUpAt, ...as, ...bs) + 6 * DAY, undefined)
  return missed.sort()
}

test('the model of the test is valid', () => expect(checked.issues.filter(({ severity }) => severity === 'error')).toEqual([]))

test('where somebody stands is what the slow reference says, in whatever order the events came and wherever the steps were cut', () => {
  fc.assert(
    fc.property(
      fc.array(plain, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 0, max: 30 }),
      fc.array(fc.nat(9), { maxLength: 3 }),
      (events, days, cuts) => {
        const all = events.map((one, index) => toEvent(one, index + 1))
        const now = Math.max(...all.map(({ timestamp }) => timestamp)) + days * 12 * HOUR
        const row = rowOf(all)
        const fold = foldOf(all)
        const standing = standingOf(fold, row, now)
        expect({ levels: standing.levels, segments: standing.segments }).toEqual(slow(all, now))
        expect(
          standing.watches
            .filter((watch) => isOpen(watch, now))
            .map(({ id }) => id)
            .sort(),
        ).toEqual(slowMissed(all, row, now))
        // looked at in between, as timers and steps do
        const pieces = new PersonFold(CONFIG, 'u')
        inOrder(all).forEach((event, index) => {
          pieces.add(event)
          if (cuts.includes(index)) standingOf(pieces, row, event.timestamp + days * HOUR)
        })
        expect(standingOf(pieces, row, now)).toEqual(standing)
        // nothing is different before the instant at which it says that time alone changes something
        if (standing.nextAt > now + 1 && standing.nextAt < Infinity) {
          const { nextAt: _, depth: __, behaviour: before, ...same } = standing
          const { nextAt: ___, depth: ____, behaviour: after, ...later } = standingOf(fold, row, standing.nextAt - 1)
          expect({ ...later, class: after?.class }).toEqual({ ...same, class: before?.class })
        }
      },
    ),
    { numRuns: 300 },
  )
})
