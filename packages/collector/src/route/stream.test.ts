import type { PersonState, Problem } from '@foothold/protocol'
import { expect, it } from 'vitest'
import { publishing, TOUR, toFiles } from '../testing/files.ts'
import { createBench, type Bench } from '../testing/temporary.ts'

/** Reads a stream message by message. */
function open(bench: Bench, body: object) {
  const control = new AbortController()
  const answer = Promise.resolve(
    bench.collector.app.request('/v1/stream', { method: 'POST', body: JSON.stringify({ writeKey: bench.project.writeKey, ...body }), signal: control.signal }),
  )
  let buffer = ''
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const next = async (): Promise<{ event: string; data: unknown } | undefined> => {
    reader ??= (await answer).body!.getReader()
    for (;;) {
      const end = buffer.indexOf('\n\n')
      if (end >= 0) {
        const message = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        const [, event = ''] = /^event: (.*)$/m.exec(message) ?? []
        const [, data = 'null'] = /^data: (.*)$/m.exec(message) ?? []
        return { event: event || message, data: JSON.parse(data) }
      }
      const { done, value } = await reader.read()
      if (done) return undefined
      buffer += new TextDecoder().decode(value)
    }
  }
  return { answer, next, stop: () => control.abort(), leave: () => reader?.cancel() }
}

const SEEN = { type: 'track', event: 'guide.seen', properties: { guide: 'welcome' } }

it('tells the state at once, and again when it changes, of this person only', async () => {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles([TOUR])))
  const stream = open(bench, { userId: 'ada' })
  expect((await stream.answer).headers.get('content-type')).toContain('text/event-stream')
  expect(await stream.next()).toMatchObject({ event: 'state', data: { guides: {} } })
  await bench.send('/v1/batch', { batch: [{ ...SEEN, userId: 'bob' }] })
  await bench.send('/v1/batch', { batch: [{ ...SEEN, userId: 'ada' }] })
  const { data } = (await stream.next())!
  expect((data as PersonState).guides['welcome']).toMatchObject({ seen: 1 })
  await bench.admin('publish', publishing(toFiles([{ ...TOUR, priority: 90 }])))
  expect((await stream.next())!.event).toBe('bundle')
  stream.stop()
})

it('lives by heartbeats, and ends when the collector drains or the key is revoked', async () => {
  const bench = await createBench({ heartbeatMs: 20 })
  const first = open(bench, { userId: 'ada' })
  expect((await first.next())!.event).toBe('state')
  expect((await first.next())!.event).toBe(': alive')
  const keys = await bench.get<{ id: string; kind: string }[]>('keys')
  await bench.admin(`keys/${keys.find(({ kind }) => kind === 'write')!.id}`, { method: 'DELETE' })
  while (await first.next());

  const made = (await (await bench.admin('keys', { method: 'POST', body: '{"kind":"write"}' })).json()) as { key: string }
  const second = open(bench, { userId: 'ada', writeKey: made.key })
  expect((await second.next())!.event).toBe('state')
  bench.collector.drain()
  while (await second.next());
})

it('takes no more than it can carry', async () => {
  const bench = await createBench({ streams: 1 })
  const first = open(bench, { userId: 'ada' })
  await first.next()
  const second = await open(bench, { userId: 'bob' }).answer
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '60'])
  bench.collector.drain()
  while (await first.next());
})

it('gives one key its share only, which is free again when a stream ends', async () => {
  const bench = await createBench({ streams: 4, heartbeatMs: 20 })
  const streams = [open(bench, { userId: 'ada' }), open(bench, { userId: 'ada' })]
  for (const stream of streams) await stream.next()
  const refused = await open(bench, { userId: 'ada' }).answer
  expect([refused.status, refused.headers.get('retry-after'), ((await refused.json()) as Problem).code]).toEqual([429, '60', 'too_many_streams'])
  const made = (await (await bench.admin('keys', { method: 'POST', body: '{"kind":"write"}' })).json()) as { key: string }
  expect((await open(bench, { userId: 'bob', writeKey: made.key }).next())!.event).toBe('state')
  await streams[0]!.leave()
  await expect.poll(async () => (await open(bench, { userId: 'ada' }).answer).status).toBe(200)
})

it('lives on while people are being reckoned, and tells the state as soon as it is known', async () => {
  const bench = await createBench({ behindMs: 30, heartbeatMs: 30 })
  await bench.admin('publish', publishing(toFiles([TOUR])))
  const { people } = bench.stores.state
  const { apply } = people
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const live = await bench.admin('events/stream?after=0')
  const reader = live.body!.getReader()
  let told = ''
  const read = async (): Promise<string> => (told += new TextDecoder().decode((await reader.read()).value))
  const stream = open(bench, { userId: 'ada' })
  while ((await stream.next())!.event !== 'state');
  people.apply = async (step) => {
    await held
    return apply(step)
  }
  await bench.send('/v1/batch', { batch: [{ ...SEEN, userId: 'ada' }] })
  for (let behind = 0; behind < 2;) if ((await stream.next())!.event === ': behind') behind++
  while (!told.includes(': behind')) await read()
  release()
  for (let message = await stream.next(); message?.event !== 'state'; message = await stream.next()) expect(message).toBeDefined()
  while (!told.includes('"guide.seen"')) await read()
  await reader.cancel()
  stream.stop()
})
