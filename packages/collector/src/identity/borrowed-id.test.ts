import { createHmac } from 'node:crypto'
import type { CreatedKey, PersonState } from '@foothold/protocol'
import { expect, it } from 'vitest'
import { publishing, TOUR, toFiles } from '../testing/files.ts'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'

const json = (method: string, body: unknown): RequestInit => ({ method, body: JSON.stringify(body) })

function sign(sub: string, secret: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub, iat: NOON / 1000, exp: NOON / 1000 + 3600 })}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** A project that wants proofs, in which ada is known. */
async function withAda(): Promise<{ bench: Bench; token: string }> {
  const bench = await createBench()
  const { key } = (await (await bench.admin('keys', json('POST', { kind: 'identity' }))).json()) as CreatedKey
  await bench.admin('publish', publishing(toFiles([{ ...TOUR, audience: { trait: 'plan', is: 'gold' } }])))
  await bench.admin('identity', json('PUT', { mode: 'enforce' }))
  const token = sign('ada', key)
  await bench.send('/v1/batch', { identityToken: token, batch: [{ type: 'identify', userId: 'ada', anonymousId: 'browser', traits: { plan: 'gold' } }] })
  return { bench, token }
}

it('tells nothing of a person to who sends the id of the person as that of a browser', async () => {
  const { bench, token } = await withAda()
  const ask = async (body: object): Promise<PersonState> => (await (await bench.send('/v1/state', body)).json()) as PersonState
  expect((await ask({ userId: 'ada', identityToken: token })).traits).toEqual({ plan: 'gold' })
  expect((await ask({ anonymousId: 'ada' })).traits).toEqual({})
  const stream = await bench.send('/v1/stream', { anonymousId: 'ada' })
  const reader = stream.body!.getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  await reader.cancel()
  expect(first).toContain('event: state')
  expect(first).not.toContain('gold')
})

it('takes nothing about a person from who sends the id of the person as that of a browser', async () => {
  const { bench, token } = await withAda()
  const own = { type: 'identify', anonymousId: 'ada', messageId: 'own', traits: { plan: 'free' } }
  const visitor = { type: 'track', anonymousId: 'somebody', messageId: 'visitor', event: 'looked' }
  const bob = { type: 'track', anonymousId: 'bob', messageId: 'bob', event: 'looked' }
  for (const identityToken of [undefined, token]) {
    const answer = await bench.send('/v1/batch', { identityToken, batch: [own, { ...visitor, messageId: `visitor${identityToken}` }] })
    expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [{ id: 'own', code: 'identity_required' }] })
  }
  expect(await (await bench.send('/v1/batch', { batch: [bob] })).json()).toMatchObject({ accepted: 1, rejected: [] })
  const { traits } = await bench.get<{ traits: object }>('people/ada')
  expect(traits).toEqual({ plan: 'gold' })
})
