import { LIMITS } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { createDisk, createFakePlatform, failure, START, turns, type ok } from '../testing/fake-platform.ts'
import { KEY, HOUR_MS, DAY_MS, idsOf, taken, stored, idAt, ids, id, json, tabs, fill, openQueue, sentBy, type Tab } from '../testing/open-queue.ts'

test('an event is on disk when `add` resolves, and goes out within three seconds', async () => {
  const { platform, queue } = openQueue()
  await queue.add(id(1), json(1))
  expect(await stored(platform)).toEqual([id(1)])
  expect(platform.requests).toEqual([])
  await platform.advance(3_000)
  expect(platform.requests).toHaveLength(1)
  expect(platform.requests[0]!.body).toMatchObject({ writeKey: KEY, attempt: 0, sentAt: '2026-11-22T12:00:03.000Z' })
  expect(await stored(platform)).toEqual([])
})

test('a full batch does not wait for the time, less does', async () => {
  const { platform, queue } = openQueue()
  await fill(queue, LIMITS.batchEvents - 1)
  await platform.advance(2_999)
  expect(platform.requests).toEqual([])
  await queue.add(idAt(START), json(1))
  await platform.advance(0)
  expect(idsOf(platform.requests[0]!.body)).toHaveLength(LIMITS.batchEvents)
  expect(await stored(platform)).toEqual([])
})

test('what comes during a request waits for its time, unless somebody asks', async () => {
  const { platform, queue } = openQueue()
  let more = 0
  platform.answer = async (_, body) => {
    if (++more < 3) await queue.add(idAt(START), json(0))
    return taken(body)
  }
  await fill(queue, 3)
  await queue.flush()
  expect(platform.requests).toHaveLength(1)
  await Promise.all([queue.flush(), queue.flush()])
  expect(platform.requests).toHaveLength(3)
  expect(await stored(platform)).toEqual([])
})

test('keeps events while offline and sends them when the network is back, in order and unchanged', async () => {
  const { platform, queue } = openQueue()
  platform.answer = () => failure(0)
  await fill(queue, 3)
  await platform.advance(HOUR_MS)
  const tries = platform.requests.length
  expect(tries).toBeGreaterThan(5)
  expect(tries).toBeLessThan(60)
  expect(await stored(platform)).toHaveLength(3)
  platform.answer = (_, body) => taken(body)
  await platform.advance(600_000)
  const last = platform.requests.at(-1)!.body
  expect(last['batch']).toEqual(platform.requests[0]!.body['batch'])
  expect(last['attempt']).toBeGreaterThan(5)
  expect(await stored(platform)).toEqual([])
})

test('the events of a page that was closed go out on the next', async () => {
  const disk = createDisk()
  await fill(openQueue(createFakePlatform({ disk })).queue, 3)
  const { platform, queue } = openQueue(createFakePlatform({ disk }))
  await queue.flush()
  expect(idsOf(platform.requests[0]!.body)).toEqual([id(0), id(1), id(2)])
})

test('a wait that the collector asked for is kept, also by events that come during the request', async () => {
  const { platform, queue } = openQueue()
  platform.answer = async () => {
    // a timer of the usual three seconds starts while the request is on its way
    await queue.add(id(2), json(2))
    return failure(429, 60_000)
  }
  await queue.add(id(1), json(1))
  await platform.advance(3_000)
  platform.answer = (_, body) => taken(body)
  await platform.advance(59_999)
  expect(platform.requests).toHaveLength(1)
  await platform.advance(1)
  expect(platform.requests).toHaveLength(2)
  expect(await stored(platform)).toEqual([])
})

test.each([401, 403, 404])('an unknown key (%i) keeps the events and asks hourly', async (status) => {
  const { platform, queue } = openQueue()
  platform.answer = () => failure(status)
  await queue.add(id(1), json(1))
  await platform.advance(10 * HOUR_MS)
  expect(platform.requests.length).toBeLessThanOrEqual(11)
  expect(await stored(platform)).toEqual([id(1)])
})

