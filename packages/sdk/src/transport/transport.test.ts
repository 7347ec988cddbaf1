import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createTransport } from './transport.ts'

interface Call {
  url: string
  init: RequestInit
}

const later = (): void => {}

/** A window whose fetch answers as the test says. */
function open(answer: () => Response | Promise<Response>): { calls: Call[]; window: Window & typeof globalThis } {
  const calls: Call[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => (calls.push({ url, init }), answer())
  return { calls, window: { fetch, CompressionStream } as unknown as Window & typeof globalThis }
}

test('posts text, without cookies, so that no preflight is needed', async () => {
  const { window, calls } = open(() => Response.json({ accepted: 1 }))
  const answer = await createTransport(window, 'https://x.y//', later).post('/v1/batch', '{}')
  expect(answer).toEqual({ status: 200, body: { accepted: 1 }, retryAfterMs: 0 })
  expect(new Request('https://x.y', calls[0]!.init).headers.get('content-type')).toBe('text/plain')
  expect(calls[0]).toMatchObject({
    url: 'https://x.y/v1/batch',
    init: { method: 'POST', body: new TextEncoder().encode('{}'), credentials: 'omit', keepalive: true },
  })
})

test('outlives the page as long as all that is under way fits into 60 KiB', async () => {
  const answers: ((response: Response) => void)[] = []
  const { window, calls } = open(() => new Promise((resolve) => answers.push(resolve)))
  const transport = createTransport(window, 'https://x.y', later)
  const first = transport.post('/v1/batch', 'x'.repeat(60_000))
  expect(transport.spare()).toBe(1_440)
  void transport.post('/v1/batch', 'x'.repeat(1_441))
  expect(transport.spare()).toBe(1_440)
  void transport.post('/v1/batch', '€'.repeat(480))
  expect(transport.spare()).toBe(0)
  expect(calls.map(({ init }) => init.keepalive)).toEqual([true, false, true])
  answers[0]!(Response.json({}))
  await first
  expect(transport.spare()).toBe(60_000)
})

test('packs by gzip where the browser can, else sends what is there', async () => {
  const json = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ event: 'item.added', name: `Zoë ${i}` })))
  const { window } = open(() => Response.json({}))
  const packed = await createTransport(window, 'https://x.y', later).pack(json)
  expect(packed.length).toBeLessThan(json.length / 5)
  expect(gunzipSync(packed).toString()).toBe(json)
  const without = {} as typeof window
  expect(new TextDecoder().decode(await createTransport(without, 'https://x.y', later).pack(json))).toBe(json)
  // what fits into one packet is not worth it
  expect(new TextDecoder().decode(await createTransport(window, 'https://x.y', later).pack('{"batch":[]}'))).toBe('{"batch":[]}')
})

test.each<[string, () => Response | Promise<Response>, object]>([
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), { status: 0, body: undefined, retryAfterMs: 0 }],
  [
    'a fetch that throws at once',
    () => {
      throw new Error('patched')
    },
    { status: 0, body: undefined, retryAfterMs: 0 },
  ],
  ['HTML of a captive portal', () => new Response('<html>'), { status: 200, body: undefined, retryAfterMs: 0 }],
  ['a wait', () => new Response('{}', { status: 429, headers: { 'retry-after': '7' } }), { status: 429, body: {}, retryAfterMs: 7_000 }],
  ['a wait of less than nothing', () => new Response('{}', { status: 429, headers: { 'retry-after': '-5' } }), { status: 429, body: {}, retryAfterMs: 0 }],
  ['a wait of next to nothing', () => new Response('{}', { status: 429, headers: { 'retry-after': '0.001' } }), { status: 429, body: {}, retryAfterMs: 0 }],
  ['a wait that is no number', () => new Response('{}', { status: 503, headers: { 'retry-after': 'soon' } }), { status: 503, body: {}, retryAfterMs: 0 }],
])('%s is an answer, never an error', async (_, answer, expected) => {
  const { window } = open(answer)
  expect(await createTransport(window, 'https://x.y', later).get('/v1/bundle/k')).toEqual(expected)
})

test('a fetch that never settles, whatever the signal says, is no answer after a while', async () => {
  const { window } = open(() => new Promise(() => {}))
  const waits: [ms: number, run: () => void][] = []
  const answer = createTransport(window, 'https://x.y', (...wait) => waits.push(wait)).post('/v1/batch', '{}')
  expect(waits.map(([ms]) => ms)).toEqual([9_000])
  waits[0]![1]()
  expect((await answer).status).toBe(0)
})

test('a wait until a date is one', async () => {
  const { window } = open(() => new Response('{}', { status: 503, headers: { 'retry-after': new Date(Date.now() + 60_000).toUTCString() } }))
  const { retryAfterMs } = await createTransport(window, 'https://x.y', later).get('/v1/bundle/k')
  expect(retryAfterMs).toBeGreaterThan(50_000)
  expect(retryAfterMs).toBeLessThanOrEqual(60_000)
})

test('leaves the host the room for what is to outlive the page, and does without where the host has taken it', async () => {
  let fails = false
  const { window, calls } = open(() => (fails ? Promise.reject(new TypeError('Failed to fetch')) : Response.json({})))
  const transport = createTransport(window, 'https://x.y', later)
  await transport.post('/v1/batch', new Uint8Array(16_385))
  fails = true
  await transport.post('/v1/batch', new Uint8Array(100))
  await transport.post('/v1/batch', new Uint8Array(100))
  fails = false
  // the end of the page
  await transport.post('/v1/batch', 'x'.repeat(50_000))
  await transport.post('/v1/batch', new Uint8Array(100))
  expect(calls.map(({ init }) => init.keepalive)).toEqual([false, true, false, true, true])
})
