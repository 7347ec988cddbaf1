import { closeSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { workFor } from '../../asker.ts'
import { silent, type Logger } from '../../options.ts'
import { createProject } from '../../project/create-project.ts'
import { temporaryFolder } from '../../testing/temporary.ts'
import type { EventQuery, QueryProgress } from '../event-query.ts'
import { openStores } from '../sqlite/open.ts'
import type { PeopleStore } from '../state-store.ts'
import type { Stores } from '../stores.ts'
import { makeEvent } from '../testing.ts'
import { createDuckEventQuery } from './event-query.ts'

// each opens files and threads several times
vi.setConfig({ testTimeout: 30_000 })

async function open(folder: string): Promise<Stores> {
  const stores = await openStores(folder)
  onTestFinished(() => stores.close())
  if (!(await stores.state.projects.list()).length) await createProject(stores.state, 'Demo')
  return stores
}

async function append(stores: Stores, from: number, count: number): Promise<void> {
  for (let start = from; start < from + count; start += 500)
    await stores.log.append(
      Array.from({ length: Math.min(500, from + count - start) }, (_, index) =>
        makeEvent({ messageId: `m${start + index}`, userId: `u${(start + index) % 1000}`, name: 'used', properties: `{"n":${start + index}}` }),
      ),
    )
}

/** A second query on the folder, with its own time. */
function openQuery(
  folder: string,
  stores: Stores,
  { linksAfter, ...more }: { queryMs?: number; logger?: Logger; linksAfter?: PeopleStore['linksAfter'] } = {},
): EventQuery {
  const query = createDuckEventQuery({
    path: join(folder, 'own.duckdb'),
    logPath: join(folder, 'events.db'),
    log: stores.log,
    people: linksAfter ? { linksAfter } : stores.state.people,
    logger: silent,
    ...more,
  })
  onTestFinished(() => query.close())
  return query
}

const events = async (query: EventQuery): Promise<number | undefined> => (await query.eventDays('p', 0))[0]?.events

it('keeps a byte order mark before a text: who has one in the id is one person, now and later', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  const seen = (messageId: string, userId: string) => makeEvent({ messageId, userId, name: 'guide.seen', properties: '{"guide":"g"}' })
  await stores.log.append([seen('\ufeff1', '\ufeffada'), seen('2', 'ada')])
  expect(await stores.query.guidePeople('p', 'g')).toEqual(new Set(['\ufeffada', 'ada']))
  await stores.close()
  const again = await open(folder)
  await again.log.append([seen('3', '\ufeffada'), seen('4', 'ada')])
  expect(await again.query.guideCounts('p')).toMatchObject([{ shown: 4, peopleShown: 2 }])
  expect((await again.query.eventsOf('p', ['\ufeffada'], ['guide.seen'])).map(({ person }) => person)).toEqual(['\ufeffada', '\ufeffada'])
})

it('gives up an answer that takes too long, says so, and answers the next', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 60_000)
  const long = (query: EventQuery) => query.activeDays('p', [{ event: 'used', where: { n: { gte: 0 } } }], 0)
  const patient = openQuery(folder, stores)
  expect(await long(patient)).toEqual(new Map([['1970-01-01', 1000]]))
  await patient.close()
  const query = openQuery(folder, stores, { queryMs: 4 })
  const codes = new Set<string>()
  // opening the file takes longer than that, too
  while (!codes.has('query_timeout')) await long(query).catch((error: { code: string }) => codes.add(error.code))
  expect([...codes].filter((code) => code !== 'query_timeout' && code !== 'projection_behind')).toEqual([])
  // small enough for that time, sooner or later
  while ((await query.guidePeople('nobody', 'g').catch(() => undefined)) === undefined);
})

