// Node has no IndexedDB: the store is in the state in which a browser with blocked storage leaves it.
import { expect, test } from 'vitest'
import { createMemoryStore, createStore, type Store } from './store.ts'

async function exercise(store: Store): Promise<void> {
  await store.set([['b', 2], ['a', 1], ['c', 3]])
  expect(await store.get(['a', 'nothing', 'c'])).toEqual([1, undefined, 3])
  expect(await store.first(2)).toEqual([['a', 1], ['b', 2]])
  await store.update<number>('a', (old) => (old ?? 0) + 10)
  await store.update<string>('d', (old) => `${old}`)
  await store.delete(['b', 'nothing'])
  expect(await store.first(9)).toEqual([['a', 11], ['c', 3], ['d', 'undefined']])
}

test('memory keeps what it is given', () => exercise(createMemoryStore()))

test('where IndexedDB cannot be had memory takes over', () => exercise(createStore('x', () => {})))

test('the loss of IndexedDB is told once, also where many calls were on their way', async () => {
  const reports: string[] = []
  const store = createStore('x', (code) => void reports.push(code))
  await Promise.all([store.get(['a']), store.set([['a', 1]]), store.first(1)])
  await store.get(['a'])
  expect(reports).toEqual(['storage_degraded'])
})
