import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../testing/temporary.ts'
import { openDatabase } from '../sqlite/database.ts'
import { toKyselyDatabase } from '../sqlite/kysely-database.ts'
import { createLeases, type Leases } from './lease.ts'
import { migrateState } from './migrate.ts'
import type { StateTables } from './schema.ts'

/** Locks of several processes on one file, by one clock that is set; a process that is stopped renews nothing. */
async function createProcesses(): Promise<{
  clock: { now: number }
  start(leaseMs?: number): Promise<Leases & { kill(): Promise<void> }>
  /** When a lock runs out. */
  untilOf(name: string): unknown
}> {
  const path = join(temporaryFolder(), 'state.db')
  const clock = { now: 1_800_000_000_000 }
  return {
    clock,
    untilOf(name) {
      const database = openDatabase(path, [])
      const row = database.prepare('SELECT until FROM lease WHERE name = ?').get(name)
      database.close()
      return row?.['until']
    },
    async start(leaseMs = 10_000) {
      const kysely = new Kysely<StateTables>({ dialect: new SqliteDialect({ database: toKyselyDatabase(openDatabase(path, [])) }) })
      onTestFinished(() => kysely.destroy())
      await migrateState(kysely, path)
      return Object.assign(
        createLeases(kysely, () => clock.now, leaseMs),
        { kill: () => kysely.destroy() },
      )
    },
  }
}

it('keeps others out, of this process too, until it is given back', async () => {
  const { start } = await createProcesses()
  const [one, other] = [await start(), await start()]
  const lock = await one.take('x')
  expect([lock?.lost.aborted, await one.take('x'), await other.take('x')]).toEqual([false, undefined, undefined])
  expect(await other.take('y')).toBeDefined()
  await lock!.release()
  expect(lock!.lost.aborted).toBe(true)
  expect(await other.take('x')).toBeDefined()
})

it('is free again when its holder is gone without a word for long enough, and not before', async () => {
  const { clock, start } = await createProcesses()
  const [one, other] = [await start(), await start()]
  await one.take('x')
  await one.kill()
  clock.now += 9_999
  expect(await other.take('x')).toBeUndefined()
  clock.now += 1
  expect(await other.take('x')).toBeDefined()
})

it('tells a holder who slept over it that it is lost, and takes nothing back from the next', async () => {
  const { clock, start } = await createProcesses()
  const [one, other] = [await start(60), await start()]
  const lock = (await one.take('x'))!
  const lost = new Promise((resolve) => lock.lost.addEventListener('abort', resolve))
  // both in one turn: the first has no time to renew
  clock.now += 1000
  const next = (await other.take('x'))!
  await lost
  await lock.release()
  expect([next.lost.aborted, await one.take('x')]).toEqual([false, undefined])
  await other.releaseAll()
})

it('is kept for as long as its holder lives', async () => {
  const { clock, start, untilOf } = await createProcesses()
  const [one, other] = [await start(90), await start()]
  const lock = await one.take('x')
  for (let round = 0; round < 5; round++) {
    const before = clock.now + 90
    clock.now += 60
    await vi.waitFor(() => expect(untilOf('x')).toBe(clock.now + 90), { timeout: 10_000, interval: 5 })
    clock.now = before + 1
    expect(await other.take('x')).toBeUndefined()
  }
  expect(lock?.lost.aborted).toBe(false)
})
