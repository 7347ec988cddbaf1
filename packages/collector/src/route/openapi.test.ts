import { KEY_SCOPES, type KeyScope } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { createProject } from '../project/create-project.ts'
import { createKey } from '../project/key.ts'
import { CHECKLIST, publishing, TOUR, toFiles } from '../testing/files.ts'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'
import type { OpenApi, Operation } from './openapi.ts'

interface Listed {
  method: string
  /** With `{name}`. */
  path: string
  operation: Operation
}

async function operations({ collector }: Bench): Promise<Listed[]> {
  const { paths } = (await (await collector.app.request('/openapi.json')).json()) as OpenApi
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
}

const admin = (all: readonly Listed[]): Listed[] => all.filter(({ path }) => path.startsWith('/admin/'))
const fill = (path: string, ids: Record<string, string>): string => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''))

/** Bodies that are taken, so that it is the id or the scope that decides. */
const BODIES: Record<string, unknown> = {
  'post /admin/v1/validate': { files: [] },
  'post /admin/v1/publish': { files: [] },
  'post /admin/v1/import': { batch: [{}] },
  'post /admin/v1/keys': { kind: 'write' },
  'put /admin/v1/keys/{id}/origins': { origins: [] },
  'put /admin/v1/queries/{key}': { insight: 'goals', definition: {} },
  'put /admin/v1/identity': { mode: 'off' },
}
const request = (bench: Bench, key: string, { method, path, operation }: Listed, ids: Record<string, string> = {}, guide = 'welcome'): Promise<Response> => {
  const query = operation.parameters.some(({ in: where, name }) => where === 'query' && name === 'guide') ? `?guide=${guide}` : ''
  return Promise.resolve(
    bench.collector.app.request(fill(path, ids) + query, {
      // of a stream the head is enough
      method: path.endsWith('/stream') ? 'HEAD' : method.toUpperCase(),
      headers: { authorization: `Bearer ${key}` },
      ...(operation.requestBody ? { body: JSON.stringify(BODIES[`${method} ${path}`] ?? {}) } : {}),
    }),
  )
}

