// What others do to the queue: who refuses on the way, a disk that does, a host that has patched what we need, a page that is left.
import { expect, test } from 'vitest'
import { failure, START } from '../testing/fake-platform.ts'
import { HOUR_MS, DAY_MS, idsOf, taken, stored, ids, id, json, fill, openQueue, sentBy, type Tab } from '../testing/open-queue.ts'
import { isSpill } from './spill.ts'

test('where the collector finds every event poison each costs a few requests, not a batch', async () => {
  const { platform, queue, dropped, tracked } = openQueue()
  platform.answer = () => ({ ...failure(400), body: { code: 'request_invalid' } })
  await fill(queue, 300)
  for (let i = 0; i < 100; i++) await platform.advance(3_000)
  expect(dropped).toHaveLength(300)
  expect(tracked).toEqual([['sdk.dropped', { counts: { event_invalid: 300 } }]])
  expect(platform.requests.length).toBeLessThan(5 * 300)
  expect(platform.requests.reduce((sum, { body }) => sum + idsOf(body).length, 0)).toBeLessThan(20 * 300)
})

test.each([400, 413, 415, 422])('who refuses everything on the way (%i) costs no event, and is asked little', async (status) => {
  const { platform, queue, dropped } = openQueue()
  await fill(queue, 20)
  await platform.advance(3_000)
  platform.answer = () => failure(status)
  for (let i = 20; i < 320; i++) await queue.add(id(i), json(i))
  await platform.advance(HOUR_MS)
  expect(platform.requests.length).toBeLessThan(60)
  await queue.add(id(320), json(320))
  platform.answer = (_, body) => taken(body)
  await platform.advance(HOUR_MS)
  expect(dropped).toEqual([])
  expect([...new Set(sentBy({ platform } as Tab))].sort()).toEqual(ids.slice(0, 321))
  expect(await stored(platform)).toEqual([])
})

test('poison side by side, at the beginning and alone at the end goes, the others arrive', async () => {
  const { platform, queue, dropped } = openQueue()
  const bad = [0, 1, 2, 50, 51, 99].map(id)
  platform.answer = (_, body) => (idsOf(body).some((one) => bad.includes(one)) ? failure(400) : taken(body))
  await fill(queue, 100)
  for (let i = 100; i < 110; i++) {
    await platform.advance(HOUR_MS)
    await queue.add(id(i), json(i))
  }
  await platform.advance(HOUR_MS)
  expect(await stored(platform)).toEqual([])
  expect(new Set(dropped.map(([, one]) => one))).toEqual(new Set(bad))
})

test('an answer to another batch is none to this one', async () => {
  const { platform, queue } = openQueue()
  platform.answer = (_, body) => taken(body, { batchId: 'another' })
  await fill(queue, 3)
  await platform.advance(HOUR_MS)
  expect(platform.requests.length).toBeGreaterThan(3)
  expect(await stored(platform)).toHaveLength(3)
})

test('an event that cannot be written costs itself, and is counted', async () => {
  const { platform, queue, tracked, reports } = openQueue()
  await Promise.all([
    queue.add(id(0), json(0)),
    queue.add(id(1), () => {
      throw new TypeError('patched')
    }),
    queue.add(id(2), json(2)),
  ])
  await queue.add(id(3), json(3))
  await platform.advance(3_000)
  expect(sentBy({ platform } as Tab)).toEqual([id(0), id(2), id(3)])
  expect(reports).toEqual(['event_unserializable'])
  expect(tracked).toEqual([['sdk.dropped', { counts: { event_unserializable: 1 } }]])
})

test('what fails inside a flush stops neither the next one nor the page', async () => {
  const { platform, queue, reports } = openQueue()
  const { pack } = platform.transport
  platform.transport.pack = () => Promise.reject(new Error('patched'))
  await queue.add(id(1), json(1))
  await queue.flush()
  expect(reports).toEqual(['internal'])
  platform.transport.pack = pack
  await platform.advance(20_000)
  expect(sentBy({ platform } as Tab)).toEqual([id(1)])
})

test('what the disk refuses is kept beside it at the end, and on it as soon as it takes something', async () => {
  const { platform, queue } = openQueue()
  const { set } = platform.queue
  platform.queue.set = async () => false
  await fill(queue, 3)
  queue.depart(false)
  const kept = (): string[] => [...platform.disk.local.keys()].filter(isSpill)
  expect(kept()).toHaveLength(1)
  platform.queue.set = set
  await queue.add(id(3), json(3))
  expect(kept()).toEqual([])
})

test('what is tracked while the page is left goes out, and is kept, in the same turn', async () => {
  const { platform, queue } = openQueue()
  queue.depart(true)
  Object.assign(platform.document, { visibilityState: 'hidden' })
  platform.queue.set = () => new Promise(() => {})
  void queue.add(id(1), json(1))
  await Promise.resolve()
  expect(sentBy({ platform } as Tab)).toEqual([id(1)])
  expect([...platform.disk.local.keys()].filter(isSpill)).toHaveLength(1)
})

test('a clock that is ahead for a moment costs nothing where the collector answers', async () => {
  const { platform, queue, dropped } = openQueue()
  await fill(queue, 20)
  platform.setClock(START + 8 * DAY_MS)
  await queue.flush()
  expect([sentBy({ platform } as Tab).length, dropped]).toEqual([20, []])
})