test.each([0, 77, 250, 499])('one poisonous event costs itself, few requests and little traffic: %i of 500', async (bad) => {
  const { platform, queue, reports } = openQueue()
  const delivered: string[] = []
  platform.answer = (_, body) => {
    if (idsOf(body).includes(id(bad))) return failure(422)
    delivered.push(...idsOf(body))
    return taken(body)
  }
  await fill(queue, 500)
  await platform.advance(3_000)
  expect([...delivered].sort()).toEqual(ids.slice(0, 500).filter((one) => one !== id(bad)))
  expect(new Set(delivered).size).toBe(499)
  expect(reports).toEqual(['event_dropped'])
  expect(await stored(platform)).toEqual([])
  expect(platform.requests.length).toBeLessThanOrEqual(2 * Math.log2(500))
  expect(platform.requests.reduce((sum, { body }) => sum + idsOf(body).length, 0)).toBeLessThanOrEqual(3 * 500 + 3)
})

test('learns what a proxy finds too large, and forgets it slowly', async () => {
  const { platform, queue } = openQueue()
  let refused = 0
  platform.answer = (_, body) => (idsOf(body).length > 300 ? (refused++, failure(413)) : taken(body))
  await fill(queue, 10_000)
  await platform.advance(3_000)
  expect(await stored(platform)).toEqual([])
  expect(refused).toBeLessThan(15)
})

test('forgets an event only after an answer that takes or refuses it', async () => {
  const { platform, queue, reports } = openQueue()
  platform.answer = (_, body) => taken(body, { retry: [id(1)], rejected: [{ id: id(2), code: 'event_invalid' }] })
  await fill(queue, 3)
  await platform.advance(3_000)
  expect(await stored(platform)).toEqual([id(1)])
  expect(reports).toEqual(['event_dropped'])
  platform.answer = (_, body) => taken(body)
  await platform.advance(3_000)
  expect(await stored(platform)).toEqual([])
})

test.each<[string, unknown]>([
  ['absent', undefined],
  ['refused', { request: () => Promise.reject(new Error('SecurityError')) }],
])('sends all the same where locks are %s', async (_, locks) => {
  const { platform, queue } = openQueue(createFakePlatform({ window: { navigator: { locks } } as unknown as Window & typeof globalThis }))
  await queue.add(id(1), json(1))
  await platform.advance(3_100)
  expect(await stored(platform)).toEqual([])
})

test('nothing is sent after the end', async () => {
  const { platform, queue } = openQueue()
  await queue.add(id(1), json(1))
  queue.dispose()
  await platform.advance(HOUR_MS)
  expect(platform.requests).toEqual([])
})

test('an identical retry has the same batch id and the next attempt', async () => {
  const { platform, queue } = openQueue()
  platform.answer = () => failure(503)
  await fill(queue, 2)
  await platform.advance(10_000)
  const [one, two, three] = platform.requests.map(({ body }) => body)
  expect([two!['batchId'], three!['batchId']]).toEqual([one!['batchId'], one!['batchId']])
  expect([one!['attempt'], two!['attempt'], three!['attempt']]).toEqual([0, 1, 2])
  await queue.add(id(2), json(2))
  platform.answer = (_, body) => taken(body)
  await platform.advance(HOUR_MS)
  expect(platform.requests.at(-1)!.body['batchId']).not.toBe(one!['batchId'])
})

test('a blocker costs a request in five minutes, over all tabs and page loads', async () => {
  const disk = createDisk()
  let at = START
  const times: number[] = []
  for (let visit = 0; visit < 6; visit++) {
    const both = [0, 1].map(() => openQueue(createFakePlatform({ disk, startAt: at })))
    for (const { platform } of both) platform.answer = () => failure(0)
    await both[0]!.queue.add(idAt(at), () => '{}')
    for (let second = 0; second < 1_200; second++) {
      for (const { platform, queue } of both) {
        if (second % 60 === 0) void queue.flush()
        await platform.advance(900)
      }
    }
    times.push(...both.flatMap(({ platform }) => platform.requests.map((one) => one.at)))
    for (const { queue } of both) queue.dispose()
    at += 1_200 * 900
  }
  const grown = times.sort((a, b) => a - b).filter((one) => one > START + HOUR_MS / 2)
  expect(grown.length).toBeGreaterThan(5)
  expect(Math.min(...grown.slice(1).map((one, i) => one - grown[i]!))).toBeGreaterThanOrEqual(300_000)
})

test('the network that is back ends a wait that the collector has not asked for', async () => {
  const { platform, queue } = openQueue()
  platform.answer = () => failure(0)
  await queue.add(id(1), json(1))
  await platform.advance(HOUR_MS)
  platform.answer = () => failure(429, 7_000)
  await queue.online()
  platform.answer = (_, body) => taken(body)
  await queue.online()
  expect(await stored(platform)).toHaveLength(1)
  await platform.advance(7_000)
  expect(await stored(platform)).toEqual([])
})

