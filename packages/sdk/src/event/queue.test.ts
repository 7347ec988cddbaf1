import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDisk, createFakePlatform, failure, ok, turns, type FakePlatform } from '../testing/fake-platform.ts'
import { createQueue, type Queue } from './queue.ts'

const KEY = 'fh_pub_test'
const HOUR_MS = 3_600_000
const idsOf = (body: Record<string, unknown>): string[] => (body['batch'] as { messageId: string }[]).map(({ messageId }) => messageId)
const taken = (body: Record<string, unknown>, more: object = {}): ReturnType<typeof ok> =>
  ok({ accepted: idsOf(body).length, retry: [], rejected: [], ...more })
const stored = async (platform: FakePlatform): Promise<string[]> => (await platform.queue.first(1_000)).map(([id]) => id)
const id = (i: number): string => `e${String(i).padStart(5, '0')}`
const json = (i: number, size = 0): string => JSON.stringify({ messageId: id(i), x: 'x'.repeat(size) })

function open(platform = createFakePlatform()): { platform: FakePlatform; queue: Queue; reports: string[] } {
  const reports: string[] = []
  return { platform, reports, queue: createQueue(platform, KEY, (code) => void reports.push(code)) }
}
async function fill(queue: Queue, n: number, size = 0): Promise<void> {
  await Promise.all(Array.from({ length: n }, (_, i) => queue.add(id(i), json(i, size))))
}

test('an event is on disk when `add` resolves, and goes out within two seconds', async () => {
  const { platform, queue } = open()
  await queue.add(id(1), json(1))
  expect(await stored(platform)).toEqual([id(1)])
  expect(platform.requests).toEqual([])
  await platform.advance(2_000)
  expect(platform.requests).toHaveLength(1)
  expect(platform.requests[0]!.body).toMatchObject({ writeKey: KEY, attempt: 0, sentAt: '2026-11-22T12:00:02.000Z' })
  expect(await stored(platform)).toEqual([])
})

test('twenty waiting events do not wait for the time', async () => {
  const { platform, queue } = open()
  await fill(queue, 20)
  await platform.advance(0)
  expect(idsOf(platform.requests[0]!.body)).toHaveLength(20)
})

test('keeps events while offline and sends them when the network is back, in order and unchanged', async () => {
  const { platform, queue } = open()
  platform.answer = () => failure(0)
  await fill(queue, 3)
  await platform.advance(HOUR_MS)
  const tries = platform.requests.length
  expect(tries).toBeGreaterThan(5)
  expect(tries).toBeLessThan(60)
  expect(await stored(platform)).toHaveLength(3)
  platform.answer = (_, body) => taken(body)
  await platform.advance(300_000)
  const last = platform.requests.at(-1)!.body
  expect(last['batch']).toEqual(platform.requests[0]!.body['batch'])
  expect(last['attempt']).toBeGreaterThan(5)
  expect(await stored(platform)).toEqual([])
})

test('the events of a page that was closed go out on the next', async () => {
  const disk = createDisk()
  await fill(open(createFakePlatform({ disk })).queue, 3)
  const { platform, queue } = open(createFakePlatform({ disk }))
  await queue.flush()
  expect(idsOf(platform.requests[0]!.body)).toEqual([id(0), id(1), id(2)])
})

test('a wait that the collector asked for is kept, also by events that come during the request', async () => {
  const { platform, queue } = open()
  platform.answer = async () => {
    // a timer of the usual two seconds starts while the request is on its way
    await queue.add(id(2), json(2))
    return failure(429, 60_000)
  }
  await queue.add(id(1), json(1))
  await platform.advance(2_000)
  platform.answer = (_, body) => taken(body)
  await platform.advance(59_999)
  expect(platform.requests).toHaveLength(1)
  await platform.advance(1)
  expect(platform.requests).toHaveLength(2)
  expect(await stored(platform)).toEqual([])
})

test.each([401, 403, 404])('an unknown key (%i) keeps the events and asks hourly', async (status) => {
  const { platform, queue } = open()
  platform.answer = () => failure(status)
  await queue.add(id(1), json(1))
  await platform.advance(10 * HOUR_MS)
  expect(platform.requests.length).toBeLessThanOrEqual(11)
  expect(await stored(platform)).toEqual([id(1)])
})

