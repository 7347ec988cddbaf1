import { randomBytes } from 'node:crypto'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { LIMITS, type BatchAnswer, type Problem } from '@foothold/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openStores } from '../store/sqlite/open.ts'
import { NAUGHTY } from '../store/testing.ts'
import { createBench, NOON } from '../testing/temporary.ts'

const track = (messageId: string, more: object = {}): Record<string, unknown> => ({ type: 'track', event: 'e', anonymousId: 'a', messageId, ...more })
const nest = (depth: number): unknown => (depth === 0 ? 1 : { n: nest(depth - 1) })
const iso = (ms: number): string => new Date(ms).toISOString()

describe('POST /v1/batch', () => {
  it('stores what is good and names what is not, event by event', async () => {
    const { send, stores, project } = await createBench()
    const batch = Array.from({ length: 500 }, (_, index) => track(`m${index}`))
    batch[7] = track('m7', { event: undefined })
    batch[50] = track('m50', { timestamp: 'banana' })
    batch[99] = track('m99', { properties: [1] })
    batch[200] = track('m200', { properties: { list: Array.from({ length: 10 }, () => 'x'.repeat(7000)) } })
    batch[300] = track('m300', { properties: nest(200) })
    batch[499] = track('m499', { anonymousId: null })
    const answer = await send('/v1/batch', { batch, batchId: 'b1', sentAt: iso(NOON) })
    expect(answer.status).toBe(200)
    const body = (await answer.json()) as BatchAnswer
    expect(body).toMatchObject({ batchId: 'b1', receivedAt: iso(NOON), accepted: 494, duplicates: 0, retry: [], warnings: [] })
    expect(body.rejected.map(({ id, code, pointer }) => [id, code, pointer])).toEqual([
      ['m7', 'event_invalid', '/batch/7/event'],
      ['m50', 'event_invalid', '/batch/50/timestamp'],
      ['m99', 'event_invalid', '/batch/99/properties'],
      ['m200', 'event_too_large', '/batch/200'],
      ['m300', 'event_too_deep', `/batch/300/properties${'/n'.repeat(LIMITS.propertyDepth)}`],
      ['m499', 'event_invalid', '/batch/499/userId'],
    ])
    expect(await stores.log.count(project.project.id)).toBe(494)
  })

  it('takes what is at a limit and refuses what is over it', async () => {
    const { send } = await createBench()
    const keys = (n: number): object => Object.fromEntries(Array.from({ length: n }, (_, index) => [`k${index}`, 1]))
    const events: [object, string | null][] = [
      [nest(32) as object, null],
      [nest(33) as object, 'event_too_deep'],
      [keys(256), null],
      [keys(257), 'too_many_keys'],
      [{ s: 'x'.repeat(8192) }, null],
      [{ s: 'x'.repeat(8193) }, 'string_too_large'],
      [{ s: 'é'.repeat(4097) }, 'string_too_large'],
    ]
    const answer = (await (await send('/v1/batch', { batch: events.map(([properties], index) => track(String(index), { properties })) })).json()) as BatchAnswer
    expect(answer.rejected.map(({ id, code }) => [id, code])).toEqual(events.flatMap(([, code], index) => (code ? [[String(index), code]] : [])))
  })

  it.each([
    ['too deep', `{"n":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'event_too_deep'],
    ['beyond a double', '{"n":1e400}', 'event_invalid'],
    ['larger than an event', JSON.stringify({ n: Array.from({ length: 10 }, () => 'x'.repeat(7000)) }), 'event_too_large'],
  ])('refuses a context of the batch that is %s, for the events that would carry it', async (_, context, code) => {
    const { send } = await createBench()
    const answer = await send(
      '/v1/batch',
      `{"context":${context},"batch":${JSON.stringify([track('1'), track('2', { context: { own: true } }), track('3', { event: '' })])}}`,
    )
    expect(answer.status).toBe(200)
    const { accepted, rejected } = (await answer.json()) as BatchAnswer
    expect([accepted, ...rejected.map((one) => [one.id, one.code, one.pointer.slice(0, 8)])]).toEqual([
      1,
      ['1', code, code === 'event_too_large' ? '' : '/context'],
      ['3', 'event_invalid', '/batch/2'],
    ])
  })

  it('counts duplicates within and across batches', async () => {
    const { send } = await createBench()
    expect(await (await send('/v1/batch', { batch: [track('1'), track('2'), track('1')] })).json()).toMatchObject({ accepted: 2, duplicates: 1 })
    expect(await (await send('/v1/batch', { batch: [track('2'), track('3')] })).json()).toMatchObject({ accepted: 1, duplicates: 1 })
  })

  it('stores each id once in any interleaving of batches', async () => {
    const { send, stores, project } = await createBench()
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }), async (batches) => {
        const prefix = `run${run++}-`
        const answers = await Promise.all(
          batches.map(async (ids) => (await (await send('/v1/batch', { batch: ids.map((id) => track(prefix + id)) })).json()) as BatchAnswer),
        )
        const distinct = new Set(batches.flat()).size
        const stored = (await stores.log.read(0, 100_000, project.project.id)).filter(({ messageId }) => messageId.startsWith(prefix))
        expect(stored.length).toBe(distinct)
        expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(distinct)
        expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(batches.flat().length - distinct)
      }),
      { numRuns: 60 },
    )
  })

  it('has stored what it acknowledged when the folder is opened again', async () => {
    const { send, folder } = await createBench()
    await send('/v1/batch', { batch: [track('1'), track('2')] })
    // a second opening beside the first sees only what is committed
    const other = await openStores(folder)
    expect((await other.log.read(0, 9)).map(({ messageId }) => messageId)).toEqual(['1', '2'])
    await other.close()
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('reads %s, and stops bombs while they unpack', async (encoding, compress) => {
    const { send } = await createBench()
    const headers = { 'content-encoding': encoding }
    const good = await send('/v1/batch', '', { body: new Uint8Array(compress(JSON.stringify({ batch: [track('1')] }))), headers })
    expect(await good.json()).toMatchObject({ accepted: 1 })
    const bomb = await send('/v1/batch', '', { body: new Uint8Array(compress(Buffer.alloc(20 * 1024 * 1024, ' '))), headers })
    expect([bomb.status, ((await bomb.json()) as Problem).code]).toEqual([413, 'ratio_too_high'])
    const noise = Array.from({ length: 6000 }, () => 'x'.repeat(900) + randomBytes(12).toString('hex')).join('')
    const large = await send('/v1/batch', '', { body: new Uint8Array(compress(noise)), headers })
    expect([large.status, ((await large.json()) as Problem).code]).toEqual([413, 'decompressed_too_large'])
    const broken = await send('/v1/batch', '', { body: new Uint8Array(randomBytes(2000)), headers })
    expect([broken.status, ((await broken.json()) as Problem).code]).toEqual([400, 'batch_invalid'])
    const cut = await send('/v1/batch', '', { body: new Uint8Array(compress(JSON.stringify({ batch: [track('2')] })).subarray(0, 20)), headers })
    expect(cut.status).toBe(400)
  })

  it('stops at the limit of the wire, whatever Content-Length says', async () => {
    const { send } = await createBench()
    const told = await send('/v1/batch', '', { body: 'x'.repeat(LIMITS.batchBytes + 1) })
    expect([told.status, ((await told.json()) as Problem).code]).toEqual([413, 'payload_too_large'])
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled++
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const streamed = await send('/v1/batch', '', { body: endless, duplex: 'half' } as RequestInit)
    expect(streamed.status).toBe(413)
    expect(pulled).toBeLessThan(20)
  })

  it('refuses a whole request with the code that fits', async () => {
    const { send } = await createBench()
    const cases: [BodyInit, number, string, Record<string, string>?][] = [
      ['{', 400, 'batch_invalid'],
      ['', 400, 'batch_invalid'],
      ['[]', 400, 'batch_invalid'],
      ['null', 400, 'batch_invalid'],
      ['{"batch":5}', 400, 'batch_invalid'],
      ['{"batch":[]}', 400, 'batch_invalid'],
      [JSON.stringify({ batch: Array.from({ length: 2_001 }, (_, index) => track(String(index))) }), 413, 'batch_too_many'],
      [new Uint8Array([123, 255, 254, 125]), 400, 'invalid_utf8'],
      ['{}', 415, 'unsupported_encoding', { 'content-encoding': 'zstd' }],
      ['['.repeat(250_000) + ']'.repeat(250_000), 400, 'batch_invalid'],
    ]
    for (const [body, status, code, headers = {}] of cases) {
      const answer = await send('/v1/batch', '', { body, headers })
      expect([answer.status, answer.headers.get('content-type'), ((await answer.json()) as Problem).code]).toEqual([status, 'application/problem+json', code])
    }
  })

  it('never fails on hostile events, and gives back what it stored byte by byte', async () => {
    const { send, stores, project } = await createBench()
    const properties = NAUGHTY.map((text, index) => ({ text, [`k${text}`]: index, nested: [{ [text]: text }] }))
    const batch = properties.map((one, index) => `{"type":"track","event":"e","anonymousId":"a","messageId":"n${index}","properties":${JSON.stringify(one)}}`)
    const raw = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    batch.push(`{"type":"track","event":"e","anonymousId":"a","messageId":"proto","__proto__":{"polluted":1},"properties":${raw}}`)
    batch.push('{"type":"track","event":"e","anonymousId":"a","messageId":"huge","properties":{"a":[1e400]}}')
    batch.push(
      '{"type":"track","event":"e\\u0000","anonymousId":"a","messageId":"nul"}',
      '{"type":"track","event":"e","anonymousId":"a\\ud800","messageId":"half"}',
    )
    batch.push(
      'null',
      '5',
      '[]',
      '"x"',
      `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      '{"type":"track","event":"e","anonymousId":{"toString":1},"messageId":["x"]}',
    )
    const answer = await send('/v1/batch', `{"batch":[${batch.join()}]}`)
    expect(answer.status).toBe(200)
    const body = (await answer.json()) as BatchAnswer
    expect(body.accepted).toBe(NAUGHTY.length + 1)
    expect(body.rejected.slice(0, 3).map(({ id, code, pointer }) => [id, code, pointer])).toEqual([
      ['huge', 'event_invalid', `/batch/${NAUGHTY.length + 1}/properties/a/0`],
      ['nul', 'event_invalid', `/batch/${NAUGHTY.length + 2}/event`],
      ['half', 'event_invalid', `/batch/${NAUGHTY.length + 3}/anonymousId`],
    ])
    const stored = await stores.log.read(0, 100, project.project.id)
    expect(stored.map((event) => event.properties)).toEqual([...properties.map((one) => JSON.stringify(one)), raw])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('answers any JSON at all without a 5xx', async () => {
    const { send } = await createBench()
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.record(
              {
                type: fc.constantFrom('track', 'identify', 'group', 'alias', 'x'),
                event: fc.jsonValue(),
                userId: fc.jsonValue(),
                traits: fc.jsonValue(),
                timestamp: fc.jsonValue(),
                messageId: fc.string(),
              },
              { requiredKeys: [] },
            ),
          ),
          { maxLength: 5 },
        ),
        async (batch) => {
          const answer = await send('/v1/batch', { batch })
          expect(answer.status).toBe(batch.length ? 200 : 400)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('corrects the clock, and flags what is out of range: kept, that from ahead as of its arrival', async () => {
    const { send, stores } = await createBench()
    const behind = NOON - 3_600_000
    const answer = (await (
      await send('/v1/batch', {
        sentAt: iso(behind),
        batch: [
          track('1', { timestamp: iso(behind - 5000) }),
          track('2', { timestamp: iso(behind + 86_400_000) }),
          track('3', { timestamp: iso(behind - 31 * 86_400_000) }),
          track('4'),
        ],
      })
    ).json()) as BatchAnswer
    expect(answer.warnings.map(({ id, code }) => [id, code])).toEqual([
      ['2', 'clock_out_of_range'],
      ['3', 'clock_out_of_range'],
    ])
    expect((await stores.log.read(0, 9)).map(({ timestamp, flags }) => [timestamp - NOON, flags])).toEqual([
      [-5000, 0],
      [60_000, 1],
      [-31 * 86_400_000, 1],
      [0, 0],
    ])
  })

  it('makes up the id that somebody with curl leaves out', async () => {
    const { send } = await createBench()
    const batch = [
      { type: 'track', event: 'e', userId: 'u' },
      { type: 'track', event: 'e', userId: 'u', messageId: null },
    ]
    expect(await (await send('/v1/batch', { batch })).json()).toMatchObject({ accepted: 2, rejected: [] })
  })
})

describe('keys and origins of ingestion', () => {
  it('takes the key as Basic, as Bearer or in the body', async () => {
    const { collector, project } = await createBench()
    const post = (headers: Record<string, string>, more: object = {}): Promise<Response> =>
      Promise.resolve(collector.app.request('/v1/batch', { method: 'POST', headers, body: JSON.stringify({ batch: [track('1')], ...more }) }))
    expect((await post({ authorization: `Basic ${btoa(`${project.writeKey}:`)}` })).status).toBe(200)
    expect((await post({ authorization: `Bearer ${project.writeKey}` })).status).toBe(200)
    expect((await post({ 'content-type': 'text/plain' }, { writeKey: project.writeKey })).status).toBe(200)
    const codes = async (answer: Response): Promise<unknown[]> => [answer.status, ((await answer.json()) as Problem).code]
    expect(await codes(await post({}))).toEqual([401, 'key_missing'])
    expect(await codes(await post({ authorization: 'Bearer fh_pub_nothing' }))).toEqual([401, 'key_unknown'])
    expect(await codes(await post({ authorization: `Bearer ${project.adminKey}` }))).toEqual([403, 'wrong_key_type'])
    expect(await codes(await post({ authorization: `Bearer ${'x'.repeat(5000)}` }))).toEqual([401, 'key_unknown'])
    expect(
      await codes(await Promise.resolve(collector.app.request(`/v1/batch?writeKey=${project.writeKey}`, { method: 'POST', body: '{"batch":[1]}' }))),
    ).toEqual([401, 'key_missing'])
  })

  it('lets any origin send, without credentials, and answers preflights', async () => {
    const { collector, send } = await createBench()
    const answer = await send('/v1/batch', { batch: [track('1')] }, { headers: { origin: 'https://app.example' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    const preflight = await collector.app.request('/v1/batch', {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    // also a refusal must be readable by the page
    expect(
      (await collector.app.request('/v1/batch', { method: 'POST', headers: { origin: 'https://app.example' } })).headers.get('access-control-allow-origin'),
    ).toBe('*')
  })
})

describe('POST /v1/track and its like', () => {
  it('takes the account from the context, where Segment clients name it', async () => {
    const { send, stores, project } = await createBench()
    const events = [
      { context: { groupId: 'acme' } },
      { groupId: 'own', context: { groupId: 'acme' } },
      { context: { groupId: 7 } },
      { context: { groupId: 'x'.repeat(201) } },
    ]
    for (const one of events) await send('/v1/track', { event: 'x', userId: 'u', ...one })
    expect((await stores.log.read(0, 99, project.project.id)).map(({ groupId }) => groupId)).toEqual(['acme', 'own', null, null])
  })

  it('takes one event of the type in the path, also by the first letter', async () => {
    const { send, stores, project } = await createBench()
    const bodies: [string, object][] = [
      ['track', { event: 'x', userId: 'u' }],
      ['identify', { userId: 'u', traits: { a: 1 } }],
      ['group', { userId: 'u', groupId: 'g' }],
      ['page', { anonymousId: 'a', name: 'Home' }],
      ['screen', { anonymousId: 'a', name: 'Main' }],
      ['alias', { userId: 'u', previousId: 'a' }],
      ['t', { event: 'y', userId: 'u', type: 'identify' }],
    ]
    for (const [path, body] of bodies) expect(await (await send(`/v1/${path}`, body)).json()).toMatchObject({ accepted: 1, rejected: [] })
    expect((await stores.log.read(0, 99, project.project.id)).map(({ type, name }) => [type, name])).toEqual([
      ['track', 'x'],
      ['identify', null],
      ['group', null],
      ['page', 'Home'],
      ['screen', 'Main'],
      ['alias', null],
      ['track', 'y'],
    ])
    expect(await (await send('/v1/track', { userId: 'u', messageId: 'm' })).json()).toMatchObject({
      accepted: 0,
      rejected: [{ id: 'm', code: 'event_invalid', pointer: '/event' }],
    })
  })
})
