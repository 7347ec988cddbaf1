import type { AdoptionAnswer, Problem } from '@foothold/protocol'
import { newcombe, wilson } from '@foothold/stats'
import { expect, it } from 'vitest'
import { publishing, toFiles, TOUR } from '../testing/files.ts'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'

const DAY = 86_400_000
const MODEL = {
  features: [
    { key: 'reports', name: 'Reports', usedWhen: [{ event: 'report.viewed' }], adoptedWhen: { count: 2, within: '30d' } },
    { key: 'projects', name: 'Projects', usedWhen: [{ event: 'created' }] },
  ],
  milestones: [{ key: 'activated', when: { event: 'shared' } }],
}
const track = (userId: string, event: string, ago: number, properties: object = {}) => ({
  type: 'track',
  userId,
  event,
  properties,
  timestamp: new Date(NOON - ago * DAY).toISOString(),
})
const adopts = (id: string) => [track(id, 'report.viewed', 19), track(id, 'report.viewed', 18.5)]

async function filled(batch: readonly object[], guides: object[] = []): Promise<Bench> {
  const bench = await createBench()
  const published = await bench.admin('publish', publishing(toFiles(guides as (typeof TOUR)[], MODEL)))
  expect([published.status, await published.text()]).toEqual([200, expect.any(String)])
  expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: batch.length })
  return bench
}
const ask = async (bench: Bench, definition: object): Promise<AdoptionAnswer['impact']> => {
  const answer = await bench.admin('insights/adoption', {
    method: 'POST',
    body: JSON.stringify({ feature: 'reports', landmark: 3, within: '5d', ...definition }),
  })
  const body = (await answer.json()) as AdoptionAnswer
  expect([answer.status, body]).toEqual([200, body])
  return body.impact
}

it('sets adopters beside people like them, and says that it is an association', async () => {
  const group = (prefix: string, n: number, shared: number, own: (id: string) => object[]) =>
    Array.from({ length: n }, (_, i) => `${prefix}${i}`).flatMap((id, i) => [
      track(id, 'created', 20),
      ...own(id),
      // the day after the landmark
      ...(i < shared ? [track(id, 'shared', 16)] : []),
    ])
  const busy = (id: string) => [track(id, 'created', 18.9), track(id, 'created', 17.5)]
  const bench = await filled([
    ...group('a', 4, 3, adopts),
    ...group('o', 4, 1, () => []),
    // active on three days: one adopter like whom nobody is who has not adopted …
    ...group('x', 1, 1, (id) => [...adopts(id), ...busy(id)]),
    // … since this one had shared before
    ...group('y', 1, 0, (id) => [...busy(id), track(id, 'shared', 19)]),
    // adopted after the landmark: none of the adopters
    ...group('z', 1, 0, (id) => [track(id, 'report.viewed', 19), track(id, 'report.viewed', 16)]),
    // not there long enough
    track('late', 'created', 7.9),
    ...['report.viewed', 'report.viewed', 'shared'].map((event) => track('late', event, 7)),
  ])
  const shared = await ask(bench, { impact: 'matched', outcome: 'shared' })
  expect(shared).toMatchObject({
    evidence: 'association',
    outcome: 'shared',
    with: { k: 3, n: 4 },
    without: { n: 5, value: 0.2 },
    unmatched: 1,
    adoption: null,
  })
  const { low, high } = newcombe({ k: 3, n: 4 }, { k: 1, n: 5 })
  expect(shared!.difference).toEqual({ value: expect.closeTo(0.55) as number, low: expect.closeTo(low) as number, high: expect.closeTo(high) as number })
  expect(shared!.crude).toEqual(newcombe({ k: 4, n: 5 }, { k: 1, n: 6 }))
  expect(shared!.means).toContain('association and no effect')
  // reached once: y, who had, is not compared; the others are as before
  expect(await ask(bench, { impact: 'matched', outcome: { milestone: 'activated' } })).toMatchObject({ with: { k: 3, n: 4 }, without: { value: 0.2 } })
  expect((await ask(bench, { impact: 'matched', outcome: { milestone: 'activated' } }))!.crude).toEqual(newcombe({ k: 4, n: 5 }, { k: 1, n: 5 }))
  // nobody did anything else after the landmark; y is like x now, as both had used something else before
  expect(await ask(bench, { impact: 'matched' })).toMatchObject({ outcome: 'any use of another feature', with: { k: 0, n: 5 }, without: { value: 0 } })
  expect(await ask(bench, {})).toBeNull()
})

