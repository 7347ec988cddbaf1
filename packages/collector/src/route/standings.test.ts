import { createHmac } from 'node:crypto'
import type { StandingsAnswer } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'
import { publishing, toFiles } from '../testing/files.ts'

const DAY = 86_400_000
const iso = (at: number): string => new Date(at).toISOString()
const board = (standings: object, key = 'crew'): object => ({ kind: 'leaderboard', key, goal: null, why: 'a test', slot: 'crew', title: 'Crew', standings })
const CREW = board({ of: { event: 'task.completed', where: { real: { is: true } } }, over: '30d', top: 3, names: { trait: 'name', consent: 'shows' } })

/** Somebody signs in to an account and completes tasks. */
function person(userId: string, groupId: string, tasks: number, traits: object = {}, at = NOON - DAY): object[] {
  const told = { userId, timestamp: iso(at - 1000) }
  return [
    { type: 'identify', ...told, traits: { name: `${userId} of ${groupId}`, ...traits } },
    { type: 'group', ...told, groupId },
    ...Array.from({ length: tasks }, (_, i) => ({
      type: 'track',
      event: 'task.completed',
      userId,
      timestamp: iso(at + i),
      properties: { real: true },
      context: { groupId },
    })),
  ]
}
async function ask({ collector, project }: Bench, body: object): Promise<StandingsAnswer> {
  const answer = await collector.app.request('/v1/standings', { method: 'POST', body: JSON.stringify({ writeKey: project.writeKey, guide: 'crew', ...body }) })
  expect(answer.status).toBe(200)
  return (await answer.json()) as StandingsAnswer
}
async function begin(guides: object[], batch: object[]): Promise<Bench> {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles(guides as never)))
  await bench.send('/v1/batch', { batch })
  return bench
}

