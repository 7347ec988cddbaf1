import { expect, it, vi } from 'vitest'
import { ConsoleError, type Api } from './api.ts'
import { createFeed, type FeedState } from './live-feed.ts'

const line = (position: number): string => `id: ${position}\ndata: ${JSON.stringify({ position })}\n\n`
const streamOf = (...positions: number[]): Response => new Response(positions.map(line).join(''))

/** Runs a feed over answers given in order; when they are used up, the key is refused, which ends it. */
async function run(
  answers: (() => Response)[],
  after?: number,
): Promise<{ positions: number[]; asked: (number | undefined)[]; states: FeedState[]; waits: number[] }> {
  const seen = { positions: [] as number[], asked: [] as (number | undefined)[], states: [] as FeedState[], waits: [] as number[] }
  await new Promise<void>((resolve) => {
    createFeed({
      ...(after !== undefined && { after }),
      openStream: async (from) => {
        seen.asked.push(from)
        const next = answers.shift()
        if (!next) throw new ConsoleError('key_unknown', 401, { title: '', detail: '' })
        return next()
      },
      onEntry: (entry) => seen.positions.push(entry.position),
      onState: (state) => {
        seen.states.push(state)
        if (state === 'refused') resolve()
      },
      wait: async (ms) => {
        seen.waits.push(ms)
      },
      random: () => 1,
    })
  })
  return seen
}

it('comes back behind the last entry it handed out and drops doubles', async () => {
  const { positions, asked } = await run([() => streamOf(3, 4), () => streamOf(4, 5), () => streamOf(6)])
  expect(positions).toEqual([3, 4, 5, 6])
  expect(asked).toEqual([undefined, 4, 5, 6])
})
it('starts behind the given position', async () => {
  expect((await run([() => streamOf(10, 11)], 10)).positions).toEqual([11])
})
it('waits longer with every failure, at most about 15 s, and starts over after a success', async () => {
  const fail = (): Response => {
    throw new ConsoleError('offline', 0, { title: '', detail: '' })
  }
  const { waits } = await run([fail, fail, fail, fail, fail, fail, () => streamOf(1), fail])
  expect(waits).toEqual([2250, 4250, 8250, 15250, 15250, 15250, 1250, 2250])
})
it('tells its state and ends where the key is refused', async () => {
  expect((await run([() => streamOf(1)])).states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'refused'])
})
it('ignores what is no entry', async () => {
  expect((await run([() => new Response(`data: nonsense\n\ndata: {}\n\n${line(2)}`)])).positions).toEqual([2])
})
it('takes a silent stream for dead and opens it again', async () => {
  vi.useFakeTimers()
  const openStream = vi.fn<Api['openStream']>(
    async (_, signal) => new Response(new ReadableStream({ start: (control) => signal.addEventListener('abort', () => control.error(signal.reason)) })),
  )
  const feed = createFeed({ openStream, onEntry: () => {}, onState: () => {}, silenceMs: 1000, random: () => 0 })
  await vi.advanceTimersByTimeAsync(999)
  expect(openStream).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(300)
  expect(openStream).toHaveBeenCalledTimes(2)
  feed.dispose()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(openStream).toHaveBeenCalledTimes(2)
  vi.useRealTimers()
})
