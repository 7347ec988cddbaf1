import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { startCollector, type StartOptions } from '../node.ts'
import { temporaryFolder } from '../testing/temporary.ts'

/** Sends the same over a socket, where events go the direct way, and to the app. @param before - times over the socket before. @returns what differs by its nature left out. */
async function ask(path: string, request: RequestInit, before = 0, options: Partial<StartOptions> = {}): Promise<{ socket: object; app: object }> {
  const started = await startCollector({ dataDirectory: temporaryFolder(), port: 0, firstProject: 'Demo', ...options })
  onTestFinished(() => started.close())
  const key = { authorization: `Bearer ${started.created!.writeKey}`, 'content-type': 'application/json' }
  const init = { ...request, method: 'POST', headers: { ...key, ...(request.headers as Record<string, string> | undefined) } }
  const plain = async (answer: Response): Promise<object> => ({
    status: answer.status,
    headers: ['content-type', 'access-control-allow-origin', 'access-control-expose-headers', 'retry-after', 'www-authenticate', 'cache-control', 'allow'].map(
      (name) => answer.headers.get(name),
    ),
    body: { ...((await answer.json()) as object), batchId: '', receivedAt: '' },
  })
  for (let n = 0; n < before; n++) await fetch(started.url + path, init)
  const socket = await plain(await fetch(started.url + path, init))
  return { socket, app: await plain(await started.collector.app.request(path, init)) }
}

const event = (messageId: string): object => ({ messageId, type: 'track', event: 'é', userId: 'u' })

it.each<[string, string, RequestInit]>([
  ['a batch of which one event is bad', '/v1/batch', { body: JSON.stringify({ batch: [{ type: 'track', messageId: 'x' }] }) }],
  ['a single event that is bad', '/v1/track', { body: '{"messageId":"ü"}' }],
  ['a letter of Segment', '/v1/t', { body: '{"messageId":"ü"}' }],
  ['no JSON', '/v1/batch', { body: '{' }],
  ['bytes that are no text', '/v1/batch', { body: new Uint8Array([0xff, 0xfe]) }],
  ['an unknown encoding', '/v1/batch', { body: '{}', headers: { 'content-encoding': 'lzma' } }],
  ['a body that is too large', '/v1/batch', { body: 'x'.repeat(600_000) }],
  ['compression that is broken', '/v1/batch', { body: gzipSync('{}').subarray(0, 12), headers: { 'content-encoding': 'gzip' } }],
  ['an unknown key', '/v1/batch', { body: '{}', headers: { authorization: 'Bearer fh_pub_unknown' } }],
  ['a path of no events', '/v1/nothing', { body: '{}' }],
  ['a path with a question', '/v1/track?a=b', { body: '{"messageId":"ü"}' }],
])('answers over a socket as the app does: %s', async (_, path, request) => {
  const { socket, app } = await ask(path, request)
  expect(socket).toEqual(app)
})

it('stores over a socket what the app knows to be there', async () => {
  const body = JSON.stringify({ batch: [event('1'), event('2')], batchId: 'ü' })
  const { socket, app } = await ask('/v1/batch', { body })
  expect(socket).toMatchObject({ status: 200, body: { accepted: 2, duplicates: 0 } })
  expect(app).toMatchObject({ status: 200, body: { accepted: 0, duplicates: 2 } })
  expect((app as { headers: unknown }).headers).toEqual((socket as { headers: unknown }).headers)
})

it('refuses over a socket what is too much of one key', async () => {
  const { socket, app } = await ask('/v1/batch', { body: JSON.stringify({ batch: [event('1')] }) }, 1, { limits: { eventsPerSecond: 0.001, eventsBurst: 1 } })
  expect(socket).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
  expect(socket).toEqual(app)
})
