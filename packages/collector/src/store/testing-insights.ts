// Owns the contract of questions that are folds over events: the same people, times, properties and traits whatever the store.
// What a fold counts is tested beside it. Not part of the package's index.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countActivity } from '../fold/activity.ts'
import { countFunnel, type FunnelQuestion } from '../fold/funnel.ts'
import type { FunnelCounts } from '../fold/funnel-groups.ts'
import { countRetention, type RetentionQuestion } from '../fold/retention.ts'
import { createMemorySource, type PlainEvent } from '../fold/memory-source.ts'
import { EVENT_FLAGS, type NewEvent } from './event-log.ts'
import type { Stores } from './stores.ts'
import { makeEvent, NAUGHTY, type OpenEmpty } from './testing.ts'

const step = (event: string) => [{ event, where: undefined }]
const funnel = (names: readonly string[], more: Partial<FunnelQuestion> = {}): FunnelQuestion => ({
  steps: names.map(step),
  order: 'ordered',
  windowMs: 100,
  from: 0,
  to: 1000,
  until: 2000,
  exclude: [],
  ...more,
})
const groupsOf = ({ groups }: FunnelCounts): unknown[] => groups.map(({ value, reached }) => [value, ...reached])

export function insightQueryContract(name: string, open: OpenEmpty): void {
  describe(`insights: ${name}`, () => {
    let stores: Stores
    let number = 0
    beforeAll(async () => {
      stores = await open()
    })
    afterAll(() => stores.close())
    /** Stores events in a project of their own; times and names as given, people `u` unless said. */
    const project = async (events: readonly Partial<NewEvent>[]): Promise<string> => {
      const id = `insights-${number++}`
      await stores.log.append(events.map((event, index) => makeEvent({ project: id, messageId: `${id}-${index}`, ...event })))
      return id
    }
    const at = (name: string, timestamp: number, more: Partial<NewEvent> = {}): Partial<NewEvent> => ({ name, timestamp, ...more })

    it('answers about a project without an event', async () => {
      expect((await stores.query.funnel('nobody', funnel(['a', 'b'], { by: { trait: 'role' } }))).all.reached).toEqual([0, 0])
      const asked: RetentionQuestion = { start: null, back: null, cohort: 'first', bounds: [0, 1], cohorts: 1, columns: [[0, 0]] }
      expect((await stores.query.retention('nobody', asked)).all.cohorts).toEqual([{ people: 0, back: [0] }])
      expect(await stores.query.activity('nobody', { uses: null, days: [0, 1], before: 0, periods: [0, 1], spans: [] })).toMatchObject({ days: [{ day: 0 }] })
    })

    it('counts a person once, however known, merges applied to the past, and sees one project only', async () => {
      const anonymous = { userId: null, anonymousId: 'x' }
      const id = await project([
        at('a', 10, anonymous),
        at('b', 20),
        at('a', 10, { userId: null, anonymousId: 'y' }),
        { type: 'identify', name: null, userId: 'u', anonymousId: 'x', timestamp: 15 },
      ])
      await project([at('a', 10, { userId: 'stranger' })])
      expect((await stores.query.funnel(id, funnel(['a', 'b']))).all.reached).toEqual([2, 1])
      await stores.log.append([makeEvent({ project: id, messageId: `${id}-late`, type: 'alias', name: null, userId: 'u', previousId: 'y' })])
      expect((await stores.query.funnel(id, funnel(['a', 'b']))).all.reached).toEqual([1, 1])
      expect((await stores.query.funnel(id, funnel(['a', 'b'], { only: ['y'] }))).all.reached).toEqual([0, 0])
      expect((await stores.query.funnel(id, funnel(['a', 'b'], { only: ['u', 'nobody'] }))).all.reached).toEqual([1, 1])
    })

    it('takes events at the same time in the order of their arrival, and includes the edge of the window', async () => {
      const id = await project([
        at('a', 5),
        at('b', 5),
        at('b', 5, { userId: 'v' }),
        at('a', 5, { userId: 'v' }),
        at('b', 105, { userId: 'v' }),
        at('a', 5, { userId: 'w' }),
        at('b', 106, { userId: 'w' }),
      ])
      expect((await stores.query.funnel(id, funnel(['a', 'b']))).all).toMatchObject({ reached: [3, 2], durations: [{ n: 0 }, { n: 2, median: 50 }] })
    })

    it('tells track events from others of the same name, and ours from those of the product', async () => {
      const id = await project([
        at('a', 1),
        at('a', 2, { type: 'page' }),
        at('guide.seen', 3),
        at('b', 4),
        at('a', 5, { userId: 'v' }),
        at('x', 6, { userId: 'v' }),
        at('b', 7, { userId: 'v' }),
      ])
      expect((await stores.query.funnel(id, funnel(['a', 'a']))).all.reached).toEqual([2, 0])
      expect((await stores.query.funnel(id, funnel(['a', 'b'], { order: 'strict' }))).all.reached).toEqual([2, 1])
    })

    it('takes nothing for done that the collector told itself, or a server of who was not here', async () => {
      const ours = { flags: EVENT_FLAGS.ours }
      const told = { userId: 'guest', flags: EVENT_FLAGS.told }
      const id = await project([
        at('a', 10),
        at('person.dormant', 110, ours),
        at('milestone.missed', 120, ours),
        at('person.invited', 110, told),
        { type: 'identify', name: null, traits: '{"role":"x"}', timestamp: 110, ...told },
        at('guide.seen', 150, { userId: 'v', properties: '{"guide":"g"}' }),
        at('guide.seen', 160, { userId: 'v', properties: '{"guide":"h"}' }),
      ])
      const anything: RetentionQuestion = { start: null, back: null, cohort: 'every', bounds: [0, 100, 200], cohorts: 2, columns: [[1, 1]] }
      const cohorts = async (more: Partial<RetentionQuestion> = {}) => (await stores.query.retention(id, { ...anything, ...more })).all.cohorts
      expect(await cohorts()).toEqual([
        { people: 1, back: [0] },
        { people: 0, back: [0] },
      ])
      // what is asked for by name begins a cohort, and brings nobody back
      const seen = [{ event: 'guide.seen', where: { guide: { is: 'g' } } }]
      expect(await cohorts({ start: seen, columns: [[0, 0]] })).toEqual([
        { people: 0, back: [0] },
        { people: 1, back: [0] },
      ])
      expect(await cohorts({ start: step('person.invited'), columns: [[0, 0]] })).toMatchObject([{ people: 0 }, { people: 1, back: [0] }])
      const sessions = await stores.query.sessions(id, { gapMs: 1000, days: [0, 200] })
      expect(sessions).toMatchObject({ people: 2, sessions: 2, duration: { n: 2, median: 5 } })
      const strict = funnel([], { steps: [seen, [{ event: 'guide.seen', where: { guide: { is: 'h' } } }]], order: 'strict' })
      expect((await stores.query.funnel(id, strict)).all.reached).toEqual([1, 1])
    })

    it('decides conditions as everywhere, and reads any property by its very name', async () => {
      const weird = 'a."b".$[0]'
      const id = await project([
        at('a', 1, { properties: JSON.stringify({ plan: 'pro', [weird]: 1 }) }),
        at('b', 2, { properties: JSON.stringify({ [weird]: 1 }) }),
        at('a', 1, { userId: 'v', properties: JSON.stringify({ plan: 1, [weird]: '1', __proto__: 0 }) }),
        at('b', 2, { userId: 'v', properties: JSON.stringify({ [weird]: 1 }) }),
      ])
      const steps = [[{ event: 'a', where: { plan: { is: 'pro' } } }], step('b')]
      expect((await stores.query.funnel(id, funnel([], { steps }))).all.reached).toEqual([1, 1])
      expect((await stores.query.funnel(id, funnel(['a', 'b'], { hold: weird }))).all.reached).toEqual([2, 1])
      expect(groupsOf(await stores.query.funnel(id, funnel(['a', 'b'], { by: { property: 'plan' } })))).toEqual([
        ['"pro"', 1, 1],
        ['1', 1, 1],
      ])
    })

    it('knows traits as they were, of people and of the account they were in', async () => {
      const told = (timestamp: number, traits: object, more: Partial<NewEvent> = {}): Partial<NewEvent> => ({
        type: 'identify',
        name: null,
        timestamp,
        traits: JSON.stringify(traits),
        ...more,
      })
      const id = await project([
        told(1, { 'r"o.le': { deep: [1] }, other: 1 }, { userId: null, anonymousId: 'x' }),
        told(50, { 'r"o.le': 'late' }, { anonymousId: 'x' }),
        at('a', 10, { groupId: 'one' }),
        at('a', 60, { userId: 'v', groupId: 'one' }),
        at('a', 60, { userId: 'w' }),
        told(5, { plan: 'free' }, { type: 'group', groupId: 'one' }),
        told(40, { plan: 'pro' }, { type: 'group', groupId: 'one', userId: 'v' }),
        told(40, { plan: null }, { type: 'group', groupId: 'two', userId: 'm' }),
        at('a', 41, { userId: 'm' }),
        at('other', 1, { userId: 'm', groupId: 'one' }),
        at('a', 99, { userId: 'n', groupId: null }),
      ])
      const by = async (one: FunnelQuestion['by']) => groupsOf(await stores.query.funnel(id, funnel(['a', 'b'], { by: one })))
      expect(await by({ trait: 'r"o.le' })).toEqual([
        [null, 4, 0],
        ['{"deep":[1]}', 1, 0],
      ])
      expect(await by({ account: 'plan' })).toEqual([
        [null, 3, 0],
        ['"free"', 1, 0],
        ['"pro"', 1, 0],
      ])
      expect(await by({ trait: '__proto__' })).toEqual([[null, 5, 0]])
    })

    it('knows a trait by its very name, whatever it is made of', async () => {
      const names = [...NAUGHTY, '*', '**', '$', '0', '#', 'a.b', 'a/b', '~', '~0', '~1/', '"*"', "'", '\\', '\\"', '\n', '\ufeffx', 'x\u0000y', 'constructor']
      const id = await project(
        names.flatMap((name, index): Partial<NewEvent>[] => [
          { type: 'identify', name: null, userId: `u${index}`, timestamp: 1, traits: JSON.stringify({ other: 0, [name]: 'told' }) },
          at('a', 2, { userId: `u${index}` }),
        ]),
      )
      for (const name of names)
        expect([name, groupsOf(await stores.query.funnel(id, funnel(['a', 'b'], { by: { trait: name } })))]).toEqual([
          name,
          expect.arrayContaining([['"told"', 1, 0]]),
        ])
    })

    it('keeps instants exact, also before 1970, and leaves out what lies beyond', async () => {
      const id = await project([at('a', -1), at('a', 1_700_000_000_001, { userId: 'v' }), at('a', 1.7e16, { userId: 'w' }), at('a', -1.7e16, { userId: 'z' })])
      const asked = (from: number, to: number) => stores.query.funnel(id, funnel(['a', 'b'], { from, to, until: to }))
      expect((await asked(-1, 0)).all.reached).toEqual([1, 0])
      expect((await asked(0, 1_700_000_000_001)).all.reached).toEqual([0, 0])
      expect((await asked(1_700_000_000_001, 1_700_000_000_002)).all.reached).toEqual([1, 0])
    })

    it('counts as a fold over the same events in memory does', async () => {
      const event = fc.record({
        person: fc.integer({ min: 1, max: 4 }),
        name: fc.constantFrom('a', 'b', 'c', 'x'),
        at: fc.integer({ min: 0, max: 300 }),
        n: fc.integer({ min: 0, max: 2 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(event, { maxLength: 40 }), fc.constantFrom('ordered', 'strict', 'any'), fc.boolean(), async (events, order, hold) => {
          const plain: PlainEvent[] = events.map(({ n, ...rest }) => ({ ...rest, properties: { n } }))
          const id = await project(events.map(({ person, name, at: time, n }) => at(name, time, { userId: `u${person}`, properties: JSON.stringify({ n }) })))
          const memory = createMemorySource(plain)
          const asked = funnel(['a', 'b', 'a'], {
            order,
            hold: hold ? 'n' : undefined,
            by: { property: 'n' },
            exclude: order === 'any' ? [] : [{ uses: step('x'), after: 0, before: 2 }],
          })
          expect(await stores.query.funnel(id, asked)).toEqual(await countFunnel(memory, asked))
          const back: RetentionQuestion = {
            start: step('a'),
            back: [{ event: 'b', where: { n: { gte: 1 } } }, ...step('c')],
            cohort: 'every',
            bounds: [0, 100, 200, 250],
            cohorts: 3,
            columns: [
              [0, 0],
              [1, null],
            ],
          }
          expect(await stores.query.retention(id, back)).toEqual(await countRetention(memory, back))
          const active = { uses: null, days: [0, 50, 100, 200, 300], before: 1, periods: [0, 2, 3, 4], spans: [] }
          expect(await stores.query.activity(id, active)).toEqual(await countActivity(memory, active))
        }),
        { numRuns: 25 },
      )
    })
  })
}
