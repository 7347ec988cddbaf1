import { BUNDLE_SPEC, type Bundle, type Overview, type Problem, type PublishAnswer, type ValidateAnswer, type VersionEntry } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { createProject } from '../project/create-project.ts'
import { CHECKLIST, MODEL, publishing, TOUR, toFiles } from '../testing/files.ts'
import { createBench } from '../testing/temporary.ts'

describe('publishing', () => {
  it('makes a version live at once, and the same content no second time', async () => {
    const { admin, clock, get } = await createBench()
    const first = (await (await admin('publish', publishing(toFiles([TOUR, CHECKLIST]), 'first'))).json()) as PublishAnswer
    expect(first).toMatchObject({ changed: true, added: ['start', 'welcome'], updated: [], removed: [] })
    expect(first.version).toMatch(/^[0-9a-f]{16}$/)
    clock.now += 1000
    const { steps, key } = TOUR
    // the order of files and fields means nothing
    const again = (await (await admin('publish', publishing(toFiles([CHECKLIST, { steps, ...TOUR, key }].reverse())))).json()) as PublishAnswer
    expect(again).toMatchObject({ version: first.version, changed: false, publishedAt: first.publishedAt, added: [] })
    const second = (await (await admin('publish', publishing(toFiles([{ ...TOUR, priority: 9 }])))).json()) as PublishAnswer
    expect(second).toMatchObject({ changed: true, added: [], updated: ['welcome'], removed: ['start'] })
    clock.now += 1000
    const back = (await (await admin(`versions/${first.version}/publish`, { method: 'POST' })).json()) as PublishAnswer
    expect(back).toMatchObject({ version: first.version, changed: true, added: ['start'], updated: ['welcome'], removed: [] })
    expect((await get<VersionEntry[]>('versions')).map(({ version, live, guides }) => [version, live, guides])).toEqual([
      [first.version, true, 2],
      [second.version, false, 1],
    ])
  })

  it('publishes nothing where anything is wrong, and says where', async () => {
    const { admin, get } = await createBench()
    const files = toFiles([{ ...TOUR, audience: { segment: 'admin' } }])
    const answer = await admin('publish', publishing(files))
    const problem = (await answer.json()) as Problem
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    expect(problem.errors?.[0]).toMatchObject({
      code: 'unknown_reference',
      file: 'guides/welcome.json',
      pointer: '/audience/segment',
      suggestion: ['admins'],
      line: 1,
    })
    const validated = (await (await admin('validate', publishing(files))).json()) as ValidateAnswer
    expect(validated).toEqual({ ok: false, issues: problem.errors })
    expect(await (await admin('validate', publishing(toFiles([TOUR])))).json()).toMatchObject({ ok: true })
    expect(await get('versions')).toEqual([])
  })

  it('answers a malformed request with 400 and an unknown version with 404', async () => {
    const { admin } = await createBench()
    const codes = async (path: string, body: string): Promise<unknown[]> => {
      const answer = await admin(path, { method: 'POST', body })
      return [answer.status, ((await answer.json()) as Problem).code]
    }
    expect(await codes('publish', '{')).toEqual([400, 'request_invalid'])
    expect(await codes('publish', '{"files":[],"project":"other"}')).toEqual([400, 'request_invalid'])
    expect(await codes('publish', '{"files":[]}')).toEqual([422, 'no_files'])
    expect(await codes('versions/0000000000000000/publish', '')).toEqual([404, 'not_found'])
  })

  it('takes rollouts and the holdout along, and what has neither keeps the version it had before there were any', async () => {
    const { admin, collector, project, get } = await createBench()
    const publish = async (model: object): Promise<PublishAnswer> =>
      (await (await admin('publish', publishing(toFiles([TOUR], { ...MODEL, ...model })))).json()) as PublishAnswer
    const plain = await publish({})
    expect((await publish({ rollouts: [] })).version).toBe(plain.version)
    const rollouts = [{ key: 'editor', phases: [{ percent: 50 }] }]
    const released = await publish({ rollouts })
    expect(released).toMatchObject({ changed: true, added: [], updated: [], removed: [] })
    expect(released.version).not.toBe(plain.version)
    const held = await publish({ rollouts, holdout: { share: 0.1 } })
    expect(held.version).not.toBe(released.version)
    const bundle = (await (await collector.app.request(`/v1/bundle/${project.writeKey}`)).json()) as Bundle
    expect([bundle.flags.map(({ key }) => key), bundle.guides[0]!.gates.map(({ name }) => name)]).toEqual([['editor'], expect.arrayContaining(['holdout'])])
    expect(bundle.version).toBe(`${held.version}.${BUNDLE_SPEC}`)
    expect((await get<Overview>('overview')).version).toBe(held.version)
  })

  it('tells a pattern that cannot be compiled as an issue, however deep it is', async () => {
    const { admin } = await createBench()
    const answer = async (guide: object): Promise<unknown[]> => {
      const response = await admin('publish', publishing(toFiles([{ ...TOUR, ...guide }])))
      return [response.status, ((await response.json()) as Problem).errors?.some(({ severity }) => severity === 'error') ?? false]
    }
    for (const matches of ['(a', 'a(?=b)', '(a)\\1', '(a|b)*a(a|b){14}']) {
      expect(await answer({ audience: { not: { any: [{ trait: 'email', matches }] } } }), matches).toEqual([422, true])
      expect(await answer({ audience: { event: 'x', where: { name: { matches } } } }), matches).toEqual([422, true])
    }
    expect(await answer({ audience: { trait: 'email', matches: '^[^@]+@example\\.com$' } })).toEqual([200, false])
  })

  it('serves a version that was stored before rollouts, as a bundle of the present form', async () => {
    const { admin, stores, collector, project } = await createBench()
    const { version } = (await (await admin('publish', publishing(toFiles([TOUR])))).json()) as PublishAnswer
    const { id } = (await stores.state.projects.list())[0]!
    const stored = (await stores.state.versions.get(id, version))!
    // as content was written then
    expect(JSON.parse(stored.content)).toMatchObject({ model: { features: {}, segments: {}, milestones: {}, goals: {} } })
    expect(Object.keys((JSON.parse(stored.content) as { model: object }).model)).toEqual(['features', 'goals', 'milestones', 'segments'])
    const bundle = (await (await collector.app.request(`/v1/bundle/${project.writeKey}`)).json()) as Bundle
    expect([bundle.spec, bundle.guides[0]!.key, bundle.flags]).toEqual([BUNDLE_SPEC, 'welcome', []])
  })

  it('does not see the versions of another project', async () => {
    const { admin, stores, collector } = await createBench()
    const { version } = (await (await admin('publish', publishing(toFiles([TOUR])))).json()) as PublishAnswer
    const other = await createProject(stores.state, 'Other')
    const answer = await collector.app.request(`/admin/v1/versions/${version}/publish`, {
      method: 'POST',
      headers: { authorization: `Bearer ${other.adminKey}` },
    })
    expect(answer.status).toBe(404)
  })
})

