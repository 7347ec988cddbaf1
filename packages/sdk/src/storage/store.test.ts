// Node has no IndexedDB: the store is in the state in which a browser with blocked storage leaves it.
import { expect, test } from 'vitest'
import { createMemoryStore, createStore, type Store } from './store.ts'

test.each<[string, Store]>([
  ['memory', createMemoryStore()],
  ['a store without IndexedDB', createStore('x', () => {})],
])('%s keeps what it is given, in the order of the keys', async (_, store) => {
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

test('the loss of IndexedDB is told once, also where many calls were on their way', async () => {
  const reports: string[] = []
  const store = createStore('x', (code) => void reports.push(code))
  await Promise.all([store.get(['a']), store.set([['a', 1]]), store.first(1)])
  await store.get(['a'])
  expect(reports).toEqual(['storage_degraded'])
})
