// Owns the contract suite of saved queries, as testing-state.ts does for the rest of the state: run by the adapter's own test file.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SavedQueryRow } from './query-store.ts'
import type { StateStore } from './state-store.ts'
import { NAUGHTY } from './testing.ts'

export function queryStoreContract(name: string, open: () => Promise<StateStore>): void {
  describe(`query store: ${name}`, () => {
    let state: StateStore
    beforeAll(async () => void (state = await open()))
    afterAll(() => state.close())
    const query = (key: string, more: Partial<SavedQueryRow> = {}): SavedQueryRow => ({
      project: 'p',
      key,
      name: 'A name',
      insight: 'funnel',
      definition: { steps: ['a', 'b'] },
      savedAt: 1_773_144_000_001,
      ...more,
    })

    it('keeps what was saved last under a key, by project', async () => {
      const { queries } = state
      await queries.save(query('b'))
      await queries.save(query('a', { savedAt: 1 }))
      await queries.save(query('a', { project: 'q', name: 'Theirs' }))
      await queries.save(query('a', { name: 'Another', insight: 'retention', definition: {}, savedAt: 2 }))
      expect(await queries.list('p')).toEqual([query('a', { name: 'Another', insight: 'retention', definition: {}, savedAt: 2 }), query('b')])
      expect(await queries.get('q', 'a')).toEqual(query('a', { project: 'q', name: 'Theirs' }))
      expect([await queries.get('q', 'b'), await queries.list('none')]).toEqual([undefined, []])
    })

    it('removes one, of one project', async () => {
      const { queries } = state
      await queries.save(query('gone', { project: 'r' }))
      await queries.save(query('gone', { project: 's' }))
      expect([await queries.remove('r', 'gone'), await queries.remove('r', 'gone')]).toEqual([true, false])
      expect([await queries.list('r'), await queries.get('s', 'gone')]).toEqual([[], query('gone', { project: 's' })])
    })

    it('gives texts back as they were', async () => {
      const { queries } = state
      // no database keeps this sign in a text; what is saved over HTTP has it in no name
      const texts = NAUGHTY.filter((text) => !text.includes('\0'))
      expect(texts.length).toBeGreaterThan(5)
      for (const [index, text] of texts.entries()) {
        const one = query(`n${index}`, { project: 't', name: text, definition: { steps: [text], hold: text } })
        await queries.save(one)
        expect(await queries.get('t', one.key)).toEqual(one)
      }
      const hostile = query('__proto__', { project: '__proto__', definition: JSON.parse('{"where":{"__proto__":{"is":1}}}') as Record<string, unknown> })
      await queries.save(hostile)
      expect(JSON.stringify(await queries.list('__proto__'))).toBe(JSON.stringify([hostile]))
    })
  })
}