test('a network that was there all the time changes nothing: what came keeps its time', async () => {
  const { platform, queue } = openQueue()
  await queue.add(id(1), json(1))
  await queue.online()
  expect(platform.requests).toEqual([])
  await platform.advance(3_000)
  await queue.add(id(2), json(2))
  await queue.online()
  expect(platform.requests).toHaveLength(1)
  await platform.advance(3_000)
  expect(platform.requests).toHaveLength(2)
})

test('a page that begins looks through its store once, and what it writes then makes it look no more', async () => {
  const platform = createFakePlatform()
  const limits: number[] = []
  const { queue } = openQueue({ ...platform, queue: { ...platform.queue, first: (limit) => (limits.push(limit), platform.queue.first(limit)) } })
  const begun = queue.flush()
  await Promise.all([queue.add(id(1), json(1)), begun])
  expect(limits).toHaveLength(1)
  // as much as all may be
  await queue.add(id(2), json(2, 60_000))
  await turns()
  expect(limits).toHaveLength(2)
})

test('a clock that is set back stops nothing', async () => {
  const { platform, queue } = openQueue()
  platform.answer = () => failure(503, 60_000)
  await queue.add(id(1), json(1))
  await platform.advance(3_000)
  platform.setClock(START - DAY_MS)
  platform.answer = (_, body) => taken(body)
  await platform.advance(60_000)
  expect(await stored(platform)).toEqual([])
  // and a page that knows the new time only
  const { disk } = platform
  platform.answer = () => failure(503, 60_000)
  await queue.add(id(2), json(2))
  await platform.advance(3_000)
  queue.dispose()
  const next = openQueue(createFakePlatform({ disk, startAt: START - DAY_MS }))
  await next.queue.flush()
  expect(await stored(next.platform)).toEqual([])
})

test('what the collector never takes and never refuses is asked for ever more seldom', async () => {
  const { platform, queue } = openQueue()
  platform.answer = (_, body) => taken(body, { retry: idsOf(body) })
  await fill(queue, 3)
  await platform.advance(HOUR_MS)
  expect(platform.requests.length).toBeLessThan(25)
  expect(await stored(platform)).toHaveLength(3)
})

test('one tab sends for all, and the other takes over', async () => {
  const [one, two] = tabs(2) as [Tab, Tab]
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
  await two.platform.advance(20_000)
  expect(sentBy(two)).toEqual([id(1), id(2)])
})

test('a wait that one tab was told holds for all of them, also at their end', async () => {
  const all = tabs(3)
  for (const { platform } of all) platform.answer = () => failure(429, 7_000)
  for (const [i, { queue }] of all.entries()) await queue.add(id(i), json(i))
  await all[0]!.queue.flush()
  for (const { platform, queue } of all) {
    await platform.advance(6_999)
    queue.depart(true)
  }
  await turns()
  expect(all.flatMap(({ platform }) => platform.requests)).toHaveLength(1)
})

test.each([true, false])('a tab that is frozen during a request is replaced within ten seconds (locks: %s)', async (locks) => {
  const disk = createDisk()
  const window = locks ? {} : { window: { navigator: {} } as unknown as Window & typeof globalThis }
  const [frozen, other] = [0, 1].map(() => openQueue(createFakePlatform({ disk, ...window }))) as [Tab, Tab]
  let answer: (value: ReturnType<typeof ok>) => void = () => {}
  frozen.platform.answer = () => new Promise((resolve) => (answer = resolve))
  await frozen.queue.add(id(1), json(1))
  void frozen.queue.flush()
  await frozen.platform.advance(locks ? 0 : 100)
  expect(sentBy(frozen)).toEqual([id(1)])
  frozen.platform.freeze()
  frozen.platform.answer = (_, body) => taken(body)
  await other.platform.advance(9_000)
  expect(sentBy(other)).toEqual([])
  await other.platform.advance(1_200)
  expect(sentBy(other)).toEqual([id(1)])
  expect(await stored(other.platform)).toEqual([])
  // who wakes up neither fails nor disturbs
  answer(taken(frozen.platform.requests[0]!.body))
  await frozen.platform.thaw()
  await frozen.queue.add(id(2), json(2))
  await frozen.platform.advance(20_000)
  expect(await stored(other.platform)).toEqual([])
  expect(frozen.reports).toEqual([])
})

