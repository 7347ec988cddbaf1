import type { FunnelAnswer, PersonDetail } from '@foothold/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { publishing, toFiles, TOUR } from '../testing/files.ts'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'

const DAY = 86_400_000
const SEGMENTS = [
  { key: 'admins', when: { trait: 'role', is: 'admin' } },
  { key: 'lately', when: { event: 'use', within: '3d' } },
  { key: 'often', when: { event: 'use', where: { full: { is: true } }, count: { gte: 3 } } },
  { key: 'came', when: { milestone: 'twice', is: 'reached' } },
  { key: 'paying', when: { account: 'plan', is: 'pro' } },
  { key: 'toured', when: { guide: TOUR.key, state: ['completed'] } },
  { key: 'constructor', when: { all: [{ segment: 'lately' }, { not: { segment: 'admins' } }] } },
]
const MODEL = {
  segments: SEGMENTS,
  milestones: [
    { key: 'twice', when: { event: 'use', count: { gte: 2 } } },
    { key: 'activated', when: { event: 'goal' } },
  ],
}

const byOf = async (bench: Bench, step: string, segment: string): Promise<unknown[]> => {
  const answer = await bench.admin('insights/funnel', {
    method: 'POST',
    body: JSON.stringify({ steps: [step, 'never'], by: { segment }, last: '120d' }),
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as FunnelAnswer).groups.map(({ value, steps }) => [value, steps[0]!.people])
}

it('knows who was in a segment when they began, as the page of the person said it at that time', async () => {
  const step = fc.constantFrom<object>(
    { type: 'track', event: 'use', properties: { full: true } },
    { type: 'track', event: 'use', properties: { full: false } },
    { type: 'identify', traits: { role: 'admin' } },
    { type: 'identify', traits: { role: null } },
    { type: 'group', groupId: 'acme', traits: { plan: 'pro' } },
    { type: 'group', groupId: 'acme', traits: { plan: 'free' } },
    { type: 'group', groupId: 'other', traits: {} },
    { type: 'track', event: 'guide.completed', properties: { guide: TOUR.key, kind: 'tour', showing: 's' } },
    { type: 'track', event: 'nothing' },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.integer({ min: 1, max: 2 * DAY })), { minLength: 6, maxLength: 10 }), async (steps) => {
      const bench = await createBench()
      const published = await bench.admin('publish', publishing(toFiles([TOUR], MODEL)))
      expect([published.status, await published.text()]).toEqual([200, expect.any(String)])
      const then: string[][] = []
      for (const [index, [event, pause]] of steps.entries()) {
        bench.clock.now += pause
        const timestamp = new Date(bench.clock.now).toISOString()
        const batch = [event, { type: 'track', event: `mark-${index}` }].map((one) => ({ ...one, userId: 'ada', timestamp }))
        expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: 2 })
        then.push((await bench.get<PersonDetail>('people/ada')).segments)
      }
      bench.clock.now += 5 * DAY
      for (const index of steps.keys())
        for (const { key } of SEGMENTS) expect([index, key, await byOf(bench, `mark-${index}`, key)]).toEqual([index, key, [[then[index]!.includes(key), 1]]])
    }),
    { numRuns: 2 },
  )
}, 30_000)

it('refuses what is no segment, and names the groups', async () => {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles([TOUR], MODEL)))
  await bench.send('/v1/batch', { batch: [{ type: 'track', userId: 'ada', event: 'start', timestamp: new Date(NOON - DAY).toISOString() }] })
  const answer = await bench.admin('insights/funnel?steps=start,never&by={"segment":"admin"}')
  expect(await answer.json()).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/by/segment', suggestion: ['admins'] }] })
  const csv = await (await bench.admin('insights/funnel?steps=start,never&format=csv&by={"segment":"admins"}')).text()
  expect(csv).toContain('not in admins,1,start,1,')
})