it('says how far it is while it is being made anew, and goes on meanwhile', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 40_000)
  const query = openQuery(folder, stores, { queryMs: 1 })
  await expect(events(query)).rejects.toMatchObject({
    code: 'projection_behind',
    message: expect.stringContaining('of 40000 events'),
    headers: { 'Retry-After': '5' },
  })
  await query.close()
  const patient = openQuery(folder, stores)
  expect(await events(patient)).toBe(40_000)
})

it('bounds how many questions wait', async () => {
  const stores = await open(temporaryFolder())
  await append(stores, 0, 10)
  const results = await Promise.allSettled(Array.from({ length: 60 }, () => events(stores.query)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
  expect(results.filter((one) => one.status === 'rejected').map(({ reason }) => (reason as { code: string }).code)).toEqual(
    Array.from({ length: 10 }, () => 'overloaded'),
  )
  expect(await events(stores.query)).toBe(10)
})

it('is one at a time on a file', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 10)
  const first = openQuery(folder, stores)
  expect(await events(first)).toBe(10)
  const second = openQuery(folder, stores)
  await expect(events(second)).rejects.toMatchObject({ code: 'store_in_use' })
  await first.close()
  expect(await events(second)).toBe(10)
  await second.close()
  await expect(events(second)).rejects.toMatchObject({ code: 'draining' })
})

it('counts what follows without having been asked, and not twice', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 25_000)
  let paced = 0
  await stores.query.follow(async () => void paced++)
  expect(paced).toBe(1)
  await append(stores, 25_000, 500)
  expect(await events(stores.query)).toBe(25_500)
  await stores.close()
  const again = await open(folder)
  expect(await events(again.query)).toBe(25_500)
})

it('tells how far it is when it is rebuilt', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 120_000)
  const told: QueryProgress[] = []
  await stores.query.rebuild((progress) => told.push(progress))
  expect(told.at(-1)).toMatchObject({ position: 120_000, end: 120_000 })
  expect(told.length).toBeGreaterThan(1)
  expect(told.every(({ eventsPerSecond }) => eventsPerSecond > 0)).toBe(true)
  expect(await events(stores.query)).toBe(120_000)
})

it('keeps links whose events were deleted for their age, also when it is made anew', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  const seen = (messageId: string, anonymousId: string) =>
    makeEvent({ messageId, userId: null, anonymousId, name: 'guide.seen', properties: '{"guide":"g"}', receivedAt: 50 })
  await stores.log.append([makeEvent({ messageId: 'old', type: 'identify', name: null, anonymousId: 'a', userId: 'u', receivedAt: 10 })])
  await stores.log.append([seen('1', 'a'), seen('2', 'b')])
  await stores.state.people.apply({
    from: 0,
    to: 0,
    links: [{ project: 'p', anonymousId: 'a', userId: 'u' }],
    people: [],
    merged: [],
    accounts: [],
    milestones: [],
  })
  await stores.log.deleteBefore(20)
  await stores.query.rebuild()
  expect(await stores.query.guidePeople('p', 'g')).toEqual(new Set(['u', 'b']))
})

it('opens its file once, whoever needs it meanwhile', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 12_000)
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let opened = 0
  const query = openQuery(folder, stores, {
    queryMs: 50,
    linksAfter: async (after, limit) => {
      if (!after) opened++
      await held
      return stores.state.people.linksAfter(after, limit)
    },
  })
  await expect(events(query)).rejects.toMatchObject({ code: 'projection_behind' })
  const followed = query.follow(async () => {})
  await expect(events(query)).rejects.toMatchObject({ code: 'projection_behind' })
  release()
  await followed
  await expect.poll(() => events(query).catch(() => 0), { timeout: 20_000 }).toBe(12_000)
  expect(opened).toBe(1)
})

it('keeps one thread where links cannot be read, and answers as soon as they can', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 10)
  let failures = 1
  const query = openQuery(folder, stores, {
    linksAfter: async (after, limit) => {
      if (failures-- > 0) throw new Error('no people today')
      return stores.state.people.linksAfter(after, limit)
    },
  })
  await expect(events(query)).rejects.toThrow('no people today')
  expect(await events(query)).toBe(10)
  await query.close()
  // nobody has the file any more
  expect(await events(openQuery(folder, stores))).toBe(10)
})

