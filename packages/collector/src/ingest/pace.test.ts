import { describe, expect, test } from 'vitest'
import { createPace, type PaceOptions } from './pace.ts'

/** A clock that only rests and work move, and a loop with work for a part of the time. */
function createWorld(utilization: () => number, isBusy: () => boolean = () => true) {
  let ms = 0
  const options: PaceOptions = {
    isBusy,
    watch: () => utilization,
    now: () => ms,
    sleep: async (rest) => void (ms += rest),
  }
  /** Works `steps` times for 10 ms each. @returns the part of the time that was work. */
  const share = async (pace: () => Promise<void>, steps: number): Promise<number> => {
    const from = ms
    for (let n = 0; n < steps; n++) {
      ms += 10
      await pace()
    }
    return (steps * 10) / (ms - from)
  }
  return { options, share, work: (took: number) => void (ms += took), now: () => ms }
}

describe('pace', () => {
  test.each([
    [0, 1 / 2],
    [0.5, 1 / 8],
    [0.75, 1 / 32],
    [0.9, 1 / 40],
    [1, 1 / 40],
  ])('takes, where requests take %d of the time, %d', async (utilization, expected) => {
    const { options, share } = createWorld(() => utilization)
    expect(await share(createPace(options), 20)).toBeCloseTo(expected, 3)
  })

  test('takes all of the time while nobody sends', async () => {
    const { options, share } = createWorld(
      () => 1,
      () => false,
    )
    expect(await share(createPace(options), 20)).toBe(1)
  })

  test('goes on when requests end in the middle of a rest', async () => {
    let requests = 12
    const { options, work, now } = createWorld(
      () => 1,
      () => requests-- > 0,
    )
    const pace = createPace(options)
    work(100)
    await pace()
    expect(now()).toBe(220)
  })

  test('looks again while it rests: what was one burst holds nothing back', async () => {
    let looks = 0
    const { options, work, now } = createWorld(() => (looks++ < 5 ? 1 : 0))
    const pace = createPace(options)
    work(40)
    await pace()
    expect(now()).toBe(90)
  })

  test('rests no longer than it was told, after a step of whatever size', async () => {
    const { options, work, now } = createWorld(() => 1)
    const pace = createPace({ ...options, longestMs: 500 })
    work(10_000)
    await pace()
    expect(now()).toBe(10_500)
  })

  test('sees the work of its own loop', async () => {
    const pace = createPace({ isBusy: () => true, longestMs: 150 })
    // the timers of a loop that never has time come late; the rest ends all the same
    const spin = setInterval(() => {
      for (const until = performance.now() + 8; performance.now() < until;);
    }, 1)
    const from = performance.now()
    for (const until = from + 30; performance.now() < until;);
    await pace()
    clearInterval(spin)
    expect(performance.now() - from).toBeGreaterThan(150)
  })
})
