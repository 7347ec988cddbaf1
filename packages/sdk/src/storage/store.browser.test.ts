// A real disk, and what can go wrong with it.
import { afterEach, expect, test, vi } from 'vitest'
import { createDisk } from './disk.ts'
import { createStore, type Store } from './store.ts'

let names = 0
const fresh = (): string => `test-${Date.now()}-${names++}`
// the platform's own timer: a real disk answers in real time
const later = (ms: number, run: () => void): unknown => setTimeout(run, ms)
const degraded: unknown[] = []
const open = (name: string): Store => createStore(createDisk(name, later), (cause) => void degraded.push(cause))

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  degraded.length = 0
})

/** Lets the disk be full: a transaction that has put something is aborted, and says why as Chromium does. @returns the end of that. */
function fill(): () => void {
  const { put } = IDBObjectStore.prototype
  const { commit } = IDBTransaction.prototype
  const full = new WeakSet<IDBTransaction>()
  const spies = [
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      full.add(this.transaction)
      return put.apply(this, args)
    }),
    vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
      if (full.has(this)) this.abort()
      else commit.call(this)
    }),
    vi.spyOn(IDBTransaction.prototype, 'error', 'get').mockReturnValue(new DOMException('Full.', 'QuotaExceededError')),
  ]
  return () => spies.forEach((spy) => spy.mockRestore())
}

test('two stores over one database see the same, in the order of the keys', async () => {
  const name = fresh()
  const [one, two] = [open(name), open(name)]
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
  const tabs = [open(name), open(name)]
  await Promise.all(Array.from({ length: 40 }, (_, i) => tabs[i % 2]!.update<number>('n', (old = 0) => old + 1)))
  expect(await tabs[0]!.get(['n'])).toEqual([40])
})

test('what cannot be stored costs no data of this page', async () => {
  const store = open(fresh())
  expect(await store.set([['f', () => 1]])).toBe(false)
  await store.set([['a', 1]])
  expect(await store.get(['a'])).toEqual([1])
  expect(degraded.map((cause) => (cause as Error).name)).toEqual(['DataCloneError', 'DataCloneError'])
})

test('what is on a disk that has become full is still read, what comes is kept beside it, and both can be deleted', async () => {
  const name = fresh()
  const store = open(name)
  await store.set([
    ['a', 1],
    ['c', 3],
  ])
  const end = fill()
  await store.set([['b', 2]])
  await store.set([['d', 4]])
  await Promise.all([1, 2].map(() => store.update<number>('c', (old = 0) => old + 10)))
  expect(await store.first(3)).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 23],
  ])
  await store.delete(['a', 'b'])
  expect(await store.first(9)).toEqual([
    ['c', 23],
    ['d', 4],
  ])
  expect(degraded.map((cause) => (cause as Error).name)).toEqual(Array.from({ length: 4 }, () => 'QuotaExceededError'))
  end()
  // and is brought to the disk as soon as that takes something
  expect(await store.set([['e', 5]])).toBe(true)
  expect(await open(name).first(9)).toEqual([
    ['c', 23],
    ['d', 4],
    ['e', 5],
  ])
})

test('a disk that could not be opened is asked again, though not at once', async () => {
  const name = fresh()
  let waits: (() => void)[] = []
  const store = createStore(
    createDisk(name, (ms, run) => (ms > 1_000 ? waits.push(run) : setTimeout(run, ms))),
    (cause) => void degraded.push(cause),
  )
  const broken = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('Not now.', 'UnknownError')
  })
  expect(await store.set([['a', 1]])).toBe(false)
  expect(await store.set([['b', 2]])).toBe(false)
  expect(broken).toHaveBeenCalledTimes(1)
  broken.mockRestore()
  await vi.waitUntil(() => waits.length)
  waits.forEach((run) => run())
  expect(await store.set([['c', 3]])).toBe(true)
  expect((await open(name).first<number>(9)).map(([key]) => key)).toEqual(['a', 'b', 'c'])
})

test('what a disk refuses to delete is not read again on this page', async () => {
  const store = open(fresh())
  await store.set([
    ['a', 1],
    ['b', 2],
  ])
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
    throw new DOMException('Full.', 'QuotaExceededError')
  })
  await store.delete(['a'])
  expect(await store.first(1)).toEqual([['b', 2]])
})

test('a connection that is lost is opened again, and nothing is lost with it', async () => {
  const name = fresh()
  const store = open(name)
  await store.set([['a', 1]])
  const opens = vi.spyOn(indexedDB, 'open')
  const lost = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
    throw new DOMException('The database connection is closing.', 'InvalidStateError')
  })
  await store.set([['b', 2]])
  expect(lost).toHaveBeenCalledTimes(2)
  expect(opens).toHaveBeenCalledTimes(1)
  expect(await open(name).first(9)).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect(degraded).toEqual([])
})

test('a newer version in another tab need not wait, and this tab goes on', async () => {
  const name = fresh()
  const store = open(name)
  await store.set([['a', 1]])
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(name, 2)
    request.onblocked = () => reject(new Error('blocked'))
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  await store.set([['b', 2]])
  expect(await store.first(9)).toHaveLength(2)
  expect(degraded).toEqual([])
})

test('an upgrade that takes its time keeps nobody waiting, and what is on the disk comes when it can', async () => {
  const name = fresh()
  await open(name).set([['a', 1]])
  // an old tab that does not let go
  const old = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
  })
  const upgraded = new Promise<void>((resolve) => {
    const request = indexedDB.open(name, 2)
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  const store = open(name)
  const begun = performance.now()
  await store.set([['b', 2]])
  expect(performance.now() - begun).toBeLessThan(1_500)
  expect(await store.first(9)).toEqual([['b', 2]])
  const again = performance.now()
  await store.set([['c', 3]])
  expect(performance.now() - again).toBeLessThan(200)
  old.close()
  await upgraded
  await vi.waitFor(async () => expect((await store.first(9)).map(([key]) => key)).toEqual(['a', 'b', 'c']))
})

test('every transaction is committed by this page, so that none waits for a word of it while it is put aside', async () => {
  const store = open(fresh())
  const begun = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const commit = vi.spyOn(IDBTransaction.prototype, 'commit')
  await store.set([['a', 1]])
  await store.update<number>('a', (old = 0) => old + 1)
  expect(await store.get(['a'])).toEqual([2])
  expect(await store.first(1)).toEqual([['a', 2]])
  await store.delete(['a'])
  expect(await store.first(1)).toEqual([])
  expect(commit.mock.contexts).toEqual(begun.mock.results.map(({ value }) => value as unknown))
  expect(degraded).toEqual([])
})
