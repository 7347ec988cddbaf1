import { spawnSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { expect, it, onTestFinished } from 'vitest'
import { makeFolder, startProcess, track, until } from './process.ts'

/** Mounts a small disk of its own. @returns undefined where this user or container may not. */
function mountSmall(megabytes: number): string | undefined {
  const folder = makeFolder()
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status !== 0) return undefined
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return folder
}

const CAN_MOUNT = ((): boolean => {
  const tried = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  return tried.status === 0 && process.getuid?.() === 0
})()

// only root may mount
it.skipIf(!CAN_MOUNT)(
  'on a disk that is really full acknowledges nothing, says so, goes on by itself when there is room, and has all',
  async () => {
    const folder = mountSmall(48)!
    const running = await startProcess(folder, { limits: { eventsPerSecond: 0 } })
    const ready = async (): Promise<{ status: number; reasons: string[] }> => {
      const answer = await fetch(`${running.url}/health/ready`)
      const { errors = [] } = (await answer.json()) as { errors?: { code: string }[] }
      return { status: answer.status, reasons: errors.map(({ code }) => code) }
    }
    const acknowledged: string[] = []
    let number = 0
    /** @returns the status. */
    const send = async (): Promise<number | undefined> => {
      // nothing that compresses
      const ids = Array.from({ length: 20 }, () => `m${number++}`)
      const answer = await running.send(
        ids.map((id) => track(id, { properties: { text: Array.from({ length: 100 }, () => Math.random().toString(36)).join() } })),
      )
      if (answer?.status === 200) acknowledged.push(...ids)
      return answer?.status
    }
    expect(await send()).toBe(200)
    const { bavail, bsize } = statfsSync(folder)
    const ballast = join(folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 2 * 1024 * 1024)))
    await until(async () => (await send()) === 507, 'the disk to be full', 60_000)
    expect(await ready()).toMatchObject({ status: 507, reasons: expect.arrayContaining(['storage_full']) })
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200)
    expect(running.child.exitCode).toBeNull()
    const before = acknowledged.length
    rmSync(ballast)
    await until(async () => (await ready()).status === 200, 'the collector to be ready again')
    expect(await send()).toBe(200)
    expect(acknowledged.length).toBe(before + 20)
    await running.kill()
    const stores = await openStores(folder)
    const stored = (await stores.log.read(0, 1_000_000)).map(({ messageId }) => messageId)
    await stores.close()
    expect(new Set(stored).size).toBe(stored.length)
    const kept = new Set(stored)
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  },
  180_000,
)
