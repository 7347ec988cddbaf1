// Owns the contract suites of the stores: what every adapter must do, run by the adapter's own test file. Not part of the
// package's index, as it needs vitest.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewEvent } from './event-log.ts'
import type { AccountRow, AuditRecord, Erasure, KeyRecord, PersonRow } from './state-store.ts'
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

export function stateStoreContract(name: string, open: OpenEmpty): void {
  describe(`state store: ${name}`, () => {
    let stores: Stores
    beforeAll(async () => void (stores = await open()))
    afterAll(() => stores.close())
    const person = (id: string, more: Partial<PersonRow> = {}): PersonRow => ({
      project: 'p',
      id,
      identified: true,
      name: null,
      email: null,
      role: null,
      account: null,
      accountAt: 0,
      firstSeenAt: 1,
      lastSeenAt: 2,
      signedUpAt: 1,
      events: 1,
      traits: { a: [1] },
      traitTimes: { a: [1, 2] },
      ...more,
    })
    const key: KeyRecord = {
      hash: 'h',
      id: 'key_h',
      project: 'p',
      kind: 'write',
      name: '',
      readable: 'fh_pub_x',
      scopes: [],
      origins: ['https://a.example'],
      createdAt: 5,
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    }
    const step = { links: [], people: [], merged: [], accounts: [], milestones: [] }

    it('finds a key by its hash only', async () => {
      const { projects } = stores.state
      await projects.create({ id: 'p', name: 'P', createdAt: 5, identity: 'off' }, [key])
      expect(await projects.findKey('h')).toEqual(key)
      expect(await projects.findKey('fh_pub_x')).toBeUndefined()
      expect(await projects.writeKey('p')).toBe('fh_pub_x')
      expect(await projects.list()).toEqual([{ id: 'p', name: 'P', createdAt: 5, identity: 'off' }])
    })

    it('keeps versions unchanged and makes the last publication live', async () => {
      const { versions } = stores.state
      const version = (id: string) => ({ version: id, content: `{"${id}":1}`, files: [{ path: 'a', text: 'b' }], guides: 1 })
      await versions.publish('p', version('v1'), { version: 'v1', publishedAt: 1, note: 'one' })
      await versions.publish('p', version('v2'), { version: 'v2', publishedAt: 2, note: null })
      await versions.publish('p', { ...version('v1'), content: 'changed' }, { version: 'v1', publishedAt: 3, note: 'again' })
      expect(await versions.live('p')).toEqual({ version: 'v1', publishedAt: 3, note: 'again' })
      expect(await versions.get('p', 'v1')).toEqual(version('v1'))
      expect(await Promise.all([0, 1, 2, 3, 9].map(async (at) => (await versions.liveAt('p', at))?.note))).toEqual([undefined, 'one', null, 'again', 'again'])
      expect(await versions.liveAt('other', 9)).toBeUndefined()
      expect(await versions.get('other', 'v1')).toBeUndefined()
      expect(await versions.list('p')).toEqual([
        { version: 'v1', publishedAt: 3, note: 'again', guides: 1, live: true },
        { version: 'v2', publishedAt: 2, note: null, guides: 1, live: false },
      ])
      expect(await versions.contents('p')).toEqual(['{"v1":1}', '{"v2":1}'])
    })

    it('applies a step only from the position it began at, all or nothing', async () => {
      const { people } = stores.state
      expect(
        await people.apply({
          ...step,
          from: 0,
          to: 5,
          people: [person('a'), person('anon', { identified: false })],
          milestones: [{ project: 'p', person: 'a', reached: new Map([['m', { at: 7, account: 'acme' }]]) }],
        }),
      ).toBe(true)
      expect(await people.apply({ ...step, from: 0, to: 9, people: [person('never')] })).toBe(false)
      expect(await people.position()).toBe(5)
      expect(await people.people('p', ['a', 'never'])).toEqual([person('a')])
      await people.apply({
        ...step,
        from: 5,
        to: 6,
        merged: [{ project: 'p', id: 'anon' }],
        links: [
          { project: 'p', anonymousId: 'anon', userId: 'a' },
          { project: 'p', anonymousId: 'anon', userId: 'b' },
        ],
      })
      expect(await people.links('p', ['anon', 'x'])).toEqual(new Map([['anon', 'a']]))
      expect(await people.anonymousIdsOf('p', 'a')).toEqual(['anon'])
      expect(await people.milestones('p', ['a'])).toEqual(new Map([['a', new Map([['m', { at: 7, account: 'acme' }]])]]))
      expect(await people.accountMilestones('p', 'acme')).toEqual([{ person: 'a', key: 'm', at: 7 }])
      expect(await people.accountMilestones('p', 'other')).toEqual([])
      expect(await people.milestoneCounts('p')).toEqual(new Map([['m', 1]]))
      expect(await people.counts('p')).toEqual({ people: 1, identified: 1 })
      expect(await people.counts('nobody')).toEqual({ people: 0, identified: 0 })
    })

    it('lists people by last seen, searches without wildcards, and pages without gaps', async () => {
      const { people } = stores.state
      const many = Array.from({ length: 7 }, (_, index) =>
        person(`q${index}`, { project: 'q', lastSeenAt: 100 + (index >> 1), name: index === 3 ? 'Ada 100% Lovelace' : null }),
      )
      await people.apply({ ...step, from: 6, to: 7, people: many })
      const seen: string[] = []
      for (let after: { lastSeenAt: number; id: string } | undefined; ;) {
        const { people: page, total } = await people.list('q', { limit: 2, after })
        expect(total).toBe(7)
        if (!page.length) break
        seen.push(...page.map(({ id }) => id))
        after = page.at(-1)
      }
      expect(seen).toEqual(['q6', 'q5', 'q4', 'q3', 'q2', 'q1', 'q0'])
      expect((await people.list('q', { search: '100% l', limit: 9 })).people.map(({ id }) => id)).toEqual(['q3'])
      expect((await people.list('q', { search: '%', limit: 9 })).total).toBe(1)
      expect((await people.page('q', 'q4', 9)).map(({ id }) => id)).toEqual(['q5', 'q6'])
      expect(await people.seenSince('q', ['q0', 'q4', 'q6', 'never'], 102)).toEqual(['q4', 'q6'])
      // by the time of an event that told the account too: it is not bounded where a clock runs ahead
      expect(await people.seenSince('q', ['q0'], 0)).toEqual(['q0'])
      expect(await people.seenSince('q', [], 0)).toEqual([])
    })

    it('lists accounts by last seen, searches ids and traits without wildcards, and pages without gaps', async () => {
      const { people } = stores.state
      const account = (id: string, more: Partial<AccountRow> = {}): AccountRow => ({
        project: 'r',
        id,
        traits: {},
        traitTimes: {},
        firstSeenAt: 1,
        lastSeenAt: 5,
        ...more,
      })
      const many = [
        ...NAUGHTY.filter((text) => text && text !== '\ud800').map((id) => account(id)),
        account('b', { lastSeenAt: 9, traits: { name: '100% Ltd' } }),
      ]
      const from = await people.position()
      await people.apply({ ...step, from, to: from + 1, accounts: [...many, account('foreign', { project: 's' })] })
      const seen: string[] = []
      for (let after: { lastSeenAt: number; id: string } | undefined; ;) {
        const { accounts, total } = await people.listAccounts('r', { limit: 3, after })
        expect(total).toBe(many.length)
        if (!accounts.length) break
        seen.push(...accounts.map(({ id }) => id))
        after = accounts.at(-1)
      }
      expect(seen[0]).toBe('b')
      expect([seen.length, new Set(seen)]).toEqual([many.length, new Set(many.map(({ id }) => id))])
      expect((await people.listAccounts('r', { search: '100% L', limit: 9 })).accounts).toEqual([many.at(-1)])
      expect((await people.listAccounts('r', { search: '_proto_', limit: 9 })).accounts.map(({ id }) => id)).toEqual(['__proto__'])
      expect(await people.accounts('r', ['foreign', 'b'])).toEqual([many.at(-1)])
    })

    it('lists who is in an account now, of this project, and pages without gaps', async () => {
      const { people } = stores.state
      const from = await people.position()
      const inside = ['m1', 'm2', 'm3', '__proto__'].map((id) => person(id, { project: 'r', account: 'acme', lastSeenAt: 7 }))
      const others = [person('m1', { project: 's', account: 'acme' }), person('gone', { project: 'r', account: 'other' })]
      await people.apply({ ...step, from, to: from + 1, people: [...inside, ...others] })
      const first = await people.members('r', 'acme', 3)
      const rest = await people.members('r', 'acme', 3, first.people.at(-1))
      expect([first.total, rest.total, first.people.length, rest.people.length]).toEqual([4, 4, 3, 1])
      expect(new Set([...first.people, ...rest.people].map(({ id }) => id))).toEqual(new Set(inside.map(({ id }) => id)))
      expect(await people.members('r', 'none', 3)).toEqual({ people: [], total: 0 })
    })

    it('erases all that is kept of people, and of nobody else', async () => {
      const { people } = stores.state
      const from = await people.position()
      const reached = new Map([['m', { at: 1, account: null }]])
      await people.apply({
        ...step,
        from,
        to: from + 1,
        people: ['ada', 'bob'].flatMap((id) => ['e', 'f'].map((project) => person(id, { project }))),
        links: [
          { project: 'e', anonymousId: 'x', userId: 'ada' },
          { project: 'e', anonymousId: 'ada', userId: 'carl' },
          { project: 'e', anonymousId: 'y', userId: 'bob' },
          { project: 'f', anonymousId: 'x', userId: 'ada' },
        ],
        milestones: ['ada', 'bob'].map((id) => ({ project: 'e', person: id, reached })),
      })
      await people.erase('e', ['ada', 'x', 'never'])
      await people.erase('e', [])
      expect((await people.people('e', ['ada', 'bob'])).map(({ id }) => id)).toEqual(['bob'])
      expect(await people.links('e', ['x', 'ada', 'y'])).toEqual(new Map([['y', 'bob']]))
      expect(await people.milestones('e', ['ada', 'bob'])).toEqual(new Map([['bob', reached]]))
      expect((await people.people('f', ['ada', 'bob'])).length).toBe(2)
      expect(await people.links('f', ['x'])).toEqual(new Map([['x', 'ada']]))
    })

    it('ends keys once, in their project, and knows when they were used', async () => {
      const { projects } = stores.state
      await projects.create({ id: 'k', name: 'K', createdAt: 6, identity: 'off' }, [])
      const one: KeyRecord = { ...key, project: 'k', hash: 'k1', id: 'key_1', kind: 'admin', readable: null, scopes: ['read'], origins: [] }
      await projects.addKey(one)
      await projects.addKey({ ...key, project: 'k', hash: 'k2', id: 'key_2', createdAt: 7, expiresAt: 90 })
      expect((await projects.keys('k')).map(({ id }) => id)).toEqual(['key_2', 'key_1'])
      expect(await projects.endKey('p', 'key_1', 50)).toBe(false)
      expect((await projects.findKey('k1'))?.revokedAt).toBeNull()
      for (const at of [50, 70, 40, 60]) expect(await projects.endKey('k', 'key_1', at)).toBe(true)
      await projects.touchKey('k1', 30)
      await projects.setOrigins('p', 'key_2', [])
      expect(await projects.findKey('k1')).toEqual({ ...one, revokedAt: 40, lastUsedAt: 30 })
      expect((await projects.findKey('k2'))?.origins).toEqual(key.origins)
      await projects.setOrigins('k', 'key_2', ['https://b.example'])
      expect(await projects.findKey('k2')).toMatchObject({ origins: ['https://b.example'], expiresAt: 90 })
    })

    it('adds up proofs by day and project', async () => {
      const { projects } = stores.state
      await projects.setIdentity('k', 'observe')
      expect([(await projects.get('k'))?.identity, (await projects.get('p'))?.identity]).toEqual(['observe', 'off'])
      const day = (text: string, verified: number, missing = 0, invalid = 0) => ({ day: text, verified, missing, invalid })
      await Promise.all(Array.from({ length: 5 }, () => projects.addCoverage('k', day('2026-03-02', 1, 2, 3))))
      await projects.addCoverage('k', day('2026-03-01', 9))
      await projects.addCoverage('k', day('2026-02-28', 9))
      await projects.addCoverage('p', day('2026-03-02', 7))
      expect(await projects.coverage('k', '2026-03-01')).toEqual([day('2026-03-01', 9), day('2026-03-02', 5, 10, 15)])
      expect(await projects.coverage('nobody', '')).toEqual([])
    })

    it('lists what was done newest first, in pages, of one project', async () => {
      const { audit } = stores.state
      const record = (id: string, more: Partial<AuditRecord> = {}): AuditRecord => ({
        project: 'p',
        id,
        at: 1_800_000_000_000,
        key: 'key_h',
        action: 'a',
        target: null,
        detail: {},
        ...more,
      })
      const naughty = record('3', { key: null, target: '__proto__', detail: JSON.parse('{"__proto__":[1],"x":"\ud800"}') as Record<string, unknown> })
      for (const one of [record('1'), naughty, record('2'), record('4', { project: 'other' })]) await audit.add(one)
      expect(await audit.list('p', 9)).toEqual([naughty, record('2'), record('1')])
      expect(JSON.stringify((await audit.list('p', 1))[0]!.detail)).toBe(JSON.stringify(naughty.detail))
      expect((await audit.list('p', 1, '3')).map(({ id }) => id)).toEqual(['2'])
      expect(await audit.list('p', 9, '1')).toEqual([])
      await expect(audit.add(record('1'))).rejects.toThrow()
    })

    it('keeps who was erased by hash, and ids only until they are gone', async () => {
      const { erasures } = stores.state
      const erasure = (id: string, more: Partial<Erasure> = {}): Erasure => ({
        project: 'p',
        id,
        person: `hash-${id}`,
        ids: [id],
        requestedAt: 10,
        finishedAt: null,
        events: 0,
        ...more,
      })
      await erasures.begin(erasure('b', { requestedAt: 20 }), ['hash-b'])
      await erasures.begin(erasure('a'), ['hash-a'])
      await erasures.begin(erasure('c', { project: 'other', requestedAt: 15 }), ['hash-a'])
      expect((await erasures.unfinished()).map(({ id }) => id)).toEqual(['a', 'c', 'b'])
      expect(await erasures.get('other', 'a')).toBeUndefined()
      const ids = ['a', ...NAUGHTY.filter((text) => text !== '\ud800'), ...Array.from({ length: 1200 }, (_, index) => `i${index}`)]
      await erasures.extend('p', 'a', ids, ['hash-a', ...ids.map((id) => `of-${id}`.replaceAll('\0', '-'))])
      await erasures.extend('p', 'a', ids, ['hash-a'])
      expect(await erasures.get('p', 'a')).toEqual(erasure('a', { ids }))
      expect(await erasures.count('p')).toBe(ids.length + 2)
      expect(new Set(await erasures.hashes('p')).size).toBe(ids.length + 2)
      expect(await erasures.hashes('other')).toEqual(['hash-a'])
      expect((await erasures.find('p', 'of-i7'))?.id).toBe('a')
      expect((await erasures.find('other', 'hash-a'))?.id).toBe('c')
      expect(await erasures.find('p', 'never')).toBeUndefined()
      await erasures.forgetIds('p', 'a', 5)
      await erasures.forgetIds('p', 'a', 2)
      await erasures.finish('other', 'a', 99)
      expect(await erasures.get('p', 'a')).toEqual(erasure('a', { ids: null, events: 7 }))
      await erasures.finish('p', 'a', 30)
      expect((await erasures.find('p', 'hash-a'))?.finishedAt).toBe(30)
      expect((await erasures.unfinished()).map(({ id }) => id)).toEqual(['c', 'b'])
      // the hash stays with the erasure that came first
      await erasures.begin(erasure('again'), ['hash-a', 'hash-new'])
      expect((await erasures.find('p', 'hash-a'))?.id).toBe('a')
      expect((await erasures.find('p', 'hash-new'))?.id).toBe('again')
    })

    it('remembers the definitions that milestones follow', async () => {
      const { people } = stores.state
      expect(await people.milestoneBasis('p')).toBeUndefined()
      await people.setMilestoneBasis('p', 'x')
      await people.setMilestoneBasis('p', 'y')
      expect(await people.milestoneBasis('p')).toBe('y')
    })
  })
}