describe('POST /v1/standings', () => {
  it('ranks the people of the own account, and nobody else', async () => {
    const bench = await begin(
      [CREW],
      [
        ...person('ada', 'acme', 5, { shows: true }),
        ...person('ben', 'acme', 5),
        ...person('cleo', 'acme', 2),
        ...person('dan', 'acme', 1),
        ...person('eve', 'acme', 0),
        ...person('mallory', 'vandelay', 9, { shows: true }),
        { type: 'track', event: 'task.completed', userId: 'cleo', timestamp: iso(NOON - 500), properties: { real: false } },
        { type: 'track', event: 'task.completed', userId: 'cleo', timestamp: iso(NOON - 31 * DAY), properties: { real: true } },
      ],
    )
    expect(await ask(bench, { userId: 'dan' })).toEqual({
      at: iso(NOON),
      people: 4,
      rows: [
        { rank: 1, value: 5, you: false, name: 'A. O.' },
        { rank: 1, value: 5, you: false, name: 'B. O.' },
        { rank: 3, value: 2, you: false, name: 'C. O.' },
        { rank: 4, value: 1, you: true, name: null },
      ],
    })
    // who did nothing stands behind all
    expect((await ask(bench, { userId: 'eve' })).rows.at(-1)).toEqual({ rank: 5, value: 0, you: true, name: null })
    // an account that is only claimed is not asked about
    expect((await ask(bench, { userId: 'mallory', groupId: 'acme' })).rows).toEqual([{ rank: 1, value: 9, you: true, name: null }])
    expect(await ask(bench, { userId: 'nobody' })).toEqual({ at: iso(NOON), people: 0, rows: [] })
  })

  it('gives full names to whom a proof of identity puts into the account, and to nobody who only says so', async () => {
    const bench = await begin([CREW], [...person('ada', 'acme', 5, { shows: true }), ...person('ben', 'acme', 3), ...person('mallory', 'acme', 1)])
    const made = await bench.admin('keys', { method: 'POST', body: JSON.stringify({ kind: 'identity' }) })
    const { key: secret } = (await made.json()) as { key: string }
    expect((await bench.admin('identity', { method: 'PUT', body: JSON.stringify({ mode: 'observe' }) })).status).toBe(200)
    const proof = (claims: object): string => {
      const now = NOON / 1000
      const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
      const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iat: now, exp: now + 3600, ...claims })}`
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    }
    const names = async (body: object): Promise<(string | null)[]> => (await ask(bench, body)).rows.filter(({ you }) => !you).map(({ name }) => name)
    expect(await names({ userId: 'ben', identityToken: proof({ sub: 'ben', acc: 'acme' }) })).toEqual(['ada of acme', 'M. O.'])
    for (const identityToken of [undefined, proof({ sub: 'mallory' }), proof({ sub: 'mallory', acc: 'other' }), proof({ sub: 'ben', acc: 'acme' })])
      expect(await names({ userId: 'mallory', identityToken })).toEqual(['A. O.', 'B. O.'])
  })

  it('shows names to nobody who has not proven to be in the account, where identity is enforced', async () => {
    const bench = await begin([CREW], [...person('ada', 'acme', 5), ...person('eve', 'acme', 1), { type: 'group', anonymousId: 'x', groupId: 'acme' }])
    const { key } = (await (await bench.admin('keys', { method: 'POST', body: '{"kind":"identity"}' })).json()) as { key: string }
    expect((await ask(bench, { anonymousId: 'x' })).people).toBe(2)
    await bench.admin('identity', { method: 'PUT', body: '{"mode":"enforce"}' })
    const sign = (claims: object): string => {
      const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      const text = `${encode({ alg: 'HS256' })}.${encode({ iat: NOON / 1000, exp: NOON / 1000 + 600, ...claims })}`
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
    }
    const refused = async (body: object): Promise<unknown> => {
      const init = { method: 'POST', body: JSON.stringify({ writeKey: bench.project.writeKey, guide: 'crew', ...body }) }
      return ((await (await bench.collector.app.request('/v1/standings', init)).json()) as { code: unknown }).code
    }
    expect(await refused({ anonymousId: 'x' })).toBe('identity_required')
    expect(await refused({ anonymousId: 'x', identityToken: sign({ sub: 'eve' }) })).toBe('identity_required')
    expect(await refused({ userId: 'eve' })).toBe('identity_required')
    expect(await refused({ userId: 'ada', identityToken: sign({ sub: 'eve' }) })).toBe('identity_mismatch')
    expect((await ask(bench, { userId: 'eve', identityToken: sign({ sub: 'eve', acc: 'acme' }) })).people).toBe(2)
    // was said to be in acme before proofs were asked for
    expect(await ask(bench, { userId: 'eve', identityToken: sign({ sub: 'eve', acc: 'vandelay' }) })).toEqual({ at: iso(NOON), people: 0, rows: [] })
  })

  it('lets people leave at once, and come back', async () => {
    const bench = await begin([CREW], [...person('ada', 'acme', 5), ...person('ben', 'acme', 3)])
    const leave = (out: boolean): Promise<unknown> =>
      bench.send('/v1/batch', {
        batch: [{ type: 'track', event: 'guide.standings-left', userId: 'ada', timestamp: iso(bench.clock.now), properties: { guide: 'crew', out } }],
      })
    expect((await ask(bench, { userId: 'ben' })).rows).toHaveLength(2)
    bench.clock.now += 1_000
    await leave(true)
    expect((await ask(bench, { userId: 'ben' })).rows).toEqual([{ rank: 1, value: 3, you: true, name: null }])
    expect((await ask(bench, { userId: 'ada' })).rows.map(({ you }) => you)).toEqual([false])
    bench.clock.now += 1_000
    await leave(false)
    expect((await ask(bench, { userId: 'ben' })).rows).toHaveLength(2)
  })

  it('is reckoned once a minute', async () => {
    const bench = await begin([CREW], person('ada', 'acme', 1))
    expect((await ask(bench, { userId: 'ada' })).rows[0]!.value).toBe(1)
    await bench.send('/v1/batch', { batch: person('ada', 'acme', 2, {}, NOON - 5_000) })
    expect((await ask(bench, { userId: 'ada' })).rows[0]!.value).toBe(1)
    bench.clock.now += 60_000
    expect((await ask(bench, { userId: 'ada' })).rows[0]!.value).toBe(3)
  })

  it('counts milestones, and only people of the segment', async () => {
    const bench = await createBench()
    const files = toFiles([board({ of: { milestones: ['sailed'] }, segment: 'reps' })] as never)
    const model = {
      segments: [{ key: 'reps', when: { trait: 'role', is: 'rep' } }],
      milestones: [{ key: 'sailed', when: { event: 'task.completed' } }],
    }
    await bench.admin('publish', publishing([...files.filter(({ path }) => path !== 'model.json'), { path: 'model.json', text: JSON.stringify(model) }]))
    await bench.send('/v1/batch', { batch: [...person('ada', 'acme', 2, { role: 'rep' }), ...person('ben', 'acme', 1, { role: 'boss' })] })
    expect((await ask(bench, { userId: 'ada' })).rows).toEqual([{ rank: 1, value: 1, you: true, name: null }])
  })

  it('says that there is no such leaderboard', async () => {
    const { collector, project } = await begin([CREW], [])
    const answer = await collector.app.request('/v1/standings', {
      method: 'POST',
      body: JSON.stringify({ writeKey: project.writeKey, userId: 'ada', guide: '__proto__' }),
    })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'not_found' })
  })
})
