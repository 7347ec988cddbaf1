// Owns the contract suites of the log and its questions: what every adapter must do, run by the adapter's own test file. Not
// part of the package's index, as it needs vitest.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewEvent } from './event-log.ts'
import type { Stores } from './stores.ts'

/** Opens empty stores; called once a suite. */
export type OpenEmpty = () => Promise<Stores>

/** Makes an event to store; everything has a default. */
export function makeEvent(more: Partial<NewEvent> & { messageId: string }): NewEvent {
  return {
    project: 'p',
    type: 'track',
    name: 'a',
    anonymousId: null,
    userId: 'u',
    groupId: null,
    previousId: null,
    timestamp: 1000,
    receivedAt: 1000,
    sequence: null,
    flags: 0,
    properties: '{}',
    traits: '{}',
    context: '{}',
    ...more,
  }
}

/** Texts that have broken stores before. */
export const NAUGHTY: readonly string[] = [
  '',
  "'; DROP TABLE event;--",
  '\u0000',
  '\ud800',
  '💥',
  'é\u0301',
  '__proto__',
  '\u2028\u2029',
  '"\\',
  '﷽',
  '𝕏'.repeat(50),
  '\u202Etest',
  '${x}',
  '%s',
]

export function eventLogContract(name: string, open: OpenEmpty): void {
  describe(`event log: ${name}`, () => {
    let stores: Stores
    beforeAll(async () => void (stores = await open()))
    afterAll(() => stores.close())

    it('stores each (project, messageId) once, within and across appends', async () => {
      const { log } = stores
      expect(await log.append([makeEvent({ messageId: '1' }), makeEvent({ messageId: '2' }), makeEvent({ messageId: '1' })])).toEqual([true, true, false])
      expect(await log.append([makeEvent({ messageId: '2' }), makeEvent({ messageId: '2', project: 'other' })])).toEqual([false, true])
      expect(await log.count('p')).toBe(2)
      expect(await log.append([])).toEqual([])
    })

    it('reads on behind a position, ascending, by project or all', async () => {
      const { log } = stores
      const all = await log.read(0, 100)
      expect(all.map(({ messageId }) => messageId)).toEqual(['1', '2', '2'])
      expect(all.map(({ position }) => position)).toEqual([...all.map(({ position }) => position)].sort((a, b) => a - b))
      expect(await log.read(all[0]!.position, 1)).toEqual([all[1]])
      expect((await log.read(0, 100, 'other')).map(({ project }) => project)).toEqual(['other'])
      expect(await log.lastPosition()).toBe(all.at(-1)!.position)
      expect((await log.readNewest('p', 1)).map(({ messageId }) => messageId)).toEqual(['2'])
    })

    it('gives every field back as it came, whatever the texts', async () => {
      const { log } = stores
      const events = NAUGHTY.map((text, index) =>
        makeEvent({
          project: 'naughty',
          messageId: `n${index}`,
          type: 'page',
          name: text.replaceAll(/[\0\ud800]/g, '-'),
          anonymousId: 'a',
          userId: null,
          groupId: 'g',
          previousId: 'x',
          sequence: 7,
          flags: 1,
          timestamp: -5,
          properties: JSON.stringify({ text, [text]: 1 }),
          traits: '{"b":1,"a":2}',
          context: JSON.stringify([text]),
        }),
      )
      await log.append(events)
      expect((await log.read(0, 100, 'naughty')).map(({ position: _, ...event }) => event)).toEqual(events)
    })

    it('reads a person by user and by anonymous ids without a user of their own, in order of time', async () => {
      const { log } = stores
      await log.append([
        makeEvent({ project: 'q', messageId: '1', userId: 'u', timestamp: 30 }),
        makeEvent({ project: 'q', messageId: '2', userId: null, anonymousId: 'a', timestamp: 10, name: 'b' }),
        makeEvent({ project: 'q', messageId: '3', userId: 'other', anonymousId: 'a', timestamp: 20 }),
        makeEvent({ project: 'q', messageId: '4', userId: null, anonymousId: 'z', timestamp: 20 }),
        makeEvent({ project: 'q', messageId: '5', type: 'identify', name: null, userId: 'u', timestamp: 20 }),
      ])
      const ids = { userId: 'u', anonymousIds: ['a'] }
      const read = async (filter?: Parameters<typeof log.readPerson>[2]): Promise<string[]> =>
        (await log.readPerson('q', ids, filter)).map(({ messageId }) => messageId)
      expect(await read()).toEqual(['2', '5', '1'])
      expect(await read({ names: new Set(['a']) })).toEqual(['5', '1'])
      expect(await read({ upTo: (await log.read(0, 9, 'q'))[1]!.position })).toEqual(['2', '1'])
    })

    it('reads an account by the id that each event carries, whoever did it, in order of time', async () => {
      const { log } = stores
      const event = (messageId: string, more: Partial<NewEvent>): NewEvent => makeEvent({ project: 'g', messageId, groupId: 'acme', ...more })
      await log.append([
        event('1', { timestamp: 30, userId: 'v' }),
        event('2', { timestamp: 10, userId: null, anonymousId: 'a' }),
        event('3', { timestamp: 20, groupId: 'other', userId: 'x' }),
        event('4', { timestamp: 20, groupId: null, userId: 'y' }),
        event('5', { timestamp: 20, type: 'group', name: null }),
        event('6', { timestamp: 5, name: 'b', userId: 'v', anonymousId: 'z' }),
        event('7', { timestamp: 20, type: 'page', name: 'a' }),
        event('8', { timestamp: 30, project: 'other-project', userId: 'foreign' }),
        event('9', { timestamp: 30, userId: 'v' }),
      ])
      const ids = new Map((await log.read(0, 99, 'g')).map(({ position, messageId }) => [position, messageId]))
      const read = async (names: string[], upTo?: number): Promise<string[]> =>
        (await log.readAccount('g', 'acme', { names: new Set(names), upTo })).map(({ position }) => ids.get(position)!)
      expect(await read(['a', 'never'])).toEqual(['2', '5', '1', '9'])
      expect(await read(['b'])).toEqual(['6', '5'])
      expect(await read([])).toEqual(['5'])
      const second = (await log.read(0, 99, 'g'))[1]!.position
      expect(await read(['a', 'b'], second)).toEqual(['2', '1'])
      const whose = await log.accountIds('g', 'acme')
      expect([new Set(whose.userIds), whose.userIds.length, whose.anonymousIds]).toEqual([new Set(['u', 'v']), 2, ['a']])
      expect(await log.accountIds('g', 'acme', second)).toEqual({ userIds: ['v'], anonymousIds: ['a'] })
      expect(await log.accountIds('g', '__proto__')).toEqual({ userIds: [], anonymousIds: [] })
    })

    it('deletes the oldest events with their ids, and never gives a position twice', async () => {
      const { log, query } = await open()
      const at = (messageId: string, receivedAt: number): NewEvent => makeEvent({ messageId, receivedAt })
      for (const [id, time] of [
        ['1', 10],
        ['2', 20],
        ['3', 30],
        ['4', 10],
      ] as const)
        await log.append([at(id, time)])
      const last = await log.lastPosition()
      expect(await log.deleteBefore(5)).toBeUndefined()
      const upTo = await log.deleteBefore(25)
      expect(await log.deleteBefore(25)).toBeUndefined()
      expect((await log.read(0, 9)).map(({ messageId }) => messageId)).toEqual(['3', '4'])
      expect(upTo).toBeLessThan((await log.read(0, 1))[0]!.position)
      expect(await query.eventDays('p', 0)).toMatchObject([{ events: 2 }])
      expect(await log.append([at('1', 40), at('3', 40)])).toEqual([true, false])
      expect(await log.lastPosition()).toBeGreaterThan(last)
    })

    it('stores each id once over many appends, however long ago the first was', async () => {
      const { log } = await open()
      const events = Array.from({ length: 500 }, (_, index) => makeEvent({ messageId: `${index}`, project: `p${index % 2}` }))
      for (let round = 0; round < 200; round++) {
        const part = events.map((event) => ({ ...event, messageId: `${round}-${event.messageId}` }))
        expect((await log.append(part)).every(Boolean)).toBe(true)
        if (round % 20 === 19) {
          const again = [...part.slice(0, 9), ...events.slice(0, 9).map((event) => ({ ...event, messageId: `${round >> 1}-${event.messageId}` }))]
          expect((await log.append(again)).some(Boolean)).toBe(false)
        }
      }
      expect((await log.count('p0')) + (await log.count('p1'))).toBe(100_000)
      expect((await log.read(99_000, 2000)).map(({ position }) => position)).toEqual(Array.from({ length: 1000 }, (_, index) => 99_001 + index))
    })
  })
}

