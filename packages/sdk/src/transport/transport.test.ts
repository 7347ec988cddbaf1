import { expect, test } from 'vitest'
import { createTransport } from './transport.ts'

interface Call {
  url: string
  init: RequestInit
}

/** A window whose fetch answers as the test says. */
function open(answer: () => Response | Promise<Response>): { calls: Call[]; window: Window & typeof globalThis } {
  const calls: Call[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => (calls.push({ url, init }), answer())
  return { calls, window: { fetch } as unknown as Window & typeof globalThis }
}

test('posts text, without cookies, so that no preflight is needed', async () => {
  const { window, calls } = open(() => Response.json({ accepted: 1 }))
  const answer = await createTransport(window, 'https://x.y//').post('/v1/batch', '{}')
  expect(answer).toEqual({ status: 200, body: { accepted: 1 }, retryAfterMs: 0 })
  expect(new Request('https://x.y', calls[0]!.init).headers.get('content-type')).toBe('text/plain;charset=UTF-8')
  expect(calls[0]).toMatchObject({
    url: 'https://x.y/v1/batch',
    init: { method: 'POST', body: '{}', credentials: 'omit', keepalive: false },
  })
})

test('outlives the page only where that is asked for: a page has 64 KiB of it', async () => {
  const { window, calls } = open(() => Response.json({}))
  await createTransport(window, 'https://x.y').post('/v1/batch', '{}', true)
  expect(calls[0]!.init.keepalive).toBe(true)
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
  ['a wait that is no number', () => new Response('{}', { status: 503, headers: { 'retry-after': 'soon' } }), { status: 503, body: {}, retryAfterMs: 0 }],
])('%s is an answer, never an error', async (_, answer, expected) => {
  const { window } = open(answer)
  expect(await createTransport(window, 'https://x.y').get('/v1/bundle/k')).toEqual(expected)
})