test('tabs that are idle leave each other alone', async () => {
  const [one, two] = tabs(2) as [Tab, Tab]
  await one.queue.add(id(1), json(1))
  await one.platform.advance(3_000)
  for (let i = 0; i < 10; i++) for (const { platform } of [one, two]) await platform.advance(10_000)
  expect(one.platform.requests).toHaveLength(1)
  expect([one.platform.pending, two.platform.pending]).toEqual([0, 0])
})

test('what another tab has sent is not sent again at the end', async () => {
  const [one, two] = tabs(2) as [Tab, Tab]
  await one.queue.add(id(1), json(1))
  await two.queue.flush()
  await one.queue.add(id(2), json(2))
  one.queue.depart(true)
  expect(sentBy(one)).toEqual([id(2)])
})

test('the end of the page sends what 60 KiB hold within the turn, and the rest arrives on the next', async () => {
  const { platform, queue } = openQueue()
  platform.answer = () => new Promise(() => {})
  await fill(queue, 40, 8_000)
  queue.depart(false)
  queue.depart(true)
  expect(platform.requests).toHaveLength(1)
  expect(new TextEncoder().encode(JSON.stringify(platform.requests[0]!.body)).length).toBeLessThanOrEqual(61_440)
  const sent = sentBy({ platform } as Tab)
  expect(sent.length).toBeGreaterThan(5)
  expect(sent).toEqual(ids.slice(0, sent.length))
  const next = openQueue(createFakePlatform({ disk: platform.disk }))
  await next.queue.flush()
  expect(sentBy(next)).toEqual(Array.from({ length: 40 }, (_, i) => id(i)))
})

test('counts bytes of UTF-8 in what the end of the page sends', async () => {
  const { platform, queue } = openQueue()
  for (let i = 0; i < 3; i++) await queue.add(id(i), () => JSON.stringify({ messageId: id(i), x: '€'.repeat(10_000) }))
  queue.depart(true)
  expect(sentBy({ platform } as Tab)).toHaveLength(2)
})

test('a page that comes back goes on: what left with it is acknowledged, nothing is sent twice', async () => {
  const { platform, queue } = openQueue()
  let answer: (value: ReturnType<typeof ok>) => void = () => {}
  platform.answer = () => new Promise((resolve) => (answer = resolve))
  await fill(queue, 3)
  queue.depart(true)
  expect(sentBy({ platform } as Tab)).toHaveLength(3)
  answer(taken(platform.requests[0]!.body))
  await turns()
  platform.answer = (_, body) => taken(body)
  await queue.flush()
  await queue.add(id(3), json(3))
  await platform.advance(10_000)
  expect(sentBy({ platform } as Tab)).toEqual([id(0), id(1), id(2), id(3)])
  expect(await stored(platform)).toEqual([])
})

test('no lock is held and nobody is kept waiting by a page that has ended during a request', async () => {
  const [one, two] = tabs(2) as [Tab, Tab]
  one.platform.answer = () => new Promise(() => {})
  await one.queue.add(id(1), json(1))
  void one.queue.flush()
  await turns()
  expect(one.platform.disk.locks.size).toBe(1)
  one.queue.depart(true)
  await turns()
  expect(one.platform.disk.locks.size).toBe(0)
  await two.queue.flush()
  expect(sentBy(two)).toEqual([id(1)])
})

test('one event tells of all that an answer refuses', async () => {
  const { platform, queue, tracked } = openQueue()
  const code = (i: number): string => (i % 2 ? 'event_invalid' : 'event_too_deep')
  platform.answer = (_, body) => taken(body, { rejected: idsOf(body).map((one, i) => ({ id: one, code: code(i) })) })
  await fill(queue, 5)
  await platform.advance(3_000)
  expect(tracked).toEqual([['sdk.dropped', { counts: { event_invalid: 2, event_too_deep: 3 } }]])
})

test('an event that is alone too large for the way is given up as such', async () => {
  const { platform, queue, dropped } = openQueue()
  platform.answer = (_, body) => (idsOf(body).includes(id(1)) ? failure(413) : taken(body))
  await fill(queue, 3)
  await platform.advance(3_000)
  expect(dropped).toEqual([['event_too_large', id(1)]])
  expect(await stored(platform)).toEqual([])
})

