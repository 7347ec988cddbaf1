import { expect, test } from 'vitest'
import { createStore } from './store.ts'

let names = 0
const fresh = (): string => `test-${Date.now()}-${names++}`

test('two stores over one database see the same, in the order of the keys', async () => {
  const name = fresh()
  const [one, two] = [createStore(name, () => {}), createStore(name, () => {})]
  await one.set([
    ['b', 2],
    ['a', { deep: [1] }],
  ])
  await two.set([['c', 3]])
  expect(await two.first(9)).toEqual([
    ['a', { deep: [1] }],
    ['b', 2],
    ['c', 3],
  ])
  await two.delete(['b'])
  expect(await one.get(['a', 'b'])).toEqual([{ deep: [1] }, undefined])
})

test('tabs that change one record at once do not overwrite each other', async () => {
  const name = fresh()
  const tabs = [createStore(name, () => {}), createStore(name, () => {})]
  await Promise.all(Array.from({ length: 40 }, (_, i) => tabs[i % 2]!.update<number>('n', (old = 0) => old + 1)))
  expect(await tabs[0]!.get(['n'])).toEqual([40])
})

test('what cannot be stored costs no data of this page', async () => {
  const reports: string[] = []
  const store = createStore(fresh(), (code) => void reports.push(code))
  await store.set([['f', () => 1]])
  await store.set([['a', 1]])
  expect(await store.get(['a'])).toEqual([1])
  expect(reports).toEqual(['storage_degraded'])
})
