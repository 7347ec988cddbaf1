import { expect, test } from 'vitest'
import { createDisk, createFakePlatform, failure, turns } from '../testing/fake-platform.ts'
import { ids, id, json, fill, openQueue, sentBy, type Body, type Tab } from '../testing/open-queue.ts'
import { isSpill } from './spill.ts'

/** The disk of a page that ends: what is not written yet never will be. */
function breakOff({ platform }: Tab): void {
  platform.queue.set = () => new Promise(() => {})
}

test('what a page that ends could not bring to the disk is taken over by the next, once', async () => {
  const tab = openQueue()
  breakOff(tab)
  tab.platform.answer = () => new Promise(() => {})
  for (let i = 0; i < 40; i++) void tab.queue.add(id(i), json(i, 4_000))
  await turns()
  for (let i = 40; i < 42; i++) void tab.queue.add(id(i), () => JSON.stringify({ messageId: id(i), text: `two lines\n${id(i)}` }))
  tab.queue.depart(true)
  const sent = sentBy(tab)
  expect(sent.length).toBeGreaterThan(10)
  expect([...tab.platform.disk.local.keys()].filter(isSpill)).toHaveLength(1)
  const disk = { ...tab.platform.disk, queue: createDisk().queue }
  const next = openQueue(createFakePlatform({ disk }))
  await next.queue.flush()
  expect(sentBy(next)).toEqual(ids.slice(0, 42))
  expect((next.platform.requests[0]!.body['batch'] as Body[])[41]).toEqual({ messageId: id(41), text: `two lines\n${id(41)}` })
  expect([...disk.local.keys()].filter(isSpill)).toEqual([])
  const third = openQueue(createFakePlatform({ disk }))
  await third.queue.flush()
  expect(sentBy(third)).toEqual([])
})

test('what is kept at the end is bounded: the newest of it, as the oldest are sent', async () => {
  const tab = openQueue()
  breakOff(tab)
  for (let i = 0; i < 400; i++) void tab.queue.add(id(i), json(i, 1_000))
  tab.queue.depart(true)
  const kept = [...tab.platform.disk.local].filter(([name]) => isSpill(name)).map(([, value]) => value)
  expect(kept[0]!.length).toBeLessThanOrEqual(200_000)
  expect(kept[0]!.trim().split('\n').at(-1)).toContain(id(399))
  expect(kept[0]!.trim().split('\n').length).toBeGreaterThan(180)
})

test('nothing is kept beside the disk by a page that has written everything, or comes back and writes it', async () => {
  const { platform, queue } = openQueue()
  await fill(queue, 3)
  queue.depart(false)
  expect([...platform.disk.local.keys()].filter(isSpill)).toEqual([])
  void queue.add(id(4), json(4))
  queue.depart(false)
  expect([...platform.disk.local.keys()].filter(isSpill)).toHaveLength(1)
  await turns()
  expect([...platform.disk.local.keys()].filter(isSpill)).toEqual([])
})

test('what is kept stays until it is on the disk', async () => {
  const tab = openQueue()
  breakOff(tab)
  void tab.queue.add(id(1), json(1))
  tab.platform.answer = () => failure(0)
  tab.queue.depart(true)
  const { disk } = tab.platform
  const hurried = openQueue(createFakePlatform({ disk: { ...disk, queue: createDisk().queue } }))
  breakOff(hurried)
  await turns()
  const next = openQueue(createFakePlatform({ disk: { ...disk, queue: createDisk().queue } }))
  await next.platform.advance(10_000)
  expect(sentBy(next)).toEqual([id(1)])
})
