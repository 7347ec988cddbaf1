import { expect, it, onTestFinished, vi } from 'vitest'
import { silent } from '../options.ts'
import { createSteadyClock } from '../steady-clock.ts'
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
  const doubts: number[] = []
  let ahead = 0
  const wall = (): number => 1_000_000 + performance.now() + ahead
  const now = createSteadyClock({ wall, elapsed: () => performance.now(), onDoubt: (by) => void doubts.push(by) })
  const end = startRetention({ log, retentionMs: 0, now, pace: async () => {}, logger: silent })
  /** Of all that was asked since, how far beyond the time that it really was. */
  const beyond = (): number => Math.max(...asked.splice(0)) - (wall() - ahead)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(beyond()).toBeLessThanOrEqual(0)
  // ten years, and right again
  ahead = 315_360_000_000
  await vi.advanceTimersByTimeAsync(600_000)
  expect(beyond()).toBeLessThanOrEqual(0)
  expect(doubts).toEqual([ahead])
  ahead = 0
  await vi.advanceTimersByTimeAsync(120_000)
  expect(beyond()).toBeLessThanOrEqual(0)
  // a machine that slept
  ahead = 7_200_000
  await vi.advanceTimersByTimeAsync(3_500_000)
  expect(beyond()).toBeLessThanOrEqual(0)
  await vi.advanceTimersByTimeAsync(240_000)
  expect(beyond()).toBeGreaterThan(7_000_000)
  await end()
})