test('that drops are told of is no drop to tell of', async () => {
  const { platform, queue, tracked } = openQueue()
  platform.answer = (_, body) => taken(body, { rejected: idsOf(body).map((one) => ({ id: one, code: 'event_invalid' })) })
  await queue.add(id(1), () => JSON.stringify({ messageId: id(1), event: 'sdk.dropped' }))
  await platform.advance(3_000)
  await queue.add(id(2), json(2))
  await platform.advance(3_000)
  expect(tracked).toEqual([['sdk.dropped', { counts: { event_invalid: 1 } }]])
  expect(await queue.deadLetters()).toHaveLength(2)
})

test('keeps the last hundred dead letters, over page loads', async () => {
  const { platform, queue } = openQueue()
  platform.answer = (_, body) => taken(body, { rejected: idsOf(body).map((one) => ({ id: one, code: 'event_invalid' })) })
  await fill(queue, 130)
  await platform.advance(3_000)
  const next = openQueue(createFakePlatform({ disk: platform.disk }))
  expect((await next.queue.deadLetters()).map(({ event }) => event['messageId'])).toEqual(ids.slice(30, 130))
})

test('events older than seven days are given up, younger ones are not', async () => {
  const disk = createDisk()
  const { platform, queue } = openQueue(createFakePlatform({ disk }))
  await fill(queue, 3)
  platform.answer = () => failure(0)
  await platform.advance(3_000)
  queue.dispose()
  const next = openQueue(createFakePlatform({ disk, startAt: START + 7 * DAY_MS + 3_000 }))
  const young = idAt(START + DAY_MS)
  await next.queue.add(young, () => JSON.stringify({ messageId: young }))
  await next.platform.advance(3_000)
  expect(sentBy(next)).toEqual([young])
  expect(next.dropped).toEqual([0, 1, 2].map((i) => ['event_too_old', id(i)]))
})

test('keeps ten thousand events: the oldest go, each is counted', async () => {
  const { platform, queue, dropped, reports } = openQueue()
  platform.answer = () => failure(0)
  for (let i = 0; i < 10_400; i += 400) {
    await Promise.all(Array.from({ length: 400 }, (_, n) => queue.add(id(i + n), json(i + n, 250))))
    await turns()
  }
  const kept = await stored(platform)
  expect(kept.length).toBeLessThanOrEqual(10_000)
  expect(kept.length).toBeGreaterThan(9_600)
  expect(kept.at(-1)).toBe(id(10_399))
  expect(dropped).toEqual(ids.slice(0, 10_400 - kept.length).map((one) => ['store_full', one]))
  expect(reports.length).toBeLessThan(10)
})

test('keeps five megabytes', async () => {
  const { platform, queue, dropped } = openQueue()
  platform.answer = () => failure(0)
  for (let i = 0; i < 200; i++) {
    await queue.add(id(i), json(i, 30_000))
    await turns()
  }
  const kept = await platform.queue.first<string>(1_000)
  const length = kept.reduce((sum, [, { length }]) => sum + length, 0)
  expect(length).toBeLessThanOrEqual(5_000_000)
  expect(length).toBeGreaterThan(4_700_000)
  expect(kept.length + dropped.length).toBe(200)
})

test('what was cleared is gone for good, whatever is under way: on the disk, in the answer, in a wait', async () => {
  const { platform, queue, reports, dropped, tracked } = openQueue()
  let answer: (value: ReturnType<typeof ok>) => void = () => {}
  platform.answer = () => new Promise((resolve) => (answer = resolve))
  await fill(queue, 3)
  void queue.flush()
  await turns()
  const { body } = platform.requests[0]!
  void queue.add(id(4), json(4))
  const clearing = queue.clear()
  answer(taken(body, { retry: [id(1)], rejected: [{ id: id(2), code: 'event_invalid' }] }))
  await clearing
  await platform.queue.delete(await stored(platform))
  queue.depart(true)
  await queue.flush()
  await platform.advance(HOUR_MS)
  expect(platform.requests).toHaveLength(1)
  expect(await stored(platform)).toEqual([])
  expect([reports, dropped, tracked, await queue.deadLetters()]).toEqual([[], [], [], []])
})

test('what is cleared between the disk and the request is not sent', async () => {
  const { platform, queue } = openQueue()
  await fill(queue, 3)
  const flushing = queue.flush()
  for (let i = 0; i < 3; i++) await Promise.resolve()
  await queue.clear()
  await flushing
  expect(platform.requests).toEqual([])
})