describe('GET /v1/bundle/:writeKey', () => {
  it('is cacheable, and 304 while nothing changed', async () => {
    const { admin, collector, project } = await createBench()
    const ask = (headers: Record<string, string> = {}): Promise<Response> =>
      Promise.resolve(collector.app.request(`/v1/bundle/${project.writeKey}`, { headers: { origin: 'https://app.example', ...headers } }))
    const empty = await ask()
    expect(await empty.json()).toEqual({
      spec: BUNDLE_SPEC,
      version: expect.stringMatching(/^[0-9a-f]{16}\.\d+$/) as string,
      guides: [],
      segments: [],
      milestones: [],
      features: [],
      flags: [],
      tallies: [],
    })
    await admin('publish', publishing(toFiles([TOUR])))
    const full = await ask({ 'if-none-match': empty.headers.get('etag')! })
    const bundle = (await full.json()) as Bundle
    expect(full.headers.get('etag')).toBe(`"${bundle.version}"`)
    expect(full.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=86400')
    expect(full.headers.get('access-control-allow-origin')).toBe('*')
    expect([bundle.guides.length, bundle.milestones.length, 'goals' in bundle]).toEqual([1, 2, false])
    const unchanged = await ask({ 'if-none-match': `W/"${bundle.version}"` })
    expect([unchanged.status, await unchanged.text(), unchanged.headers.get('etag')]).toEqual([304, '', `"${bundle.version}"`])
  })

  it('is in the nearest language that there is, with our words in it', async () => {
    const { admin, collector, project } = await createBench()
    const ask = (lang: string, headers = {}): Promise<Response> =>
      Promise.resolve(collector.app.request(`/v1/bundle/${project.writeKey}?lang=${lang}`, { headers }))
    const side = { path: 'guides/welcome.ar.json', text: JSON.stringify({ translates: 'welcome', language: 'ar', texts: { 'one.title': 'مرحبا' } }) }
    await admin('publish', publishing([...toFiles([{ ...TOUR, translations: { id: { 'one.title': 'Selamat datang' } } }, CHECKLIST]), side]))
    const get = async (lang: string): Promise<[Bundle, string]> => {
      const answer = await ask(lang)
      return [(await answer.json()) as Bundle, answer.headers.get('etag')!]
    }
    const told = ({ language, words, guides }: Bundle): unknown[] => [
      language,
      Object.keys(words ?? {}),
      guides.map((guide) => [guide.language, guide.direction, 'steps' in guide ? guide.steps[0]!.title : 'title' in guide && guide.title]),
    ]
    const [english, etag] = await get('fr-FR')
    expect(told(english)).toEqual([
      'en',
      [],
      [
        ['en', 'ltr', 'Get going'],
        ['en', 'ltr', 'Welcome'],
      ],
    ])
    const [indonesian, other] = await get('id-ID')
    expect(told(indonesian)).toEqual([
      'id',
      ['id'],
      [
        ['en', 'ltr', 'Get going'],
        ['id', 'ltr', 'Selamat datang'],
      ],
    ])
    expect([indonesian.words!['id']!.next, 'translations' in indonesian.guides[1]!]).toEqual(['Lanjut', false])
    expect(told((await get('ar'))[0])).toEqual([
      'ar',
      ['ar'],
      [
        ['en', 'ltr', 'Get going'],
        ['ar', 'rtl', 'مرحبا'],
      ],
    ])
    // one content is one version; caches tell the languages apart
    expect([indonesian.version, other]).toEqual([english.version, expect.not.stringMatching(etag)])
    expect([(await ask('id', { 'if-none-match': other })).status, (await ask('id', { 'if-none-match': etag })).status]).toEqual([304, 200])
  })

  it('carries the looks that its guides name, and where pictures may come from', async () => {
    const { admin, collector, project } = await createBench()
    const model = {
      ...MODEL,
      themes: [
        { key: 'default', radius: 0 },
        { key: 'unused', radius: 1 },
      ],
      media: { origins: ['https://cdn.example'] },
    }
    await admin('publish', publishing(toFiles([TOUR, { ...CHECKLIST, theme: 'dark' }], model)))
    const bundle = (await (await collector.app.request(`/v1/bundle/${project.writeKey}`)).json()) as Bundle
    expect([bundle.themes, bundle.media]).toEqual([{ dark: { scheme: 'dark', tokens: {} }, default: { tokens: { radius: '0px' } } }, ['https://cdn.example']])
  })

  it('needs a write key', async () => {
    const { collector, project } = await createBench()
    expect((await collector.app.request('/v1/bundle/fh_pub_nothing')).status).toBe(401)
    expect((await collector.app.request(`/v1/bundle/${project.adminKey}`)).status).toBe(403)
  })
})