test('one poisonous event costs itself only', async () => {
  const { platform, queue, reports } = open()
  const delivered: string[] = []
  platform.answer = (_, body) => {
    if (idsOf(body).includes(id(77))) return failure(422)
    delivered.push(...idsOf(body))
    return taken(body)
  }
  await fill(queue, 100)
  await platform.advance(2_000)
  expect([...delivered].sort()).toEqual(Array.from({ length: 100 }, (_, i) => id(i)).filter((one) => one !== id(77)))
  expect(new Set(delivered).size).toBe(99)
  expect(reports).toEqual(['event_dropped'])
  expect(await stored(platform)).toEqual([])
})

test('forgets an event only after an answer that takes or refuses it', async () => {
  const { platform, queue, reports } = open()
  platform.answer = (_, body) => taken(body, { retry: [id(1)], rejected: [{ id: id(2), code: 'event_invalid' }] })
  await fill(queue, 3)
  await platform.advance(2_000)
  expect(await stored(platform)).toEqual([id(1)])
  expect(reports).toEqual(['event_dropped'])
  platform.answer = (_, body) => taken(body)
  await platform.advance(2_000)
  expect(await stored(platform)).toEqual([])
})

test('one tab sends for all, and the other takes over', async () => {
  const disk = createDisk()
  const [one, two] = [open(createFakePlatform({ disk })), open(createFakePlatform({ disk }))]
  let answer: (value: ReturnType<typeof ok>) => void = () => {}
  one.platform.answer = () => new Promise((resolve) => (answer = resolve))
  await one.queue.add(id(1), json(1))
  const sending = one.queue.flush()
  await turns()
  await two.queue.add(id(2), json(2))
  await two.queue.flush()
  expect(two.platform.requests).toEqual([])
  answer(failure(0))
  await sending
  await two.platform.advance(2_000)
  expect(idsOf(two.platform.requests[0]!.body)).toEqual([id(1), id(2)])
})

test.each<[string, unknown]>([
  ['absent', undefined],
  ['refused', { request: () => Promise.reject(new Error('SecurityError')) }],
])('sends all the same where locks are %s', async (_, locks) => {
  const { platform, queue } = open(createFakePlatform({ window: { navigator: { locks } } as unknown as Window & typeof globalThis }))
  await queue.add(id(1), json(1))
  await queue.flush()
  expect(await stored(platform)).toEqual([])
})

test('the end of the page sends off what was not acknowledged, in pieces that a beacon may carry', async () => {
  const { platform, queue } = open()
  platform.answer = () => failure(0)
  await fill(queue, 40, 8_000)
  queue.depart()
  const bodies = platform.departed.map((text) => JSON.parse(text) as Record<string, unknown>)
  expect(bodies.flatMap(idsOf)).toEqual(Array.from({ length: 40 }, (_, i) => id(i)))
  for (const text of platform.departed) expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(61_440)
  expect(await stored(platform)).toHaveLength(40)
})

test('nothing is sent after the end', async () => {
  const { platform, queue } = open()
  await queue.add(id(1), json(1))
  queue.dispose()
  await platform.advance(HOUR_MS)
  expect(platform.requests).toEqual([])
})

test('whatever the network does, every event arrives, and each is named as taken before it is forgotten', async () => {
  const weather = fc.array(fc.constantFrom(0, 408, 413, 429, 500, 503, -1, -2, 200), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(weather, fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }), async (answers, steps) => {
      const { platform, queue } = open()
      const durable = new Set<string>()
      const script = [...answers]
      platform.answer = (_, body) => {
        const ids = idsOf(body)
        const status = script.shift() ?? 200
        // -1: stored, but the answer is lost on the way; -2: half of it is to be sent again
        if (status === 413 && ids.length === 1) return failure(503)
        if (status === -1) ids.forEach((one) => durable.add(one))
        if (status === -1 || (status !== 200 && status !== -2)) return failure(Math.max(0, status))
        const retry = status === -2 ? ids.filter((__, i) => i % 2) : []
        ids.filter((one) => !retry.includes(one)).forEach((one) => durable.add(one))
        return taken(body, { retry })
      }
      let n = 0
      for (const count of steps) {
        for (let i = 0; i < count; i++) void queue.add(id(n), json(n++))
        await platform.advance(700)
        const waiting = await stored(platform)
        for (let i = 0; i < n; i++) expect(waiting.includes(id(i)) || durable.has(id(i))).toBe(true)
      }
      await platform.advance(6 * HOUR_MS)
      expect(durable.size).toBe(n)
      expect(await stored(platform)).toEqual([])
    }),
    { numRuns: 60 },
  )
})
