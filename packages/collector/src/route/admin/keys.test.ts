import { createHmac } from 'node:crypto'
import type { AccountSummary, AuditEntry, CreatedKey, IdentitySettings, KeyEntry, Page } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { hashKey } from '../../project/key.ts'
import { publishing, TOUR, toFiles } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const EVENT = { type: 'track', event: 'a', anonymousId: 'x' }
const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })
const put = (body: unknown): RequestInit => ({ method: 'PUT', body: JSON.stringify(body) })
const create = async (bench: Bench, body: object): Promise<CreatedKey> => {
  const answer = await bench.admin('keys', post(body))
  expect(answer.status).toBe(201)
  return (await answer.json()) as CreatedKey
}
const asAdmin = async (bench: Bench, key: string, path: string, init: RequestInit = {}): Promise<[number, string | undefined]> => {
  const answer = await bench.collector.app.request(`/admin/v1/${path}`, { ...init, headers: { authorization: `Bearer ${key}` } })
  return [answer.status, ((await answer.json()) as { code?: string }).code]
}
const ingest = async (bench: Bench, key: string, body: object = EVENT, origin?: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await bench.collector.app.request('/v1/track', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...(origin === undefined ? {} : { origin }) },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('keys', () => {
  it('are shown once, stored as a hash, and listed without the secret', async () => {
    const bench = await createBench()
    const made = await create(bench, { kind: 'admin', name: 'CI', scopes: ['author', 'publish'] })
    expect(made.key).toMatch(/^fh_adm_[0-9A-Za-z]{43}$/)
    const stored = await bench.stores.state.projects.findKey(hashKey(made.key))
    expect(stored).toMatchObject({ readable: null, scopes: ['author', 'publish'] })
    expect(JSON.stringify(stored)).not.toContain(made.key)
    const listed = await bench.get<KeyEntry[]>('keys')
    expect(listed.map(({ kind, name, status }) => [kind, name, status])).toContainEqual(['admin', 'CI', 'active'])
    expect(JSON.stringify(listed)).not.toContain(made.key)
    expect(listed.find(({ kind }) => kind === 'write')?.key).toBe(bench.project.writeKey)
  })

  it('do what their scopes say, and give no more than they have', async () => {
    const bench = await createBench()
    const { key } = await create(bench, { kind: 'admin', scopes: ['admin'] })
    expect(await asAdmin(bench, key, 'people')).toEqual([403, 'scope_missing'])
    expect((await asAdmin(bench, key, 'keys'))[0]).toBe(200)
    expect(await asAdmin(bench, key, 'keys', post({ kind: 'admin' }))).toEqual([403, 'scope_missing'])
    expect(await asAdmin(bench, key, 'keys', post({ kind: 'admin', scopes: ['erase'] }))).toEqual([403, 'scope_missing'])
    expect((await asAdmin(bench, key, 'keys', post({ kind: 'admin', scopes: ['admin'] })))[0]).toBe(201)
  })

  it('neither end nor replace others that may do more than they may', async () => {
    const bench = await createBench()
    const { key } = await create(bench, { kind: 'admin', scopes: ['admin'] })
    const strong = await create(bench, { kind: 'admin' })
    const weak = await create(bench, { kind: 'admin', scopes: ['admin'] })
    const end: RequestInit = { method: 'DELETE' }
    expect(await asAdmin(bench, key, `keys/${strong.id}`, end)).toEqual([403, 'scope_missing'])
    for (const overlapHours of [0, 1]) expect(await asAdmin(bench, key, `keys/${strong.id}/rotate`, post({ overlapHours }))).toEqual([403, 'scope_missing'])
    expect((await asAdmin(bench, strong.key, 'people'))[0]).toBe(200)
    expect((await asAdmin(bench, key, `keys/${weak.id}`, end))[0]).toBe(200)
    expect((await asAdmin(bench, strong.key, `keys/${weak.id}`, end))[0]).toBe(200)
  })

  it('expire, are revoked, and say which of both', async () => {
    const bench = await createBench()
    const short = await create(bench, { kind: 'admin', expiresAt: new Date(NOON + 1000).toISOString() })
    const other = await create(bench, { kind: 'admin' })
    expect((await asAdmin(bench, short.key, 'project'))[0]).toBe(200)
    bench.clock.now += 1000
    expect(await asAdmin(bench, short.key, 'project')).toEqual([401, 'key_expired'])
    expect((await bench.admin(`keys/${other.id}`, { method: 'DELETE' })).status).toBe(200)
    expect(await asAdmin(bench, other.key, 'project')).toEqual([401, 'key_revoked'])
    const [own] = (await bench.get<KeyEntry[]>('keys')).filter(({ kind, status, name }) => kind === 'admin' && status === 'active' && !name)
    expect((await bench.admin(`keys/${own!.id}`, { method: 'DELETE' })).status).toBe(400)
  })

  it('are replaced with both active for a while', async () => {
    const bench = await createBench()
    const old = await create(bench, { kind: 'write', name: 'site', origins: ['https://a.example'] })
    const next = (await (await bench.admin(`keys/${old.id}/rotate`, post({ overlapHours: 2 }))).json()) as CreatedKey
    expect(next).toMatchObject({ kind: 'write', name: 'site', origins: ['https://a.example'], status: 'active' })
    for (const { key } of [old, next]) expect((await ingest(bench, key)).status).toBe(200)
    bench.clock.now += 2 * 3_600_000
    expect((await ingest(bench, next.key)).status).toBe(200)
    // a known key is believed for a second of the machine's own clock
    await expect.poll(async () => (await ingest(bench, old.key)).status, { timeout: 10_000 }).toBe(401)
    expect((await bench.get<KeyEntry[]>('keys')).find(({ id }) => id === old.id)?.status).toBe('revoked')
  })

  it('that expire are replaced by one that expires after as long', async () => {
    const bench = await createBench()
    const old = await create(bench, { kind: 'admin', expiresAt: new Date(NOON + 5000).toISOString() })
    bench.clock.now += 4000
    const next = (await (await bench.admin(`keys/${old.id}/rotate`, post({ overlapHours: 1 }))).json()) as CreatedKey
    expect(next.expiresAt).toBe(new Date(NOON + 9000).toISOString())
    bench.clock.now += 5000
    expect(await asAdmin(bench, next.key, 'project')).toEqual([401, 'key_expired'])
  })

  it('note when they were used, to the minute', async () => {
    const bench = await createBench()
    const used = async (): Promise<string | null | undefined> => (await bench.get<KeyEntry[]>('keys')).find(({ kind }) => kind === 'admin')?.lastUsedAt
    await bench.admin('project')
    await expect.poll(used).toBe(new Date(NOON).toISOString())
    bench.clock.now += 90_000
    await bench.admin('project')
    await expect.poll(used).toBe(new Date(NOON + 90_000).toISOString())
  })

  it('let pages of their origins only through, and tell the others', async () => {
    const bench = await createBench()
    const { id, key } = await create(bench, { kind: 'write', origins: ['https://App.example.com/', 'https://*.shop.example:8443'] })
    for (const origin of ['https://app.example.com', 'https://a.shop.example:8443', 'https://a.b.shop.example:8443', undefined])
      expect((await ingest(bench, key, EVENT, origin)).status, origin).toBe(200)
    for (const origin of [
      'https://example.com',
      'http://app.example.com',
      'https://shop.example:8443',
      'https://evilshop.example:8443',
      'https://app.example.com.evil.example',
      'null',
    ])
      expect(await ingest(bench, key, EVENT, origin), origin).toMatchObject({ status: 403, body: { code: 'origin_refused' } })
    const bundle = (origin: string): Promise<Response> => Promise.resolve(bench.collector.app.request(`/v1/bundle/${key}`, { headers: { origin } }))
    const refused = await bundle('https://evil.example')
    // the page can read why
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, '*'])
    expect((await bundle('https://app.example.com')).headers.get('vary')).toContain('Origin')
    await bench.admin(`keys/${id}/origins`, put({ origins: [] }))
    expect((await bundle('https://evil.example')).status).toBe(200)
    for (const origin of ['app.example.com', 'https://', 'https://*', 'ftp://a.example', 'https://a.example/path', '*'])
      expect((await bench.admin(`keys/${id}/origins`, put({ origins: [origin] }))).status, origin).toBe(400)
  })

  it('send 300 requests a minute', async () => {
    const bench = await createBench()
    const { key } = await create(bench, { kind: 'admin', scopes: ['read'] })
    const statuses = new Map<number, number>()
    for (let count = 0; count < 302; count++) {
      const { status } = await bench.collector.app.request('/admin/v1/project', { headers: { authorization: `Bearer ${key}` } })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(statuses).toEqual(
      new Map([
        [200, 300],
        [429, 2],
      ]),
    )
    // another key has its own
    expect((await bench.admin('project')).status).toBe(200)
  })
})

