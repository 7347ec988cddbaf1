import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryStore } from './store.ts'

test('memory keeps what it is given, in the order of the keys', async () => {
  const store = createMemoryStore()
  await store.set([
    ['b', 2],
    ['a', 1],
    ['c', 3],
  ])
  expect(await store.get(['a', 'nothing', 'c'])).toEqual([1, undefined, 3])
  expect(await store.first(2)).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  await store.update<number>('a', (old) => (old ?? 0) + 10)
  await store.update<string>('d', (old) => `${old}`)
  await store.delete(['b', 'nothing'])
  expect(await store.first(9)).toEqual([
    ['a', 11],
    ['c', 3],
    ['d', 'undefined'],
  ])
})

test('memory does as a map would', async () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const step = fc.oneof(fc.record({ set: key, to: fc.integer() }), fc.record({ delete: key }), fc.record({ add: key }))
  await fc.assert(
    fc.asyncProperty(fc.array(step), async (steps) => {
      const [store, map] = [createMemoryStore(), new Map<string, number>()]
      for (const one of steps) {
        if ('set' in one) {
          await store.set([[one.set, one.to]])
          map.set(one.set, one.to)
        } else if ('delete' in one) {
          await store.delete([one.delete])
          map.delete(one.delete)
        } else {
          await store.update<number>(one.add, (old = 0) => old + 1)
          map.set(one.add, (map.get(one.add) ?? 0) + 1)
        }
        expect(await store.first(9)).toEqual([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
      }
    }),
  )
})
