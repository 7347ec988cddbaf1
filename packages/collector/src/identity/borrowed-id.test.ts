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

it('keeps what strangers did under the id of somebody apart, when that person comes for the first time', async () => {
  const { bench } = await withAda()
  const [{ readable: secret } = { readable: '' }] = (await bench.stores.state.projects.keys(bench.project.project.id)).filter(({ kind }) => kind === 'identity')
  const early = [
    { type: 'identify', anonymousId: 'zoe', traits: { plan: 'gold', role: 'admin' } },
    { type: 'track', anonymousId: 'zoe', event: 'milestone.reached', properties: { milestone: 'x' } },
  ]
  expect(await (await bench.send('/v1/batch', { batch: early })).json()).toMatchObject({ accepted: 2, rejected: [] })
  await bench.get('people/zoe')
  const token = sign('zoe', secret!)
  const first = { type: 'identify', userId: 'zoe', anonymousId: 'her browser', messageId: 'first', traits: { plan: 'free' } }
  expect(await (await bench.send('/v1/batch', { identityToken: token, batch: [first] })).json()).toMatchObject({ accepted: 1, duplicates: 0 })
  const zoe = await bench.get<{ traits: object; identified: boolean; events: number }>('people/zoe')
  expect(zoe).toMatchObject({ traits: { plan: 'free' }, identified: true })
  const { items } = await bench.get<{ items: { messageId: string }[] }>('people/zoe/timeline')
  expect(items.map(({ messageId }) => messageId)).toEqual(['first'])
  // from the log too, where people are made anew
  expect((await (await bench.send('/v1/state', { userId: 'zoe', identityToken: token })).json()) as PersonState).toMatchObject({ traits: { plan: 'free' } })
  const later = { type: 'identify', anonymousId: 'zoe', messageId: 'later', traits: { plan: 'gold' } }
  expect(await (await bench.send('/v1/batch', { batch: [later] })).json()).toMatchObject({
    accepted: 0,
    rejected: [{ id: 'later', code: 'identity_required' }],
  })
})

it('erases with a person what strangers did under the same id', async () => {
  const { bench } = await withAda()
  const [{ readable: secret } = { readable: '' }] = (await bench.stores.state.projects.keys(bench.project.project.id)).filter(({ kind }) => kind === 'identity')
  await bench.send('/v1/batch', { batch: [{ type: 'identify', anonymousId: 'zoe-of-troy', traits: { plan: 'gold' } }] })
  await bench.send('/v1/batch', { identityToken: sign('zoe-of-troy', secret!), batch: [{ type: 'track', userId: 'zoe-of-troy', event: 'looked' }] })
  const known = async (): Promise<string[]> => (await bench.get<{ items: { id: string }[] }>('people')).items.map(({ id }) => id).toSorted()
  expect(await known()).toEqual(['ada', expect.stringMatching(/^unproven_/), 'zoe-of-troy'])
  const { id } = (await (await bench.admin('people/zoe-of-troy/erase', json('POST', {}))).json()) as { id: string }
  await expect.poll(async () => (await bench.get<{ status: string }>(`erasures/${id}`)).status, { timeout: 30_000 }).toBe('done')
  expect(await known()).toEqual(['ada'])
  expect(JSON.stringify(await bench.stores.log.read(0, 100))).not.toContain('zoe-of-troy')
}, 60_000)

it('keeps them apart in the same moment too, before anything of it is known of people', async () => {
  const { bench } = await withAda()
  const [{ readable: secret } = { readable: '' }] = (await bench.stores.state.projects.keys(bench.project.project.id)).filter(({ kind }) => kind === 'identity')
  const zoe = { type: 'track', userId: 'zoe', messageId: 'own', event: 'looked' }
  const answers = await Promise.all([
    bench.send('/v1/batch', { batch: [{ type: 'track', anonymousId: 'zoe', messageId: 'early', event: 'looked' }] }),
    bench.send('/v1/batch', { identityToken: sign('zoe', secret!), batch: [zoe] }),
    bench.send('/v1/batch', { batch: [{ type: 'track', anonymousId: 'zoe', messageId: 'late', event: 'looked' }] }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  const { items } = await bench.get<{ items: { messageId: string }[] }>('people/zoe/timeline')
  expect(items.map(({ messageId }) => messageId)).toEqual(['own'])
})

it('adds nothing for people whose id no stranger had', async () => {
  const { bench, token } = await withAda()
  await bench.send('/v1/batch', { identityToken: token, batch: [{ type: 'track', userId: 'ada', event: 'looked' }] })
  await bench.send('/v1/batch', { batch: [{ type: 'track', anonymousId: 'somebody', event: 'looked' }] })
  expect(await bench.stores.log.count(bench.project.project.id)).toBe(3)
})
