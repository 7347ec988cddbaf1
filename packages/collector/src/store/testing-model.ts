// Owns the contract suite of the live model's store, as testing-state.ts does for the rest of the state: run by the adapter's own
// test file.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelRow } from './model-store.ts'
import type { StateStore } from './state-store.ts'
import { NAUGHTY } from './testing.ts'

export function modelStoreContract(name: string, open: () => Promise<StateStore>): void {
  describe(`model store: ${name}`, () => {
    let state: StateStore
    beforeAll(async () => void (state = await open()))
    afterAll(() => state.close())
    const row = (id: string, more: Partial<ModelRow> = {}): ModelRow => ({
      project: 'p',
      kind: 'person',
      id,
      account: null,
      dueAt: null,
      state: '{"a":1}',
      ...more,
    })
    const write = async (...model: ModelRow[]): Promise<void> => {
      const at = await state.people.position()
      expect(await state.people.apply({ from: at, to: at, links: [], people: [], merged: [], accounts: [], milestones: [], model })).toBe(true)
    }

    it('writes states with a step, or not at all', async () => {
      const { model, people } = state
      await write(row('u', { account: 'acme', dueAt: 50 }), row('v'), row('u', { kind: 'account', dueAt: 9 }))
      expect(await model.rows('p', 'person', ['u', 'v', 'w'])).toEqual(expect.arrayContaining([row('u', { account: 'acme', dueAt: 50 }), row('v')]))
      const at = await people.position()
      const late = { from: at + 1, to: at + 2, links: [], people: [], merged: [], accounts: [], milestones: [], model: [row('w')] }
      expect(await people.apply(late)).toBe(false)
      expect(await model.rows('p', 'person', ['w'])).toEqual([])
      expect(await model.rows('p', 'account', ['u'])).toEqual([row('u', { kind: 'account', dueAt: 9 })])
    })

    it('makes somebody due without touching what is noted, and never later', async () => {
      const { model } = state
      await write(row('m', { dueAt: 40 }), row('n'))
      const mark = (id: string, dueAt: number): ModelRow => row(id, { dueAt, state: '' })
      await write(mark('m', 60), mark('n', 60), mark('o', 60))
      expect(await model.rows('p', 'person', ['m', 'n', 'o'])).toEqual([row('m', { dueAt: 40 }), row('n', { dueAt: 60 }), mark('o', 60)])
      await write(mark('m', 30))
      expect(await model.rows('p', 'person', ['m'])).toEqual([row('m', { dueAt: 30 })])
      await write(row('m', { dueAt: 70 }), row('n'), row('o'))
      expect((await model.rows('p', 'person', ['m']))[0]!.dueAt).toBe(70)
    })

    it('makes somebody due no more without touching what is noted', async () => {
      const { model } = state
      await write(row('d1', { dueAt: 40 }), row('d2', { dueAt: 40, state: '' }), row('d3'))
      await write(...['d1', 'd2', 'd3', 'd4'].map((id) => row(id, { state: '' })))
      expect(await model.rows('p', 'person', ['d1', 'd2', 'd3', 'd4'])).toEqual([row('d1'), row('d2', { state: '' }), row('d3'), row('d4', { state: '' })])
      await write(row('d2', { dueAt: 60, state: '' }))
      expect((await model.rows('p', 'person', ['d2']))[0]!.dueAt).toBe(60)
      await write(row('d2'))
    })

    it('lists who is due, the longest first', async () => {
      const { model } = state
      await write(row('x', { project: 'q', dueAt: 3 }), row('y', { project: 'q', dueAt: 1 }), row('z', { project: 'q', dueAt: 99 }))
      expect(await model.nextDue()).toBe(1)
      expect((await model.due(9, 2)).map(({ id, dueAt }) => [id, dueAt])).toEqual([
        ['y', 1],
        ['x', 3],
      ])
      expect((await model.due(9, 9)).map(({ id, kind }) => [id, kind])).toEqual([
        ['y', 'person'],
        ['x', 'person'],
        ['u', 'account'],
      ])
      await write(row('x', { project: 'q' }), row('y', { project: 'q' }), row('u', { kind: 'account' }))
      expect(await model.nextDue()).toBe(50)
    })

    it('makes the people of an account due, and pages through them and everybody', async () => {
      const { model } = state
      // no event brings a NUL or half a surrogate pair as an id
      const texts = NAUGHTY.map((text) => text.replaceAll(/[\0\ud800]/g, '-'))
      await write(...texts.map((text, index) => row(`n${index}`, { project: 'r', account: text, state: JSON.stringify({ text }) })))
      await write(
        row('b', { project: 'r', account: 'acme', dueAt: 900 }),
        row('a', { project: 'r', account: 'acme' }),
        row('c', { project: 'r', account: 'acme', dueAt: 5 }),
      )
      await model.wakeMembers('r', 'acme', 100)
      expect((await model.members('r', 'acme', '', 9)).map(({ id, dueAt }) => [id, dueAt])).toEqual([
        ['a', 100],
        ['b', 100],
        ['c', 5],
      ])
      expect((await model.members('r', 'acme', 'a', 1)).map(({ id }) => id)).toEqual(['b'])
      const all: string[] = []
      for (let after = ''; ;) {
        const page = await model.page('r', 'person', after, 2)
        all.push(...page.map(({ id }) => id))
        if (page.length < 2) break
        after = page.at(-1)!.id
      }
      expect([all.length, new Set(all).size]).toEqual([texts.length + 3, texts.length + 3])
      for (const [index, text] of texts.entries())
        expect(await model.rows('r', 'person', [`n${index}`])).toEqual([row(`n${index}`, { project: 'r', account: text, state: JSON.stringify({ text }) })])
    })

    it('forgets whoever is erased, or went up in somebody', async () => {
      const { model, people } = state
      await write(row('e'), row('f'), row('g'))
      await people.erase('p', ['e'])
      const at = await people.position()
      await people.apply({ from: at, to: at, links: [], people: [], merged: [{ project: 'p', id: 'f' }], accounts: [], milestones: [] })
      expect((await model.rows('p', 'person', ['e', 'f', 'g'])).map(({ id }) => id)).toEqual(['g'])
    })

    it('keeps definitions, those that are followed first', async () => {
      const { model } = state
      const basis = { project: 'p', version: 'v', until: null, after: '', done: 0, total: 7, summary: null }
      await model.setBasis({ ...basis, basis: 'one', since: 1 })
      await model.setBasis({ ...basis, basis: 'one', since: 1, until: 5, after: null, done: 7, summary: '{"people":7}' })
      await model.setBasis({ ...basis, basis: 'two', since: 5 })
      await model.setBasis({ ...basis, basis: 'other', project: 'q', since: 9 })
      expect(await model.bases('p')).toEqual([
        { ...basis, basis: 'two', since: 5 },
        { ...basis, basis: 'one', since: 1, until: 5, after: null, done: 7, summary: '{"people":7}' },
      ])
    })
  })
}
