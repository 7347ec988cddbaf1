import type { AuditEntry, FunnelAnswer, Problem, SavedQuery } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { publishing, toFiles } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const STEPS = { steps: ['created', 'invited'], last: '2d' }
const put = (bench: Bench, key: string, body: unknown): Promise<Response> => bench.admin(`queries/${key}`, { method: 'PUT', body: JSON.stringify(body) })
const problem = async (answer: Response): Promise<Problem> => (await answer.json()) as Problem

async function filled(): Promise<Bench> {
  const bench = await createBench({ adminRequestsPerMinute: 0 })
  await bench.admin('publish', publishing(toFiles([], { segments: [{ key: 'admins', when: { trait: 'role', is: 'admin' } }] })))
  const track = (userId: string, event: string) => ({ type: 'track', userId, event, timestamp: new Date(NOON - 3_600_000).toISOString() })
  const answer = await bench.send('/v1/batch', { batch: [track('ada', 'created'), track('ada', 'invited'), track('bob', 'created')] })
  expect(await answer.json()).toMatchObject({ accepted: 3 })
  return bench
}

describe('saved queries', () => {
  it('are answered by their key as the question itself, about the present time', async () => {
    const bench = await filled()
    const saved = (await (await put(bench, 'team', { name: 'Not alone', insight: 'funnel', definition: STEPS })).json()) as SavedQuery
    expect(saved).toEqual({
      key: 'team',
      name: 'Not alone',
      insight: 'funnel',
      definition: { ...STEPS, within: '7d', order: 'ordered', groups: 10 },
      savedAt: new Date(NOON).toISOString(),
    })
    const answer = await bench.get<FunnelAnswer>('queries/team/answer')
    expect(answer.steps.map(({ people }) => people)).toEqual([2, 1])
    const asked = await bench.admin('insights/funnel', { method: 'POST', body: JSON.stringify(STEPS) })
    expect(answer).toEqual(await asked.json())
    const csv = await bench.admin('queries/team/answer?format=csv')
    expect((await csv.text()).split('\r\n').slice(0, 2)).toEqual([expect.stringMatching(/^group,step,name,people/), expect.stringMatching(/^all,1,created,2,/)])
    bench.clock.now += 5 * 86_400_000
    expect((await bench.get<FunnelAnswer>('queries/team/answer')).n).toBe(0)
  })

  it('are replaced and removed, and the audit log says by whom', async () => {
    const bench = await filled()
    await put(bench, 'b', { insight: 'goals', definition: {} })
    await put(bench, 'a', { insight: 'goals', definition: {} })
    await put(bench, 'b', { name: 'Second', insight: 'funnel', definition: STEPS })
    expect((await bench.get<SavedQuery[]>('queries')).map(({ key, name, insight }) => [key, name, insight])).toEqual([
      ['a', 'a', 'goals'],
      ['b', 'Second', 'funnel'],
    ])
    expect(await bench.get<SavedQuery>('queries/b')).toMatchObject({ name: 'Second' })
    const removed = await bench.admin('queries/b', { method: 'DELETE' })
    expect([removed.status, ((await removed.json()) as SavedQuery).key]).toEqual([200, 'b'])
    expect((await bench.admin('queries/b', { method: 'DELETE' })).status).toBe(404)
    expect((await bench.admin('queries/b/answer')).status).toBe(404)
    const { items } = await bench.get<{ items: AuditEntry[] }>('audit')
    expect(items.filter(({ action }) => action.startsWith('query.')).map(({ action, target, detail }) => [action, target, detail])).toEqual([
      ['query.removed', 'b', {}],
      ['query.saved', 'b', { insight: 'funnel' }],
      ['query.saved', 'a', { insight: 'goals' }],
      ['query.saved', 'b', { insight: 'goals' }],
    ])
  })

  it('are refused where they could not be answered, with the place and the nearest word', async () => {
    const bench = await filled()
    expect(await problem(await put(bench, 'x', { insight: 'funel', definition: STEPS }))).toMatchObject({
      code: 'request_invalid',
      errors: [{ pointer: '/insight', found: 'funel', suggestion: ['funnel'] }],
    })
    expect((await put(bench, 'x', { insight: 'constructor', definition: {} })).status).toBe(400)
    const field = await problem(await put(bench, 'x', { insight: 'funnel', definition: { ...STEPS, windw: '7d' } }))
    expect(field.errors).toMatchObject([{ code: 'unknown_field', pointer: '/windw' }])
    const segment = await problem(await put(bench, 'x', { insight: 'funnel', definition: { ...STEPS, segment: 'admin' } }))
    expect(segment.errors).toMatchObject([{ pointer: '/segment', suggestion: ['admins'] }])
    for (const body of [{ insight: 'funnel' }, { definition: STEPS }, { insight: 'goals', definition: [] }, { insight: 'goals', definition: {}, name: 'a\0b' }])
      expect((await put(bench, 'x', body)).status, JSON.stringify(body)).toBe(400)
    for (const key of ['A', 'a--b', '__proto__', 'a%00', 'a'.repeat(500)]) {
      expect((await put(bench, key, { insight: 'goals', definition: {} })).status, key).toBe(400)
      expect((await bench.admin(`queries/${key}`)).status, key).toBe(404)
    }
    expect(await bench.get('queries')).toEqual([])
  })

  it('are at most 500 of a project', async () => {
    const bench = await filled()
    const { queries } = bench.stores.state
    const row = { project: bench.project.project.id, name: 'n', insight: 'goals', definition: {}, savedAt: 1 }
    for (let i = 0; i < 500; i++) await queries.save({ ...row, key: `k${i}` })
    const one = await put(bench, 'more', { insight: 'goals', definition: {} })
    expect([one.status, (await problem(one)).code]).toEqual([409, 'query_limit'])
    expect((await put(bench, 'k7', { insight: 'goals', definition: {} })).status).toBe(200)
  })
})
