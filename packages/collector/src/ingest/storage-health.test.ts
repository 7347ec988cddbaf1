import { expect, it } from 'vitest'
import { CollectorError } from '../error.ts'
import { createStorageHealth } from './storage-health.ts'

it('leaves a disk that failed in peace for a second, then tries it, and is well again by itself', async () => {
  let now = 0
  let full = true
  let writes = 0
  const health = createStorageHealth(
    async () => {
      writes++
      if (full) throw new CollectorError('storage_full', 'full')
    },
    () => now,
  )
  await health.probe()
  expect(writes).toBe(0)
  const append = async (): Promise<string> => {
    if (full) throw new CollectorError('storage_full', 'full')
    return 'stored'
  }
  await expect(health.watch(append)).rejects.toMatchObject({ code: 'storage_full' })
  expect(() => health.check()).toThrow('full')
  await expect(health.probe()).rejects.toMatchObject({ code: 'storage_full' })
  expect(writes).toBe(0)
  now += 1001
  // one may try; readiness is not fooled by the time that passed
  expect(() => health.check()).not.toThrow()
  await expect(health.probe()).rejects.toMatchObject({ code: 'storage_full' })
  expect(writes).toBe(1)
  full = false
  now += 1001
  await health.probe()
  expect(() => health.check()).not.toThrow()
  expect(await health.watch(append)).toBe('stored')
  // an error that is not the disk's says nothing of the disk
  await expect(health.watch(async () => Promise.reject(new Error('other')))).rejects.toThrow('other')
  expect(() => health.check()).not.toThrow()
})