describe('/openapi.json', () => {
  it('describes every route that is mounted, and none that is not', async () => {
    const bench = await createBench()
    const described = new Set((await operations(bench)).map(({ method, path }) => `${method} ${path}`))
    const mounted = new Set(
      bench.collector.app.routes
        // a middleware is mounted for all methods; files of console and SDK are no API
        .filter(({ method, path }) => method !== 'ALL' && path !== '/' && !/^\/(sdk|console)\b/.test(path))
        .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`),
    )
    expect([...mounted].filter((one) => !described.has(one))).toEqual([])
    expect([...described].filter((one) => !mounted.has(one))).toEqual([])
    expect(described.size).toBeGreaterThan(30)
  })

  it('asks for a scope on every route of the admin API, and names what each path parameter is', async () => {
    const bench = await createBench()
    for (const { path, operation } of admin(await operations(bench))) {
      expect(KEY_SCOPES, path).toContain(operation['x-scope'])
      for (const parameter of operation.parameters) if (parameter.in === 'path') expect(parameter['x-resource'], path).toBeTypeOf('string')
    }
  })
})

describe('the admin API', () => {
  it('refuses every route to a key without its scope, and without a key', async () => {
    const bench = await createBench({ adminRequestsPerMinute: 0 })
    const project = bench.project.project.id
    const { projects } = bench.stores.state
    const without = new Map<string, string>()
    for (const scope of KEY_SCOPES)
      without.set(scope, await createKey(projects, project, 'admin', { now: NOON, scopes: KEY_SCOPES.filter((one) => one !== scope) }))
    for (const listed of admin(await operations(bench))) {
      const name = `${listed.method} ${listed.path}`
      const refused = await request(bench, without.get(listed.operation['x-scope'] as KeyScope)!, listed, { id: 'x', key: 'x', version: 'x' })
      expect([name, refused.status], name).toEqual([name, 403])
      if (!listed.path.endsWith('/stream')) expect(await refused.json(), name).toMatchObject({ code: 'scope_missing' })
      expect((await request(bench, bench.project.writeKey, listed)).status, name).toBe(403)
      expect((await bench.collector.app.request(listed.path, { method: listed.method.toUpperCase() })).status, name).toBe(401)
    }
  })

  it('answers an id of another project exactly as one that does not exist', async () => {
    const bench = await createBench({ adminRequestsPerMinute: 0 })
    await bench.admin('publish', publishing(toFiles([TOUR, CHECKLIST])))
    await bench.send('/v1/batch', {
      batch: [
        { type: 'identify', userId: 'ada-lovelace', anonymousId: 'anon', traits: { email: 'ada@example.com' } },
        { type: 'group', userId: 'ada-lovelace', groupId: 'acme-works', traits: { name: 'Acme' } },
      ],
    })
    await bench.collector.caughtUp(bench.project.project.id)
    const versions = await bench.get<{ version: string }[]>('versions')
    const keys = await bench.get<{ id: string }[]>('keys')
    const foreign: Record<string, string> = {
      person: 'ada-lovelace',
      account: 'acme-works',
      guide: 'welcome',
      version: versions[0]!.version,
      key: keys[0]!.id,
      erasure: 'none',
      query: 'weekly',
    }
    const weekly = { name: 'Weekly', insight: 'engagement', definition: {} }
    expect((await bench.admin('queries/weekly', { method: 'PUT', body: JSON.stringify(weekly) })).status).toBe(200)
    const stranger = await createProject(bench.stores.state, 'Stranger', NOON)
    // what makes something under any key makes it for somebody else, so that nothing of the kind is there to be found
    const maker = await createProject(bench.stores.state, 'Maker', NOON)
    let tried = 0
    for (const listed of admin(await operations(bench))) {
      const named = listed.operation.parameters.filter((one) => one.in === 'path')
      if (!named.length) continue
      const ids = Object.fromEntries(named.map(({ name, 'x-resource': resource = '' }) => [name, foreign[resource]!]))
      const missing = Object.fromEntries(named.map(({ name }) => [name, 'never-was']))
      const name = `${listed.method} ${listed.path}`
      expect(Object.values(ids), name).not.toContain(undefined)
      const makes = name === 'put /admin/v1/queries/{key}'
      const answers: [number, string][] = []
      for (const one of [ids, missing]) {
        const answer = await request(bench, makes ? maker.adminKey : stranger.adminKey, listed, one)
        const text = (await answer.text()).replaceAll(encodeURIComponent(Object.values(one)[0]!), '…').replaceAll(Object.values(one)[0]!, '…')
        answers.push([answer.status, text])
      }
      expect(answers[0], name).toEqual(answers[1])
      expect(answers[0]![0], name).toBe(makes ? 200 : 404)
      tried++
    }
    expect(tried).toBeGreaterThan(8)
    // and nothing of it has come to pass
    expect((await bench.admin('people/ada-lovelace')).status).toBe(200)
    expect(await bench.get('queries')).toMatchObject([{ key: 'weekly', ...weekly }])
    expect((await bench.get<{ status: string }[]>('keys')).map(({ status }) => status)).toEqual(['active', 'active'])
  })

  it('answers lists with what is in the key’s project only', async () => {
    const bench = await createBench()
    await bench.admin('publish', publishing(toFiles([TOUR])))
    await bench.send('/v1/batch', { batch: [{ type: 'group', userId: 'ada-lovelace', groupId: 'acme-works' }] })
    await bench.admin('queries/welcome', { method: 'PUT', body: JSON.stringify({ insight: 'guide', definition: { guide: 'welcome' } }) })
    expect(await bench.get('queries')).toHaveLength(1)
    const stranger = await createProject(bench.stores.state, 'Stranger', NOON)
    for (const listed of admin(await operations(bench))) {
      if (listed.method !== 'get' || listed.path.includes('{') || listed.path.endsWith('/stream')) continue
      // what is asked for by key may be named in the answer, which is that of a key that is nowhere
      const [theirs, nowhere] = await Promise.all(
        ['welcome', 'nowhere'].map(async (guide) => {
          const answer = await request(bench, stranger.adminKey, listed, {}, guide)
          return [answer.status, (await answer.text()).replaceAll(guide, '…')] as const
        }),
      )
      expect(theirs, listed.path).toEqual(nowhere)
      for (const word of ['ada-lovelace', 'acme-works', 'welcome', bench.project.writeKey]) expect(theirs![1], listed.path).not.toContain(word)
    }
  })
})
