import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { countActivity } from '../../fold/activity.ts'
import { temporaryFolder } from '../../testing/temporary.ts'
import type { EventLog } from '../event-log.ts'
import { openStores } from '../sqlite/open.ts'
import { makeEvent } from '../testing.ts'
import { openProjectionFile, type ProjectionFile } from './projection-file.ts'
import { readRows } from './read-rows.ts'
import { createSession, inSnapshot } from './session.ts'
import { openSource } from './source.ts'
import { createTakingIn } from './take-in.ts'

async function open(): Promise<{ file: ProjectionFile; log: EventLog }> {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  onTestFinished(() => stores.close())
  const file = await openProjectionFile(join(folder, 'own.duckdb'), stores.log)
  onTestFinished(() => file.close())
  return { file, log: stores.log }
}

/** Appends an event each of people who are new, all on the first day. */
async function append(log: EventLog, from: number, count: number): Promise<void> {
  for (let start = from; start < from + count; start += 500)
    await log.append(
      Array.from({ length: Math.min(500, from + count - start) }, (_, index) =>
        makeEvent({ messageId: `m${start + index}`, userId: `u${start + index}`, anonymousId: `a${start + index}` }),
      ),
    )
}

const eventsIn = async ({ writer }: ProjectionFile): Promise<number> => (await readRows<{ n: number }>(writer, 'SELECT count(*) AS n FROM event'))[0]!.n

/** Lets the garbage collector take what nobody holds any more, and what is done for that. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let i = 0; i < 5; i++) {
    collect()
    await new Promise((go) => setImmediate(go))
  }
}

it('leaves nothing of a step that failed, also when the garbage collector comes by', async () => {
  const { file, log } = await open()
  await append(log, 0, 5000)
  let reads = 0
  const failing = createTakingIn(file, { read: (after, limit) => (++reads === 2 ? Promise.reject(new Error('the disk is away')) : log.read(after, limit)) })
  await expect(failing.step()).rejects.toThrow('the disk is away')
  await collectGarbage()
  expect(await eventsIn(file)).toBe(0)
  expect(await failing.step()).toBe(true)
  await collectGarbage()
  expect(await eventsIn(file)).toBe(5000)
})

it('keeps the file where it is the log that cannot be read', async () => {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  onTestFinished(() => stores.close())
  await append(stores.log, 0, 10)
  const path = join(folder, 'own.duckdb')
  const file = await openProjectionFile(path, stores.log)
  await createTakingIn(file, stores.log).step()
  file.close()
  const away = { ...stores.log, lastPosition: () => Promise.reject(new Error('database is locked')) }
  await expect(openProjectionFile(path, away)).rejects.toThrow(/^database is locked$/)
  const again = await openProjectionFile(path, stores.log)
  onTestFinished(() => again.close())
  expect([again.position, await eventsIn(again)]).toEqual([10, 10])
})

it('takes links in after a step that failed at its end', async () => {
  const { file, log } = await open()
  await append(log, 0, 10)
  const { writer } = file
  const run = writer.run.bind(writer)
  let failures = 1
  writer.run = (sql, ...rest) => (sql.startsWith('UPDATE progress') && failures-- > 0 ? Promise.reject(new Error('no space left')) : run(sql, ...rest))
  const takingIn = createTakingIn(file, log)
  await expect(takingIn.step()).rejects.toThrow('no space left')
  expect(await takingIn.step()).toBe(true)
  expect([await eventsIn(file), (await readRows(writer, 'SELECT who FROM link')).length]).toEqual([10, 10])
})

it('answers of one state, whoever comes while it is asked', async () => {
  const { file, log } = await open()
  await append(log, 0, 10)
  const takingIn = createTakingIn(file, log)
  await takingIn.step()
  const counts = await inSnapshot(file.reader, async () => {
    const source = (await openSource(
      createSession(file.reader, () => false),
      'p',
    ))!
    await append(log, 10, 200)
    await takingIn.step()
    return countActivity(source, { uses: null, days: [0, 2000, 4000, 6000], before: 0, periods: [0, 3], spans: [] })
  })
  expect(counts.days.map(({ day }) => day)).toEqual([10, 0, 0])
})
