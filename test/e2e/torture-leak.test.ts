// A guide that is opened and closed again and again leaves heap, listeners and nodes where they were.
import { afterAll, beforeAll, expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, shared with the benchmark
import { leak } from '../torture/leak.mjs'
// @ts-expect-error plain JavaScript, shared with the runner
import { openTorture } from '../torture/stage.mjs'

/** What else happens on a page: timers, events that wait to be sent. */
const NOISE_BYTES = 50_000
const CYCLES = 100

interface Visit {
  page: { evaluate(work: (given: boolean) => unknown, given: boolean): Promise<unknown> }
  close(): Promise<void>
}
interface Probe {
  start(): void
  stop(): void
  card(): object | undefined
}
let torture: { visit(id: string): Promise<Visit>; close(): Promise<void> }

beforeAll(async () => {
  torture = (await openTorture()) as typeof torture
})
afterAll(() => torture?.close())

test.each([
  ['on a quiet page', 'flicker', false],
  ['while the page replaces the target', 'replaced', true],
])('100 times opened and closed, %s', async (_, corner, replace) => {
  const t = await torture.visit(corner)
  await t.page.evaluate((replace) => {
    const page = window as unknown as { torture: Probe; cycle: () => Promise<void> }
    const until = async (there: boolean): Promise<void> => {
      while (Boolean(page.torture.card()) !== there) await new Promise((resolve) => void requestAnimationFrame(resolve))
    }
    page.cycle = async () => {
      page.torture.start()
      await until(true)
      const target = document.querySelector('#save')!
      if (replace) target.replaceWith(target.cloneNode(true))
      await new Promise((resolve) => void requestAnimationFrame(resolve))
      await until(true)
      page.torture.stop()
      await until(false)
    }
  }, replace)
  const left = (await leak(t.page, CYCLES)) as { heapBytes: number; listeners: number; nodes: number }
  await t.close()
  expect(left.heapBytes).toBeLessThan(NOISE_BYTES)
  // requests of storage and network come and go; one each time would be a hundred
  expect(left.listeners).toBeLessThan(20)
  expect(left.nodes).toBeLessThan(50)
})
