// A client that we did not write: Segment's own library for Node, pointed at the running collector.
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

test('stores 1,000 events of @segment/analytics-node once each, with their properties', async () => {
  const analytics = new Analytics({ writeKey: world.writeKey, host: world.url, flushAt: 50 })
  const failures: unknown[] = []
  analytics.on('error', (error) => failures.push(error))
  for (let i = 0; i < 1000; i++) {
    analytics.track({
      userId: `user-${i % 10}`,
      event: 'order.placed',
      properties: { number: i, note: `naïve “quotes” 🎉 ${i}`, nested: { list: [i, null, true] } },
    })
  }
  await analytics.closeAndFlush({ timeout: 20_000 })
  await until(() => world.log().filter(({ name }) => name === 'order.placed').length >= 1000, 'a thousand events')

  const stored = world.log().filter(({ name }) => name === 'order.placed')
  expect(failures).toEqual([])
  expect(stored).toHaveLength(1000)
  expect(new Set(stored.map(({ messageId }) => messageId)).size).toBe(1000)
  const byNumber = [...stored].sort((a, b) => Number(a.properties['number']) - Number(b.properties['number']))
  expect(byNumber.map(({ properties }) => properties)).toEqual(
    Array.from({ length: 1000 }, (_, i) => ({ number: i, note: `naïve “quotes” 🎉 ${i}`, nested: { list: [i, null, true] } })),
  )
  expect(byNumber.every(({ userId }, i) => userId === `user-${i % 10}`)).toBe(true)
})
