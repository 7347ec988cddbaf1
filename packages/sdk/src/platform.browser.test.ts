// The real browser, and one that refuses.
import { afterEach, expect, test, vi } from 'vitest'
import { createPlatform } from './platform.ts'

let names = 0
const fresh = (): string => `test-${Date.now()}-${names++}`

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test.each<[string, () => void]>([
  ['is not there', () => vi.stubGlobal('indexedDB', undefined)],
  [
    'is forbidden',
    () =>
      vi.stubGlobal('indexedDB', {
        open() {
          throw new DOMException('Denied.', 'SecurityError')
        },
      }),
  ],
  ['never answers', () => vi.stubGlobal('indexedDB', { open: () => ({}) })],
])('where IndexedDB %s, memory has to do, which is told once for all stores', async (_, spoil) => {
  spoil()
  const reports: string[] = []
  const platform = createPlatform(window, `fh_pub_${fresh()}`, 'https://x.y', (code) => void reports.push(code))
  await Promise.all([platform.queue.set([['a', 1]]), platform.queue.set([['b', 2]]), platform.state.update('n', () => 1)])
  const begun = performance.now()
  for (let i = 0; i < 200; i++) await platform.queue.set([[`c${i}`, i]])
  expect(performance.now() - begun).toBeLessThan(200)
  expect(await platform.queue.first(2)).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect(await platform.state.get(['n'])).toEqual([1])
  expect(reports).toEqual(['storage_degraded'])
})

test('small values live as long as the page where localStorage is full or forbidden', () => {
  const platform = createPlatform(window, `fh_pub_${fresh()}`, 'https://x.y', () => {})
  platform.local.write('a', 'old')
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('Full.', 'QuotaExceededError')
  })
  platform.local.write('a', 'new')
  expect(platform.local.read('a')).toBe('new')
  vi.restoreAllMocks()
  platform.local.write('a', 'newer')
  expect(platform.local.read('a')).toBe('newer')
})

test('tabs hear what another one writes, under its name and key only', async () => {
  const key = `fh_pub_${fresh()}`
  const platform = createPlatform(window, key, 'https://x.y', () => {})
  const heard: string[] = []
  const stop = platform.onOther('lead', (value) => void heard.push(value))
  const frame = document.body.appendChild(document.createElement('iframe'))
  const other = createPlatform(frame.contentWindow as Window & typeof globalThis, key, 'https://x.y', () => {})
  createPlatform(frame.contentWindow as Window & typeof globalThis, `fh_pub_${fresh()}`, 'https://x.y', () => {}).local.write('lead', 'stranger')
  other.local.write('rest', 'other name')
  other.local.write('lead', 'one')
  platform.local.write('lead', 'own')
  other.local.write('lead', 'two')
  await vi.waitFor(() => expect(heard).toEqual(['one', 'two']))
  stop()
  frame.remove()
})