it('follows past a gap at the end, and step by step beside a question that follows too', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 100_000)
  const query = openQuery(folder, stores, { queryMs: 1 })
  await events(query).catch(() => undefined)
  let paced = 0
  await query.follow(async () => void paced++)
  // 100,000 events are four steps
  expect(paced).toBeLessThan(8)
  for (let start = 0; start < 11_000; start += 500)
    await stores.log.append(Array.from({ length: 500 }, (_, index) => makeEvent({ messageId: `gone${start + index}`, userId: 'gone' })))
  await stores.log.erase('p', { userId: 'gone', anonymousIds: [] })
  paced = 0
  await query.follow(async () => void paced++)
  expect(paced).toBeLessThan(3)
})

it('answers how far it is while it is rebuilt, and closes without waiting for the end of that', async () => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 200_000)
  const query = openQuery(folder, stores, { queryMs: 20 })
  const rebuilding = query.rebuild()
  await expect(events(query)).rejects.toMatchObject({ code: 'projection_behind', message: expect.stringContaining('of 200000 events') })
  const closed = query.close()
  await expect(rebuilding).rejects.toMatchObject({ code: 'draining' })
  await closed
  await expect(events(query)).rejects.toMatchObject({ code: 'draining' })
})

it('drops the question of somebody who is gone', async () => {
  const stores = await open(temporaryFolder())
  await append(stores, 0, 10)
  const gone = new AbortController()
  const left = workFor(gone.signal, () => Array.from({ length: 50 }, () => events(stores.query)))
  const refused = Promise.allSettled(left)
  await expect(events(stores.query)).rejects.toMatchObject({ code: 'overloaded' })
  gone.abort()
  expect((await refused).map((one) => one.status === 'rejected' && String(one.reason))).toEqual(
    Array.from({ length: 50 }, () => expect.stringContaining('given up')),
  )
  expect(await events(stores.query)).toBe(10)
})

it.each([
  ['is lost', (path: string) => rmSync(path)],
  ['is no such file', (path: string) => writeFileSync(path, 'x'.repeat(9000))],
  ['was overwritten at its head', (path: string) => overwrite(path, [0])],
  [
    'was overwritten inside',
    (path: string) =>
      overwrite(
        path,
        Array.from({ length: Math.floor(statSync(path).size / 65_536) }, (_, page) => (page + 0.5) * 65_536),
      ),
  ],
])('is made anew where the file %s', async (_, spoil) => {
  const folder = temporaryFolder()
  const stores = await open(folder)
  await append(stores, 0, 5000)
  expect(await events(stores.query)).toBe(5000)
  await stores.close()
  spoil(join(folder, 'events.duckdb'))
  const again = await open(folder)
  expect(await events(again.query)).toBe(5000)
  expect(await again.query.eventNames('p', 9)).toEqual([{ name: 'used', count: 5000 }])
})

it('is made anew where the log is another one', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()]
  const stores = await open(folder)
  await append(stores, 0, 1000)
  const query = openQuery(folder, stores)
  expect(await events(query)).toBe(1000)
  await query.close()
  const elsewhere = await open(other)
  await append(elsewhere, 5000, 1500)
  const moved = createDuckEventQuery({
    path: join(folder, 'own.duckdb'),
    logPath: join(other, 'events.db'),
    log: elsewhere.log,
    people: elsewhere.state.people,
    logger: silent,
  })
  onTestFinished(() => moved.close())
  expect(await events(moved)).toBe(1500)
})

function overwrite(path: string, offsets: readonly number[]): void {
  const file = openSync(path, 'r+')
  for (const offset of offsets) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, offset)
  closeSync(file)
}
