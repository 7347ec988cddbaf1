import { afterEach, expect, test, vi } from 'vitest'
import { createGuard } from '../guard.ts'
import { createFakePlatform, turns, type FakePlatform } from '../testing/fake-platform.ts'
import { createLive, type Live } from './live.ts'

const LOCK = 'foothold.live.fh_pub_live'
const opened: Live[] = []
afterEach(() => {
  for (const live of opened.splice(0)) live.stop()
  Reflect.deleteProperty(document, 'visibilityState')
})

/** A page that asks to hear of news. @param answer - of the collector; the browser's locks are real. */
function openLive(answer: (signal: AbortSignal) => Promise<Response>): FakePlatform {
  const platform = createFakePlatform({ window })
  platform.transport.open = (_, __, signal) => answer(signal)
  const loader = { loadBundle: async () => {}, loadState: async () => {} }
  opened.push(
    createLive(
      { platform, guard: createGuard(() => {}), question: () => '{"writeKey":"fh_pub_live"}' },
      loader,
      () => {},
      () => '1 ',
    ),
  )
  return platform
}
function become(value: string): void {
  Object.defineProperty(document, 'visibilityState', { value, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}
const held = async (): Promise<boolean> => !!(await navigator.locks.query()).held?.some(({ name }) => name === LOCK)
const heldIs = (is: boolean): Promise<void> => vi.waitFor(async () => expect(await held()).toBe(is))

test.each<[string, (signal: AbortSignal) => Promise<Response>]>([
  [
    "that ends with the page's interest",
    async (signal) => new Response(new ReadableStream({ start: (stream) => signal.addEventListener('abort', () => stream.error(signal.reason)) })),
  ],
  // a host may have put a fetch of its own in the place of the browser's
  ['that never hears of its end', async () => new Response(new ReadableStream())],
  ['that never begins', () => new Promise(() => {})],
])('a page that is hidden gives up a stream %s, and its place, at once; that is no failure', async (_, answer) => {
  let asked = 0
  const platform = openLive((signal) => (asked++, answer(signal)))
  for (let i = 1; i < 5; i++) {
    become('visible')
    await heldIs(true)
    await vi.waitFor(() => expect(asked).toBe(i))
    await turns()
    become('hidden')
    // no clock moves: what waited would wait forever
    await heldIs(false)
  }
  expect(platform.pending).toBe(0)
})

test('after a failure the place is kept for the next attempt, and given up by a page that is hidden meanwhile', async () => {
  const platform = openLive(() => Promise.reject(new TypeError('no network')))
  await heldIs(true)
  await vi.waitFor(() => expect(platform.pending).toBe(1))
  become('hidden')
  await heldIs(false)
  expect(platform.pending).toBe(0)
})
