import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../testing/temporary.ts'
import { openStores } from '../sqlite/open.ts'
import { makeEvent } from '../testing.ts'
import { openProjectionFile, type ProjectionFile } from './projection-file.ts'
import { readRows } from './read-rows.ts'
import { createTakingIn } from './take-in.ts'

const MIB = 1024 * 1024

async function open(): Promise<{ file: ProjectionFile; stores: Awaited<ReturnType<typeof openStores>> }> {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  const file = await openProjectionFile(join(folder, 'own.duckdb'), stores.log)
  onTestFinished(async () => {
    file.close()
    await stores.close()
  })
  return { file, stores }
}
const one = async (file: ProjectionFile, sql: string): Promise<unknown> => Object.values((await readRows<Record<string, unknown>>(file.reader, sql))[0]!)[0]

it('gives a question room, and takes it back however that ends', async () => {
  const { file } = await open()
  const limit = (): Promise<unknown> => one(file, `SELECT current_setting('memory_limit')`)
  const atRest = await limit()
  const during = await file.withRoom(limit)
  expect([parseFloat(String(atRest)), parseFloat(String(during))]).toEqual([expect.closeTo(61, 0), expect.closeTo(244.1, 0)])
  await expect(file.withRoom(() => Promise.reject(new Error('broken off')))).rejects.toThrow('broken off')
  expect(await limit()).toBe(atRest)
})

it('keeps no more of what it has taken in than it may, also where events are large', { timeout: 60_000 }, async () => {
  const { file, stores } = await open()
  const takingIn = createTakingIn(file, stores.log)
  for (let batch = 0; batch < 14; batch++) {
    await stores.log.append(
      Array.from({ length: 500 }, (_, n) =>
        makeEvent({ messageId: `${batch} ${n}`, properties: JSON.stringify({ text: randomBytes(9000).toString('base64') }) }),
      ),
    )
    if (batch % 5 === 3) while (await takingIn.step());
  }
  // 84 MB were taken in
  expect(await one(file, 'SELECT count(*) FROM event')).toBe(7000)
  expect(Number(await one(file, 'SELECT sum(memory_usage_bytes) FROM duckdb_memory()'))).toBeLessThan(64 * MIB)
  await file.withRoom(async () => expect(Number(await one(file, 'SELECT sum(length(properties)) FROM event'))).toBeGreaterThan(70 * MIB))
  expect(Number(await one(file, 'SELECT sum(memory_usage_bytes) FROM duckdb_memory()'))).toBeLessThan(64 * MIB)
})