it('takes the difference to who is held out, where a guide leads to the feature', async () => {
  const exposed = (id: string, arm: string) => [track(id, 'experiment.exposed', 20, { guide: 'welcome', arm })]
  const people = (arm: string, n: number) => Array.from({ length: n }, (_, i) => `${arm}${i}`)
  const guide = { ...TOUR, experiment: { holdout: 0.5 } }
  const bench = await filled(
    [
      ...people('none', 6).flatMap((id, i) => [...exposed(id, 'none'), ...(i < 4 ? adopts(id) : []), ...(i < 3 ? [track(id, 'shared', 16)] : [])]),
      ...people('holdout', 5).flatMap((id, i) => [...exposed(id, 'holdout'), ...(i < 1 ? adopts(id) : []), ...(i < 1 ? [track(id, 'shared', 16)] : [])]),
      // five days are not over for this one
      track('young', 'experiment.exposed', 4, { guide: 'welcome', arm: 'none' }),
      track('young', 'shared', 3),
    ],
    [guide],
  )
  const impact = (await ask(bench, { impact: { guide: 'welcome' }, outcome: 'shared' }))!
  expect(impact).toMatchObject({
    evidence: 'lot',
    with: { k: 3, n: 6, ...wilson(3, 6) },
    without: { n: 5, value: 0.2, ...wilson(1, 5) },
    difference: newcombe({ k: 3, n: 6 }, { k: 1, n: 5 }),
    crude: null,
    adoption: { with: { k: 4, n: 6 }, without: { k: 1, n: 5 }, difference: newcombe({ k: 4, n: 6 }, { k: 1, n: 5 }) },
  })
  expect(impact.means).toContain('50.0 % against 20.0 % (30.0 points, ')
  expect(await ask(bench, { impact: { guide: 'welcome' }, outcome: { milestone: 'activated' } })).toMatchObject({
    with: { k: 3, n: 6 },
    without: { value: 0.2 },
  })
  // nobody used another feature
  expect(await ask(bench, { impact: { guide: 'welcome' } })).toMatchObject({ with: { k: 0, n: 6 }, without: { value: 0 } })
})

it('refuses what cannot be compared', async () => {
  const guide = { ...TOUR, experiment: { holdout: 0, why: 'everybody needs it' } }
  const bench = await filled([track('ada', 'created', 1)], [guide])
  const refused = async (more: object): Promise<Problem['errors']> => {
    const answer = await bench.admin('insights/adoption', { method: 'POST', body: JSON.stringify({ feature: 'reports', ...more }) })
    expect(answer.status).toBe(400)
    return ((await answer.json()) as Problem).errors
  }
  expect(await refused({ impact: { guide: 'welcom' } })).toMatchObject([{ pointer: '/impact/guide', suggestion: ['welcome'] }])
  expect(await refused({ impact: { guide: 'welcome' } })).toMatchObject([{ pointer: '/impact/guide', found: 'welcome' }])
  expect(await refused({ impact: 'matched', outcome: { milestone: 'activatd' } })).toMatchObject([{ pointer: '/outcome/milestone', suggestion: ['activated'] }])
  expect(await refused({ impact: 'matched', outcome: { feature: 'x' } })).toMatchObject([{ pointer: '/outcome/feature' }])
  expect(await refused({ outcome: 'shared' })).toMatchObject([{ pointer: '/outcome' }])
})
