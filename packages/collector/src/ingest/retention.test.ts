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

it('deletes nothing for a clock that jumped ahead, until it has stayed there for an hour', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const asked: number[] = []
  const log = {
    deleteBefore: async (receivedAt: number) => {
      asked.push(receivedAt)
      return undefined
    },
  }
  const told: unknown[] = []
  const logger = { ...silent, error: (record: object) => void told.push(record) }
  const clock = { begun: 1_000_000, ahead: 0 }
  const steady = (): number => performance.now()
  const now = (): number => clock.begun + steady() + clock.ahead
  const begun = now()
  const end = startRetention({ log, retentionMs: 0, now, pace: async () => {}, logger, steady })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked.length).toBe(3)
  // ten years, and right again
  clock.ahead = 315_360_000_000
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked.length).toBe(3)
  expect(told).toMatchObject([{ event: 'clock jumped' }])
  clock.ahead = 0
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked.length).toBe(5)
  expect(Math.max(...asked)).toBeLessThan(begun + 1_000_000)
  // a machine that slept
  clock.ahead = 7_200_000
  await vi.advanceTimersByTimeAsync(3_500_000)
  expect(asked.length).toBe(5)
  await vi.advanceTimersByTimeAsync(240_000)
  expect(asked.length).toBeGreaterThan(5)
  await end()
})
