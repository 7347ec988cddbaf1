// Owns the contract suite of the state store, as testing.ts does for the log: run by the adapter's own test file.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountRow, AuditRecord, Erasure, KeyRecord, PersonRow, StateStore } from './state-store.ts'
import { NAUGHTY } from './testing.ts'

/** @param open - opens an empty store; called once. */
export function stateStoreContract(name: string, open: () => Promise<StateStore>): void {
  describe(`state store: ${name}`, () => {
    let state: StateStore
    beforeAll(async () => void (state = await open()))
    afterAll(() => state.close())
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
      const { projects } = state
      await projects.create({ id: 'p', name: 'P', createdAt: 5, identity: 'off' }, [key])
      expect(await projects.findKey('h')).toEqual(key)
      expect(await projects.findKey('fh_pub_x')).toBeUndefined()
      expect(await projects.writeKey('p')).toBe('fh_pub_x')
      expect(await projects.list()).toEqual([{ id: 'p', name: 'P', createdAt: 5, identity: 'off' }])
    })

    it('keeps versions unchanged and makes the last publication live', async () => {
      const { versions } = state
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
      const { people } = state
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
      const { people } = state
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
      const { people } = state
      const account = (id: string, more: Partial<AccountRow> = {}): AccountRow => ({
        project: 'r',
        id,
        traits: {},
        traitTimes: {},
        firstSeenAt: 1,
        lastSeenAt: 5,
        ...more,
      })
      const many = [...NAUGHTY.filter(Boolean).map((id) => account(id)), account('b', { lastSeenAt: 9, traits: { name: '100% Ltd' } })]
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
      const ids = many.map(({ id }) => id)
      expect(new Set((await people.accounts('r', ids)).map(({ id }) => id))).toEqual(new Set(ids))
      expect((await people.listAccounts('r', { search: '100% L', limit: 9 })).accounts).toEqual([many.at(-1)])
      expect((await people.listAccounts('r', { search: '_proto_', limit: 9 })).accounts.map(({ id }) => id)).toEqual(['__proto__'])
      expect(await people.accounts('r', ['foreign', 'b'])).toEqual([many.at(-1)])
    })

    it('lists who is in an account now, of this project, and pages without gaps', async () => {
      const { people } = state
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
      const { people } = state
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
      const { projects } = state
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
      const { projects } = state
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
      const { audit } = state
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
      const { erasures } = state
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
      const ids = ['a', ...NAUGHTY, ...Array.from({ length: 1200 }, (_, index) => `i${index}`)]
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

    it('gives every text and every number of a person back as it came', async () => {
      const { people } = state
      const from = await people.position()
      const texts = [...NAUGHTY.filter(Boolean), '\udc00', 'a\0', '\ufdd0', '\ufdd00000', '\u0001']
      const rows = texts.map((text, index) =>
        person(text, {
          project: 'n',
          name: text,
          email: text,
          role: text,
          account: text,
          accountAt: Number.MIN_SAFE_INTEGER,
          firstSeenAt: -1,
          lastSeenAt: Number.MAX_SAFE_INTEGER - index,
          signedUpAt: -8.64e15,
          events: 2 ** 40,
          traits: JSON.parse(JSON.stringify({ text, [`x${text}`]: 0.1, big: 2 ** 60, __proto__x: null })) as Record<string, unknown>,
          traitTimes: Object.fromEntries([[text, [-5, 2 ** 53 - 1] as [number, number]]]),
        }),
      )
      const links = texts.map((text) => ({ project: 'n', anonymousId: `of ${text}`, userId: text }))
      const milestones = texts.map((text) => ({ project: 'n', person: text, reached: new Map([[text, { at: -1, account: text }]]) }))
      expect(await people.apply({ ...step, from, to: from + 1, people: rows, links, milestones })).toBe(true)
      expect((await people.list('n', { limit: 99 })).people).toEqual(rows)
      const paged: PersonRow[] = []
      for (let page = await people.page('n', '', 2); page.length; page = await people.page('n', page.at(-1)!.id, 2)) paged.push(...page)
      expect(new Set(paged.map(({ id }) => id))).toEqual(new Set(texts))
      expect(paged).toHaveLength(texts.length)
      for (const [index, text] of texts.entries()) {
        expect(await people.people('n', [text])).toEqual([rows[index]])
        expect(await people.anonymousIdsOf('n', text)).toEqual([`of ${text}`])
        expect(await people.milestones('n', [text])).toEqual(new Map([[text, milestones[index]!.reached]]))
        expect((await people.members('n', text, 9)).total).toBe(1)
      }
      await people.erase('n', texts)
      expect([await people.counts('n'), await people.milestoneCounts('n')]).toEqual([{ people: 0, identified: 0 }, new Map()])
    })

    it('orders texts by their bytes, and finds them in either case', async () => {
      const { people } = state
      const from = await people.position()
      const ids = ['b', 'B', 'a', 'Z', 'é', '_', '-', 'ö']
      await people.apply({ ...step, from, to: from + 1, people: ids.map((id) => person(id, { project: 'o', name: `Élodie ${id}` })) })
      expect((await people.page('o', '', 9)).map(({ id }) => id)).toEqual(['-', 'B', 'Z', '_', 'a', 'b', 'é', 'ö'])
      for (const search of ['ÉLODIE z', 'Élodie Z']) expect((await people.list('o', { search, limit: 9 })).people.map(({ id }) => id)).toEqual(['Z'])
    })

    it('writes one of two steps that begin at the same position', async () => {
      const { people } = state
      for (let round = 0; round < 10; round++) {
        const from = await people.position()
        const steps = ['x', 'y', 'z'].map((id) => people.apply({ ...step, from, to: from + 1, people: [person(id, { project: `race${round}` })] }))
        const done = await Promise.all(steps)
        expect(done.filter(Boolean)).toHaveLength(1)
        expect((await people.people(`race${round}`, ['x', 'y', 'z'])).map(({ id }) => id)).toEqual([['x', 'y', 'z'][done.indexOf(true)]])
      }
    })

    it('makes one publication after another of those that come at once', async () => {
      const { versions } = state
      const names = Array.from({ length: 8 }, (_, index) => `v${index}`)
      await Promise.all(
        names.map((version) => versions.publish('once', { version, content: version, files: [], guides: 0 }, { version, publishedAt: 1, note: version })),
      )
      const listed = await versions.list('once')
      expect(new Set(listed.map(({ version }) => version))).toEqual(new Set(names))
      expect(listed[0]).toMatchObject({ live: true, note: (await versions.live('once'))?.note })
    })

    it('gives a lock to one at a time, and says when it is given back', async () => {
      const held = await Promise.all(Array.from({ length: 5 }, () => state.lock('scheduler')))
      const [lock, ...more] = held.filter((one) => one !== undefined)
      expect([more, lock?.lost.aborted]).toEqual([[], false])
      const other = await state.lock('__proto__')
      expect(other).toBeDefined()
      await lock!.release()
      await lock!.release()
      expect([lock!.lost.aborted, other!.lost.aborted]).toEqual([true, false])
      const again = await state.lock('scheduler')
      expect(again?.lost.aborted).toBe(false)
      // what was given back gives nothing back of who has it now
      await lock!.release()
      expect(await state.lock('scheduler')).toBeUndefined()
      await again!.release()
      await other!.release()
    })

    it('belongs to one event log, once something of it is in here', async () => {
      const { people } = state
      expect(await people.position()).toBeGreaterThan(0)
      expect(await people.claim('one')).toBe('one')
      expect(await people.claim('other')).toBe('one')
    })

    it('is the same after it was scrubbed', async () => {
      const before = await state.people.page('q', '', 99)
      expect(before).toHaveLength(7)
      await state.scrub()
      expect(await state.people.page('q', '', 99)).toEqual(before)
    })

    it('remembers the definitions that milestones follow', async () => {
      const { people } = state
      expect(await people.milestoneBasis('p')).toBeUndefined()
      await people.setMilestoneBasis('p', 'x')
      await people.setMilestoneBasis('p', 'y')
      expect(await people.milestoneBasis('p')).toBe('y')
    })

    it('forgets the definitions where a step went by others, and takes those of everybody with the step', async () => {
      const { people } = state
      const from = await people.position()
      const bases = (basis: string, ofEverybody: boolean) => [{ project: 'b', basis, ofEverybody }]
      expect(await people.apply({ ...step, from, to: from, bases: bases('x', true) })).toBe(true)
      expect(await people.apply({ ...step, from, to: from + 1, bases: bases('x', false) })).toBe(true)
      expect(await people.milestoneBasis('b')).toBe('x')
      // somebody who was slower
      expect(await people.apply({ ...step, from, to: from, bases: bases('y', true) })).toBe(false)
      expect(await people.milestoneBasis('b')).toBe('x')
      await people.setMilestoneBasis('other', 'x')
      expect(await people.apply({ ...step, from: from + 1, to: from + 1, bases: bases('y', false) })).toBe(true)
      expect([await people.milestoneBasis('b'), await people.milestoneBasis('other')]).toEqual([undefined, 'x'])
    })
  })
}
