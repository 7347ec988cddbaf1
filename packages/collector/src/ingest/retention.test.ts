import { expect, it, onTestFinished, vi } from 'vitest'
import { silent } from '../options.ts'
import { startRetention } from './retention.ts'

it('rests after a sweep, however long it took', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let swept = 0
  let release = (): void => {}
  const log = {
    deleteBefore: () => {
      swept++
      return new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
    },
  }
  const end = startRetention({ log, retentionMs: 1, now: () => 10, pace: async () => {}, logger: silent })
  await vi.advanceTimersByTimeAsync(300_000)
  expect(swept).toBe(1)
  release()
  await vi.advanceTimersByTimeAsync(59_000)
  expect(swept).toBe(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(swept).toBe(2)
  release()
  await end()
})