export function eventQueryContract(name: string, open: OpenEmpty): void {
  describe(`event query: ${name}`, () => {
    let stores: Stores
    const DAY = 86_400_000
    const guide = (messageId: string, event: string, more: Partial<NewEvent>, properties: object = {}): NewEvent =>
      makeEvent({ messageId, name: event, properties: JSON.stringify({ guide: 'g', ...properties }), ...more })
    beforeAll(async () => {
      stores = await open()
      await stores.state.people.apply({
        from: 0,
        to: 0,
        links: [{ project: 'p', anonymousId: 'a', userId: 'u' }],
        people: [],
        merged: [],
        accounts: [],
        milestones: [],
      })
      await stores.log.append([
        guide('1', 'guide.seen', { userId: null, anonymousId: 'a', timestamp: DAY }),
        guide('2', 'guide.seen', { userId: 'u', timestamp: DAY + 5 }),
        guide('3', 'guide.seen', { userId: null, anonymousId: 'b', timestamp: 2 * DAY }),
        guide('4', 'guide.completed', { userId: 'u', timestamp: 2 * DAY }),
        guide('5', 'guide.completed', { userId: 'never-saw', timestamp: 2 * DAY }),
        guide('6', 'guide.seen', { project: 'other', timestamp: DAY }),
        guide('7', 'guide.seen', { timestamp: DAY }, { guide: ['not', 'a', 'text'] }),
        guide('8', 'guide.step-seen', { userId: null, anonymousId: 'a' }, { step: 's1' }),
        guide('9', 'guide.step-seen', { userId: 'u' }, { step: 's1' }),
        guide('10', 'guide.step-seen', { userId: 'v' }, { step: 's2' }),
        guide('11', 'guide.target-missing', {}, { step: 's2', reason: 'hidden' }),
        guide('12', 'guide.target-missing', {}, { reason: 5 }),
        guide('13', 'guide.target-missing', {}, { step: 's2', reason: 'hidden' }),
      ])
    })
    afterAll(() => stores.close())

    it('counts showings, and people once however they were known', async () => {
      expect(await stores.query.guideCounts('p')).toEqual([
        {
          guide: 'g',
          shown: 3,
          completed: 2,
          dismissed: 0,
          snoozed: 0,
          peopleShown: 2,
          peopleCompleted: 2,
          peopleDismissed: 0,
          peopleSeenAndCompleted: 1,
          lastSeenAt: 2 * DAY,
        },
      ])
      expect(await stores.query.guideCounts('p', 'none')).toEqual([])
      expect(await stores.query.guidePeople('p', 'g')).toEqual(new Set(['u', 'b']))
    })
    it('lists people by step', async () => {
      expect(await stores.query.guideParts('p', 'g', 'step')).toEqual(
        new Map([
          ['s1', new Set(['u'])],
          ['s2', new Set(['v'])],
        ]),
      )
    })
    it('groups missing targets by step and reason', async () => {
      expect(await stores.query.guideMissing('p', 'g')).toEqual([
        { step: 's2', reason: 'hidden', count: 2 },
        { step: null, reason: 'unknown', count: 1 },
      ])
    })
    it('tells who would have seen a guide, each person once, and what came first after that', async () => {
      const exposed = (messageId: string, timestamp: number, who: Partial<NewEvent>, properties: object): NewEvent =>
        makeEvent({ project: 'lift', messageId, timestamp, name: 'experiment.exposed', properties: JSON.stringify({ guide: 'g', ...properties }), ...who })
      const did = (messageId: string, timestamp: number, who: Partial<NewEvent>): NewEvent =>
        makeEvent({ project: 'lift', messageId, timestamp, name: 'done', ...who })
      const visitor = { userId: null, anonymousId: 'a' }
      await stores.log.append([
        makeEvent({ project: 'lift', messageId: '0', type: 'identify', name: null, userId: 'u', anonymousId: 'a' }),
        // u is exposed as a visitor first, in an account of that time, and again as user
        exposed('1', DAY, { ...visitor, groupId: 'acme' }, { arm: 'none' }),
        exposed('2', 2 * DAY, { userId: 'u' }, { arm: 'holdout' }),
        did('3', DAY, { userId: 'u' }),
        did('4', DAY + 7, { userId: 'u' }),
        did('5', DAY + 9, visitor),
        exposed('6', 3 * DAY, { userId: 'v' }, { arm: 'holdout' }),
        did('7', 3 * DAY - 1, { userId: 'v' }),
        exposed('8', DAY, { userId: 'w' }, { arm: 'holdout-all' }),
        exposed('9', DAY, { userId: 'y' }, { arm: ['not', 'a', 'text'] }),
        exposed('10', DAY, { userId: 'v', project: 'other' }, { arm: 'none' }),
        exposed('11', DAY, { userId: 'z' }, { guide: 'else', arm: 'none' }),
      ])
      const rows = await stores.query.guideExposures('lift', 'g', 'done')
      expect(rows.toSorted((one, other) => (one.person < other.person ? -1 : 1))).toEqual([
        { person: 'u', arm: 'none', account: 'acme', at: DAY, goalAt: DAY + 7 },
        { person: 'v', arm: 'holdout', account: null, at: 3 * DAY, goalAt: null },
      ])
      expect((await stores.query.guideExposures('lift', 'g')).map(({ goalAt }) => goalAt)).toEqual([null, null])
      expect(await stores.query.guideExposures('lift', 'g', 'never')).toHaveLength(2)
      expect(await stores.query.guideExposures('lift', 'unknown')).toEqual([])
      expect(await stores.query.guideExposures('nobody', 'g')).toEqual([])
    })
    it('groups by UTC day', async () => {
      expect(await stores.query.guideDays('p', 'g', 2 * DAY)).toEqual([{ day: '1970-01-03', shown: 1, completed: 2, dismissed: 0 }])
      expect(await stores.query.eventDays('p', DAY)).toEqual([
        { day: '1970-01-02', events: 3, shown: 3 },
        { day: '1970-01-03', events: 3, shown: 1 },
      ])
    })
    it('counts active people by uses with and without conditions', async () => {
      const uses = [
        { event: 'guide.completed', where: undefined },
        { event: 'guide.step-seen', where: { step: { is: 's2' } } },
        { event: 'guide.seen', where: { guide: { is: 'g' } } },
        { event: 'never', where: undefined },
      ]
      expect(await stores.query.activeDays('p', uses, 0)).toEqual(
        new Map([
          ['1970-01-03', 3],
          ['1970-01-02', 1],
          ['1970-01-01', 1],
        ]),
      )
    })
    it('gives the events of people in order of time, linked ids included', async () => {
      const events = await stores.query.eventsOf('p', ['u', 'b', 'a'], ['guide.seen'])
      expect(events.map(({ person, timestamp }) => [person, timestamp])).toEqual([
        ['u', DAY],
        ['u', DAY],
        ['u', DAY + 5],
        ['b', 2 * DAY],
      ])
    })
    it('lists the names of track events, most frequent first', async () => {
      await stores.log.append([
        makeEvent({ project: 'names', messageId: '1', name: 'b' }),
        makeEvent({ project: 'names', messageId: '2', name: '__proto__' }),
        makeEvent({ project: 'names', messageId: '3', name: 'b' }),
        makeEvent({ project: 'names', messageId: '4', name: 'Home', type: 'page' }),
        makeEvent({ project: 'names', messageId: '5', name: null, type: 'identify' }),
      ])
      expect(await stores.query.eventNames('names', 9)).toEqual([
        { name: 'b', count: 2 },
        { name: '__proto__', count: 1 },
      ])
      expect(await stores.query.eventNames('names', 1)).toEqual([{ name: 'b', count: 2 }])
      expect(await stores.query.eventNames('nobody', 9)).toEqual([])
    })
    it('applies a merge of identities to what was counted before, and tells a user id from the same anonymous id', async () => {
      const event = (messageId: string, more: Partial<NewEvent>): NewEvent =>
        makeEvent({ project: 'merge', messageId, name: 'guide.seen', properties: '{"guide":"g"}', ...more })
      await stores.log.append([
        event('1', { userId: null, anonymousId: 'x' }),
        event('2', { userId: 'x' }),
        event('3', { userId: null, anonymousId: 'y' }),
        event('4', { userId: null, anonymousId: 'z' }),
      ])
      expect(await stores.query.guidePeople('merge', 'g')).toEqual(new Set(['x', 'y', 'z']))
      await stores.log.append([
        makeEvent({ project: 'merge', messageId: '5', type: 'identify', name: null, userId: 'u', anonymousId: 'x' }),
        makeEvent({ project: 'merge', messageId: '6', type: 'alias', name: null, userId: 'v', previousId: 'y' }),
        // an id that is linked stays where it was first
        makeEvent({ project: 'merge', messageId: '7', type: 'identify', name: null, userId: 'w', anonymousId: 'x' }),
      ])
      expect(await stores.query.guidePeople('merge', 'g')).toEqual(new Set(['u', 'x', 'v', 'z']))
      expect((await stores.query.eventsOf('merge', ['u', 'x', 'y'], ['guide.seen'])).map(({ person }) => person)).toEqual(['u', 'x'])
    })
    it('counts events whatever their texts, names and times', async () => {
      const properties = (text: string): string => JSON.stringify({ guide: text, [text]: 1, step: 's' })
      await stores.log.append(
        NAUGHTY.flatMap((text, index) => [
          makeEvent({ project: 'naughty-query', messageId: `a${index}`, name: 'guide.step-seen', properties: properties(text) }),
          makeEvent({ project: 'naughty-query', messageId: `b${index}`, name: text || '-', userId: text || '-', groupId: text || '-' }),
        ]),
      )
      await stores.log.append([
        makeEvent({ project: 'naughty-query', messageId: 'c', timestamp: 1.7e16 }),
        makeEvent({ project: 'naughty-query', messageId: 'd', timestamp: -1.7e16 }),
        makeEvent({ project: 'naughty-query', messageId: 'e', timestamp: -1 }),
      ])
      expect(await stores.query.guideParts('naughty-query', '__proto__', 'step')).toEqual(new Map([['s', new Set(['u'])]]))
      expect(await stores.query.guideParts('naughty-query', '\u0000', 'step')).toEqual(new Map([['s', new Set(['u'])]]))
      expect(await stores.query.eventDays('naughty-query', -Number.MAX_SAFE_INTEGER)).toEqual([
        { day: '1969-12-31', events: 1, shown: 0 },
        { day: '1970-01-01', events: 2 * NAUGHTY.length, shown: 0 },
      ])
      const names = await stores.query.eventNames('naughty-query', 99)
      expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['__proto__', "'; DROP TABLE event;--", '💥', 'guide.step-seen']))
      const persons = await stores.query.eventsOf('naughty-query', ['__proto__', '%s'], NAUGHTY)
      expect(persons.map(({ person, name }) => [person, name])).toEqual([
        ['__proto__', '__proto__'],
        ['%s', '%s'],
      ])
    })
    it('pages through a timeline, newest first', async () => {
      const ids = { userId: 'u', anonymousIds: ['a'] }
      const first = await stores.log.readTimeline('p', ids, 2)
      expect([first.total, ...first.events.map(({ messageId }) => messageId)]).toEqual([9, '4', '2'])
      const { timestamp, position } = first.events[1]!
      expect((await stores.log.readTimeline('p', ids, 9, { timestamp, position })).events.map(({ messageId }) => messageId)).toEqual([
        '7',
        '1',
        '13',
        '12',
        '11',
        '9',
        '8',
      ])
    })
  })
}