describe('identity', () => {
  const sign = (claims: object, secret: string): string => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${encode({ alg: 'HS256' })}.${encode({ iat: NOON / 1000, exp: NOON / 1000 + 600, ...claims })}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const known = (userId: string, identityToken?: string, more: object = {}): object => ({ ...EVENT, userId, identityToken, ...more })
  const setMode = async (bench: Bench, mode: string): Promise<number> => (await bench.admin('identity', put({ mode }))).status
  const state = (bench: Bench, body: object): Promise<Response> =>
    Promise.resolve(bench.collector.app.request('/v1/state', post({ writeKey: bench.project.writeKey, ...body })))

  it('is ignored while it is off', async () => {
    const bench = await createBench()
    expect((await ingest(bench, bench.project.writeKey, known('ada', 'nonsense'))).status).toBe(200)
    expect(await bench.get<IdentitySettings>('identity')).toEqual({ mode: 'off', coverage: [] })
    // nobody could prove anything
    expect(await setMode(bench, 'enforce')).toBe(400)
  })

  it('is counted while it is observed', async () => {
    const bench = await createBench()
    const { key: secret } = await create(bench, { kind: 'identity' })
    expect(await setMode(bench, 'observe')).toBe(200)
    for (const body of [known('ada', sign({ sub: 'ada' }, secret)), known('ada'), known('ada', 'x'), known('ada', sign({ sub: 'ada' }, 'fh_id_other')), EVENT])
      expect(await ingest(bench, bench.project.writeKey, body)).toMatchObject({ status: 200, body: { accepted: 1 } })
    expect(await bench.get<IdentitySettings>('identity')).toEqual({ mode: 'observe', coverage: [{ day: '2026-03-10', verified: 1, missing: 1, invalid: 2 }] })
    expect((await bench.get<IdentitySettings>('identity')).coverage).toHaveLength(1)
  })

  it('is asked for where it is enforced: of events and of the state', async () => {
    const bench = await createBench()
    const { key: secret } = await create(bench, { kind: 'identity' })
    await setMode(bench, 'enforce')
    const token = sign({ sub: 'ada', acc: 'acme' }, secret)
    const { writeKey } = bench.project
    expect(await ingest(bench, writeKey, known('ada'))).toMatchObject({ status: 401, body: { code: 'identity_required' } })
    expect(await ingest(bench, writeKey, known('ada', 'x'))).toMatchObject({ status: 401, body: { code: 'identity_invalid' } })
    expect(await ingest(bench, writeKey, known('ada', token))).toMatchObject({ status: 200, body: { accepted: 1 } })
    expect(await ingest(bench, writeKey, known('ada', token, { groupId: 'other' }))).toMatchObject({
      body: { accepted: 0, rejected: [{ code: 'identity_mismatch' }] },
    })
    expect(await ingest(bench, writeKey, EVENT)).toMatchObject({ status: 200, body: { accepted: 1 } })
    const batch = await bench.send('/v1/batch', { identityToken: token, batch: [known('ada'), known('bob'), EVENT] })
    expect(await batch.json()).toMatchObject({ accepted: 2, rejected: [{ code: 'identity_mismatch' }] })

    expect((await state(bench, { userId: 'ada' })).status).toBe(401)
    expect((await state(bench, { userId: 'ada', identityToken: token, groupId: 'acme' })).status).toBe(200)
    expect((await state(bench, { userId: 'bob', identityToken: token })).status).toBe(403)
    expect((await state(bench, { userId: 'ada', identityToken: token, groupId: 'other' })).status).toBe(403)
    expect((await state(bench, { anonymousId: 'x' })).status).toBe(200)
    bench.clock.now += 3_600_000
    expect((await state(bench, { userId: 'ada', identityToken: token })).status).toBe(401)
  })

  it('is asked for of accounts too, so that a visitor neither reads nor writes one', async () => {
    const bench = await createBench()
    const { key: secret } = await create(bench, { kind: 'identity' })
    await bench.send('/v1/batch', { batch: [{ type: 'identify', userId: 'ada', anonymousId: 'browser', traits: { plan: 'gold' } }] })
    await bench.admin('publish', publishing(toFiles([{ ...TOUR, audience: { trait: 'plan', is: 'gold' } }])))
    expect(await (await state(bench, { anonymousId: 'browser' })).json()).toMatchObject({ traits: { plan: 'gold' } })
    await setMode(bench, 'enforce')
    const token = sign({ sub: 'ada', acc: 'acme' }, secret)
    const visitor = { anonymousId: 'x', timestamp: new Date(NOON).toISOString() }
    const batch = [
      { ...visitor, type: 'group', messageId: 'g', groupId: 'other', traits: { plan: 'free' } },
      { ...visitor, type: 'track', messageId: 't', event: 'used', context: { groupId: 'other' } },
    ]
    for (const identityToken of [undefined, token])
      expect(
        await (await bench.send('/v1/batch', { identityToken, batch: batch.map((one) => ({ ...one, messageId: `${one.messageId}${identityToken}` })) })).json(),
      ).toMatchObject({
        accepted: 1,
        rejected: [{ code: 'identity_required' }],
      })
    // what the visitor claimed does not come along when signing in
    await bench.send('/v1/batch', { identityToken: token, batch: [{ type: 'identify', userId: 'ada', anonymousId: 'x', context: { groupId: 'acme' } }] })
    expect((await bench.get<Page<AccountSummary>>('accounts')).items.map(({ id }) => id)).toEqual(['acme'])
    expect((await bench.stores.log.read(0, 99)).map(({ groupId }) => groupId)).toEqual([null, null, null, 'acme'])

    expect((await state(bench, { anonymousId: 'x', groupId: 'acme' })).status).toBe(401)
    expect((await state(bench, { anonymousId: 'x', groupId: 'other', identityToken: token })).status).toBe(403)
    // nor does the id of a browser tell what is known of who signed in there
    expect(await (await state(bench, { anonymousId: 'browser' })).json()).toMatchObject({ traits: {} })
    expect(await (await state(bench, { userId: 'ada', identityToken: token })).json()).toMatchObject({ traits: { plan: 'gold' } })
  })

  it('has two secrets at a time, and forgets one that is revoked', async () => {
    const bench = await createBench()
    const first = await create(bench, { kind: 'identity' })
    const second = await create(bench, { kind: 'identity' })
    expect((await bench.admin('keys', post({ kind: 'identity' }))).status).toBe(409)
    await setMode(bench, 'enforce')
    const send = async (secret: string): Promise<number> => (await ingest(bench, bench.project.writeKey, known('ada', sign({ sub: 'ada' }, secret)))).status
    const usedAt = async (id: string): Promise<string | null | undefined> => (await bench.get<KeyEntry[]>('keys')).find((one) => one.id === id)?.lastUsedAt
    expect([await usedAt(first.id), await usedAt(second.id)]).toEqual([null, null])
    expect(await send(first.key)).toBe(200)
    await expect.poll(() => usedAt(first.id)).toBe(new Date(NOON).toISOString())
    expect(await usedAt(second.id)).toBe(null)
    expect(await send(second.key)).toBe(200)
    await expect.poll(() => usedAt(second.id)).toBe(new Date(NOON).toISOString())
    await bench.admin(`keys/${first.id}`, { method: 'DELETE' })
    expect([await send(first.key), await send(second.key)]).toEqual([401, 200])
  })
})

describe('the audit log', () => {
  it('tells what was done, to what and with which key, newest first', async () => {
    const bench = await createBench()
    const made = await create(bench, { kind: 'identity', name: 'one' })
    await bench.admin('identity', put({ mode: 'enforce' }))
    await bench.admin(`keys/${made.id}`, { method: 'DELETE' })
    await bench.admin('keys', post({ kind: 'write', scopes: ['read'] }))
    const first = await bench.get<{ items: AuditEntry[]; next: string | null }>('audit?limit=2')
    expect(first.items.map(({ action, target }) => [action, target])).toEqual([
      ['key.revoked', made.id],
      ['identity.set', null],
    ])
    const rest = await bench.get<{ items: AuditEntry[]; next: string | null }>(`audit?cursor=${first.next}`)
    expect(rest).toMatchObject({ items: [{ action: 'key.created', target: made.id, detail: { kind: 'identity', name: 'one' } }], next: null })
    const own = (await bench.get<KeyEntry[]>('keys')).find(({ kind }) => kind === 'admin')
    expect(new Set([...first.items, ...rest.items].map(({ key }) => key))).toEqual(new Set([own?.id]))
    expect(JSON.stringify([first, rest])).not.toContain(made.key)
  })
})
