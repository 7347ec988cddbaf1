import { describe, expect, it } from 'vitest'
import { prove, type IdentityToken, type ProofWorld } from './prove.ts'
import type { Answer, Packed } from './transport.ts'

/** A transport that answers as the collector would, and notes what it was sent. */
function world(source: IdentityToken, refuses: (token: unknown) => boolean = () => false) {
  const sent: [path: string, token: unknown][] = []
  let user: string | undefined = 'ada'
  let time = 1_000_000
  const timers: (() => void)[] = []
  const platform = {
    now: () => time,
    later: (_: number, run: () => void) => {
      timers.push(run)
      return () => {}
    },
    transport: {
      get: async () => ({ status: 200, retryAfterMs: 0 }),
      pack: async (json: string) => new TextEncoder().encode(json),
      post: async (path: string, body: string | Packed): Promise<Answer> => {
        const { identityToken: token } = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as { identityToken?: string }
        sent.push([path, token])
        return refuses(token) ? { status: 401, body: { code: 'identity_invalid' }, retryAfterMs: 0 } : { status: 200, retryAfterMs: 0 }
      },
      open: async (path: string, body: string): Promise<Response> => {
        sent.push([path, (JSON.parse(body) as { identityToken?: string }).identityToken])
        const { identityToken: token } = JSON.parse(body) as { identityToken?: string }
        return refuses(token) ? Response.json({ code: 'identity_invalid' }, { status: 401 }) : new Response()
      },
      spare: () => 1000,
    },
  } satisfies ProofWorld
  return {
    sent,
    transport: prove(platform, source, () => user),
    become: (id: string | undefined) => (user = id),
    pass: (ms: number) => (time += ms),
    timeOut: () => timers.forEach((run) => run()),
  }
}

describe('a proof of identity', () => {
  it('goes with questions and events of somebody identified, and is asked for once', async () => {
    let asked = 0
    const token = 'of-ada'
    const { transport, sent, become } = world(() => {
      asked++
      return token
    })
    await transport.post('/v1/state', '{"userId":"ada"}')
    await transport.post('/v1/batch', await transport.pack('{"batch":[]}'))
    await transport.post('/v1/batch', '{"batch":[]}')
    expect(sent).toEqual([
      ['/v1/state', token],
      ['/v1/batch', token],
      ['/v1/batch', token],
    ])
    await transport.open('/v1/stream', '{"userId":"ada"}', new AbortController().signal)
    expect(sent.at(-1)).toEqual(['/v1/stream', token])
    expect(asked).toBe(1)
    become(undefined)
    await transport.post('/v1/state', '{"anonymousId":"x"}')
    expect([sent.at(-1), asked]).toEqual([['/v1/state', undefined], 1])
  })

  it('is asked for again after five minutes, for somebody else, and when the collector refuses it', async () => {
    let asked = 0
    let user = 'ada'
    const { transport, sent, become, pass } = world(
      () => `of-${user}.${++asked}`,
      (token) => asked === 3 && String(token).endsWith('.3'),
    )
    const ask = (): Promise<Answer> => transport.post('/v1/state', '{"a":1}')
    await ask()
    pass(300_001)
    await ask()
    expect(asked).toBe(2)
    become((user = 'bøb'))
    expect((await ask()).status).toBe(200)
    expect([asked, sent.length]).toEqual([4, 4])
    await ask()
    expect(asked).toBe(4)
    expect(sent.map(([, token]) => token)).toEqual(['of-ada.1', 'of-ada.2', 'of-bøb.3', 'of-bøb.4', 'of-bøb.4'])
  })

  it('is asked for again when the stream refuses it, and not for nobody', async () => {
    let asked = 0
    const { transport, sent, become } = world(
      () => `of-ada.${++asked}`,
      (token) => token !== 'of-ada.2',
    )
    const open = (): Promise<Response> => transport.open('/v1/stream', '{"a":1}', new AbortController().signal)
    expect((await open()).status).toBe(200)
    expect(sent.map(([, token]) => token)).toEqual(['of-ada.1', 'of-ada.2'])
    become(undefined)
    expect([(await open()).status, asked, sent.length]).toEqual([401, 2, 3])
  })

  it('that is no text is none', async () => {
    for (const given of [12n, Symbol('no'), {}]) {
      const { transport, sent } = world(() => given as unknown as string)
      await transport.post('/v1/state', '{"a":1}')
      expect(sent).toEqual([['/v1/state', undefined]])
    }
  })

  it('of somebody who has gone by the time it comes is not used, nor kept', async () => {
    const come: ((token: string) => void)[] = []
    const { transport, sent, become } = world(() => new Promise((resolve) => void come.push(resolve)))
    const asking = transport.post('/v1/state', '{"a":1}')
    become('bob')
    come[0]!('of-ada')
    await asking
    const next = transport.post('/v1/state', '{"b":1}')
    await Promise.resolve()
    become('cleo')
    // the first asking is over; this one is of bob, and cleo is here
    come[1]!('of-bob')
    await next
    expect(sent.map(([, token]) => token)).toEqual([undefined, undefined])
    const own = transport.post('/v1/state', '{"c":1}')
    await Promise.resolve()
    come[2]!('of-cleo')
    await own
    expect(sent.at(-1)).toEqual(['/v1/state', 'of-cleo'])
  })

  it('may be missing, fail or never come: what is sent goes without', async () => {
    for (const source of ['', () => '', () => Promise.reject(new Error('no')), () => null as never]) {
      const { transport, sent } = world(source)
      await transport.post('/v1/batch', await transport.pack('{"batch":[]}'))
      expect(sent).toEqual([['/v1/batch', undefined]])
    }
    const { transport, sent, timeOut } = world(() => new Promise(() => {}))
    const sending = transport.post('/v1/state', '{"a":1}')
    timeOut()
    await sending
    expect(sent).toEqual([['/v1/state', undefined]])
  })
})
