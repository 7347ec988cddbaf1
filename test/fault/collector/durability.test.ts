import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { expect, it } from 'vitest'
import { attachStrace, HAS_STRACE, makeFolder, startProcess, track, until, type Running } from './process.ts'

/** `KILLS=200 npm run test:fault` for the long run. */
const KILLS = Number(process.env['KILLS'] ?? 5)
const CLIENTS = 8

it(`has all that it acknowledged and nothing twice, killed ${KILLS} times under load`, async () => {
  const folder = makeFolder()
  const acknowledged = new Set<string>()
  /** Batches without an answer are sent again, as the SDK does. */
  const unanswered: string[][] = []
  let number = 0
  let duplicates = 0
  let key: string | undefined
  for (let round = 0; round < KILLS; round++) {
    const running: Running = await startProcess(folder, { ...(key ? { key } : {}), limits: { eventsPerSecond: 0 } })
    key = running.writeKey
    // at another moment each time: while little is stored, while appending goes to its thread, and after
    const enough = acknowledged.size + 20 + Math.floor(Math.random() * 2000 * Math.min(round + 1, 20))
    const client = async (): Promise<void> => {
      for (;;) {
        const ids = unanswered.pop() ?? Array.from({ length: 20 }, () => `m${(number++).toString(36).padStart(6, '0')}`)
        const answer = await running.send(ids.map((id) => track(id)))
        if (answer?.status !== 200) return void unanswered.push(ids)
        duplicates += answer.body['duplicates'] as number
        for (const id of ids) acknowledged.add(id)
        if (acknowledged.size >= enough) void running.kill()
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, client))
    await running.kill()
  }
  const stores = await openStores(folder)
  const stored: string[] = []
  for (let after = 0; ;) {
    const events = await stores.log.read(after, 5000)
    if (!events.length) break
    stored.push(...events.map(({ messageId }) => messageId))
    after = events.at(-1)!.position
  }
  await stores.close()
  const distinct = new Set(stored)
  expect(stored.length).toBe(distinct.size)
  expect([...acknowledged].filter((id) => !distinct.has(id))).toEqual([])
  // the other direction of the argument: requests were in flight when it was killed
  expect(unanswered.length).toBeGreaterThan(0)
  console.log(`${KILLS} kills: ${acknowledged.size} acknowledged, ${stored.length} stored, ${duplicates} sent again and counted once`)
}, 600_000)

/** Sends so many events that appending goes to a thread of its own. */
async function sendMany(running: Running): Promise<void> {
  for (let n = 0; n < 6; n++) await running.send(Array.from({ length: 500 }, (_, index) => track(`many-${n}-${index}`)))
}

// needs strace, which some machines do not have or allow
it.skipIf(!HAS_STRACE).each([
  ['by itself', false],
  ['in its thread', true],
])('brings the log to the disk before each acknowledgement, %s', async (_, inThread) => {
  const folder = makeFolder()
  const running = await startProcess(folder)
  await running.send([track('first')])
  if (inThread) await sendMany(running)
  let number = 0
  const syncs = await until(async () => {
    const trace = join(folder, 'trace')
    const letGo = await attachStrace(running.child.pid!, ['-e', 'trace=fdatasync,fsync', '-y', '-o', trace])
    for (let n = 0; n < 40; n++) expect((await running.send([track(`m${number++}`)]))?.body['accepted']).toBe(1)
    await letGo()
    const lines = readFileSync(trace, 'utf8')
      .split('\n')
      // what another thread did meanwhile cuts a line in two
      .filter((line) => /f(data)?sync\(.*events\.db-wal.*( = 0| <unfinished \.\.\.>)$/.test(line))
    expect(lines.length).toBeGreaterThanOrEqual(40)
    expect(readFileSync(trace, 'utf8')).not.toMatch(/f(data)?sync.* = -1/)
    // the first column is the thread; it takes a moment to start
    return lines.every((line) => line.startsWith(`${running.child.pid} `) !== inThread) && lines
  }, 'the thread that appends')
  expect(syncs.length).toBeGreaterThanOrEqual(40)
})

it.skipIf(!HAS_STRACE)('shares one fsync among the requests of a group', async () => {
  const folder = makeFolder()
  const running = await startProcess(folder)
  await running.send([track('first')])
  const trace = join(folder, 'trace')
  const letGo = await attachStrace(running.child.pid!, ['-e', 'trace=fdatasync,fsync', '-y', '-o', trace])
  // traced, the process is slow to read: many come before the first is written
  const answers = await Promise.all(Array.from({ length: 400 }, (_, n) => running.send([track(`m${n}`)])))
  await letGo()
  expect(answers.map((answer) => answer?.status)).toEqual(answers.map(() => 200))
  const syncs = readFileSync(trace, 'utf8').match(/f(data)?sync\([^\n]*events\.db-wal/g) ?? []
  expect(syncs.length).toBeGreaterThan(0)
  expect(syncs.length).toBeLessThan(400)
})

it.skipIf(!HAS_STRACE).each([
  ['is full', 'inject=pwrite64:error=ENOSPC', 507, 'storage_full', false],
  ['fails to sync', 'inject=fdatasync,fsync:error=EIO', 503, 'storage_failed', false],
  ['is full under load', 'inject=pwrite64:error=ENOSPC', 507, 'storage_full', true],
  ['fails to sync under load', 'inject=fdatasync,fsync:error=EIO', 503, 'storage_failed', true],
])('acknowledges nothing while the disk %s, says so, and recovers by itself', async (_, inject, status, code, many) => {
  const folder = makeFolder()
  const running = await startProcess(folder)
  const ready = async (): Promise<number> => (await fetch(`${running.url}/health/ready`)).status
  if (many) await sendMany(running)
  expect((await running.send([track('before')]))?.body['accepted']).toBe(1)
  expect(await ready()).toBe(200)
  const wal = ['events.db', 'events.db-wal'].flatMap((file) => ['-P', join(folder, file)])
  const letGo = await attachStrace(running.child.pid!, ['-o', '/dev/null', '-e', inject, ...wal])

  const refused = await running.send([track('during')])
  expect([refused?.status, refused?.body['code'], refused?.body['retryable']]).toEqual([status, code, true])
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await ready()).toBe(status)
  expect((await fetch(`${running.url}/health/live`)).status).toBe(200)
  expect((await running.send([track('during-too')]))?.status).toBe(status)

  await letGo()
  const begun = performance.now()
  await until(async () => (await ready()) === 200, 'the collector to be ready again')
  expect(performance.now() - begun).toBeLessThan(5000)
  // what a client sends again is there once, also where the failed write reached the disk
  const again = await running.send([track('during'), track('after')])
  expect((again?.body['accepted'] as number) + (again?.body['duplicates'] as number)).toBe(2)
  await running.kill()
  const stores = await openStores(folder)
  const ids = (await stores.log.read(0, 9999)).map(({ messageId }) => messageId).filter((id) => !id.startsWith('many'))
  expect(ids.sort()).toEqual(['after', 'before', 'during'])
  await stores.close()
})
