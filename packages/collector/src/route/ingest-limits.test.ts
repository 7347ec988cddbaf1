import type { BatchAnswer, Problem } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { createCollector } from '../app.ts'
import type { IngestLimits } from '../ingest/limits.ts'
import { createKey } from '../project/key.ts'
import { createBench, NOON } from '../testing/temporary.ts'

const track = (messageId: string, more: object = {}): Record<string, unknown> => ({ type: 'track', event: 'e', anonymousId: 'a', messageId, ...more })
const codeOf = async (answer: Response): Promise<unknown[]> => [answer.status, ((await answer.json()) as Problem).code]

describe('the limits of ingestion', () => {
  it.each<[keyof IngestLimits, number, object, string]>([
    ['eventBytes', 300, { properties: { a: Array.from({ length: 40 }, () => 'x'.repeat(10)) } }, 'event_too_large'],
    ['propertyDepth', 2, { properties: { a: { b: { c: 1 } } } }, 'event_too_deep'],
    ['propertyKeys', 2, { traits: { a: 1, b: 2, c: 3 } }, 'too_many_keys'],
    ['stringBytes', 5, { context: { a: 'ééé' } }, 'string_too_large'],
    ['nameLength', 5, { event: 'abcdef' }, 'name_too_long'],
  ])('can be set: %s', async (name, value, more, code) => {
    const { send } = await createBench({ limits: { [name]: value } })
    const answer = (await (await send('/v1/batch', { batch: [track('1', more), track('2')] })).json()) as BatchAnswer
    expect([answer.accepted, answer.rejected.map((one) => [one.id, one.code])]).toEqual([1, [['1', code]]])
    const usual = await createBench()
    expect(await (await usual.send('/v1/batch', { batch: [track('1', more)] })).json()).toMatchObject({ accepted: 1 })
  })

  it.each<[keyof IngestLimits, number, string]>([
    ['batchEvents', 2, 'batch_too_many'],
    ['batchBytes', 50, 'payload_too_large'],
    ['batchDecompressedBytes', 50, 'decompressed_too_large'],
  ])('can be set for a whole request: %s', async (name, value, code) => {
    const { send } = await createBench({ limits: { [name]: value } })
    const body = JSON.stringify({ batch: [track('1'), track('2'), track('3')] })
    const packed = await new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).bytes()
    const answer =
      code === 'decompressed_too_large' ? await send('/v1/batch', '', { body: packed, headers: { 'content-encoding': 'gzip' } }) : await send('/v1/batch', body)
    expect(await codeOf(answer)).toEqual([413, code])
  })

  it('lets each key send so many events a second, and says when there are more', async () => {
    const { send, clock, stores, project, collector } = await createBench({ limits: { eventsPerSecond: 10, eventsBurst: 30 } })
    const batch = (from: number, count: number): object => ({ batch: Array.from({ length: count }, (_, index) => track(`${from + index}`)) })
    expect((await send('/v1/batch', batch(0, 20))).status).toBe(200)
    const refused = await send('/v1/batch', batch(20, 20))
    expect([refused.headers.get('retry-after'), refused.headers.get('access-control-allow-origin')]).toEqual(['1', '*'])
    expect(await refused.json()).toMatchObject({ status: 429, code: 'rate_limited', retryable: true })
    // all or nothing, and a refusal costs nothing
    expect(await stores.log.count(project.project.id)).toBe(20)
    expect((await send('/v1/batch', batch(20, 10))).status).toBe(200)
    const empty = await send('/v1/batch', 'this is never read')
    expect(await codeOf(empty)).toEqual([429, 'rate_limited'])
    // another key of the same project has a bucket of its own
    const other = await createKey(stores.state.projects, project.project.id, 'write')
    const sent = await collector.app.request('/v1/batch', {
      method: 'POST',
      headers: { authorization: `Bearer ${other}` },
      body: JSON.stringify(batch(100, 30)),
    })
    expect(sent.status).toBe(200)
    clock.now = NOON + 2000
    expect((await send('/v1/batch', batch(30, 20))).status).toBe(200)
    expect((await send('/v1/batch', batch(50, 1))).status).toBe(429)
    // a clock that was set back gives nothing and takes nothing
    clock.now = NOON
    expect((await send('/v1/batch', batch(50, 1))).status).toBe(429)
    clock.now = NOON + 1000
    expect((await send('/v1/batch', batch(50, 10))).status).toBe(200)
  })

  it('never holds back a batch for ever that is larger than the burst', async () => {
    const { send } = await createBench({ limits: { eventsPerSecond: 10, eventsBurst: 5 } })
    const batch = Array.from({ length: 8 }, (_, index) => track(`${index}`))
    expect((await send('/v1/batch', { batch })).status).toBe(200)
    expect((await send('/v1/batch', { batch })).status).toBe(429)
  })

  it('refuses bodies that together are larger than the room for them, and has it back afterwards', async () => {
    const { send } = await createBench({ limits: { bodiesBytes: 100_000 } })
    let finish = (): void => {}
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(90_000).fill(32))
        finish = () => controller.close()
      },
    })
    const waiting = send('/v1/batch', '', { body: slow, duplex: 'half' } as RequestInit)
    const large = ' '.repeat(70_000) + JSON.stringify({ batch: [track('1')] })
    await expect.poll(async () => codeOf(await send('/v1/batch', large))).toEqual([503, 'overloaded'])
    // small ones have a reserve
    expect((await send('/v1/batch', { batch: [track('small')] })).status).toBe(200)
    finish()
    expect(await codeOf(await waiting)).toEqual([400, 'batch_invalid'])
    expect((await send('/v1/batch', large)).status).toBe(200)
  })

  it('deletes what is older than the retention, from the log and from every answer', async () => {
    const { send, clock, stores, project, collector } = await createBench()
    await send('/v1/batch', { batch: [track('old')] })
    clock.now = NOON + 10_000
    await send('/v1/batch', { batch: [track('young')] })
    await collector.close()
    const again = createCollector({ stores, now: () => clock.now, retentionMs: 5000 })
    await expect.poll(async () => (await stores.log.read(0, 9)).map(({ messageId }) => messageId)).toEqual(['young'])
    expect(await stores.query.eventDays(project.project.id, 0)).toMatchObject([{ events: 1 }])
    await again.close()
  })

  it('keeps the last of two equal keys, as every JSON parser does', async () => {
    const { send, stores } = await createBench()
    await send('/v1/batch', '{"batch":[{"type":"track","event":"a","event":"b","userId":"u","messageId":"1","properties":{"x":1,"x":2}}]}')
    expect((await stores.log.read(0, 1))[0]).toMatchObject({ name: 'b', properties: '{"x":2}' })
  })
})
