import { expect, test } from 'vitest'
import { createTransport } from './transport.ts'

interface Call {
  url: string
  init: RequestInit
}

/** A window whose fetch answers as the test says. */
function open(
  answer: () => Response | Promise<Response>,
  beacon?: (url: string, body: string) => boolean,
): { calls: Call[]; beacons: string[]; window: Window & typeof globalThis } {
  const calls: Call[] = []
  const beacons: string[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => (calls.push({ url, init }), answer())
  const sendBeacon = beacon && ((url: string, body: string) => (beacons.push(body), beacon(url, body)))
  return { calls, beacons, window: { fetch, navigator: { sendBeacon } } as unknown as Window & typeof globalThis }
}

test('posts text, without cookies, so that no preflight is needed', async () => {
  const { window, calls } = open(() => Response.json({ accepted: 1 }))
  const answer = await createTransport(window, 'https://x.y//').post('/v1/batch', '{}')
  expect(answer).toEqual({ status: 200, body: { accepted: 1 }, retryAfterMs: 0 })
  expect(calls[0]).toMatchObject({
    url: 'https://x.y/v1/batch',
    init: { method: 'POST', body: '{}', credentials: 'omit', keepalive: true, headers: { 'content-type': 'text/plain;charset=UTF-8' } },
  })
})

test('a large body does without keepalive, of which a page has only 64 KiB', async () => {
  const { window, calls } = open(() => Response.json({}))
  await createTransport(window, 'https://x.y').post('/v1/batch', 'x'.repeat(40_000))
  expect(calls[0]!.init.keepalive).toBe(false)
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

test('at the end of the page the beacon goes first, and fetch where it is full or missing', () => {
  const full = open(
    () => Response.json({}),
    () => false,
  )
  createTransport(full.window, 'https://x.y').depart('/v1/batch', 'a')
  expect([full.beacons, full.calls.map(({ init }) => init.keepalive)]).toEqual([['a'], [true]])
  const missing = open(() => Response.json({}))
  createTransport(missing.window, 'https://x.y').depart('/v1/batch', 'a')
  expect(missing.calls).toHaveLength(1)
  const free = open(
    () => Response.json({}),
    () => true,
  )
  createTransport(free.window, 'https://x.y').depart('/v1/batch', 'a')
  expect(free.calls).toEqual([])
})
