import type { JourneyAnswer, Problem } from '@foothold/protocol'
import { describe, expect, it } from 'vitest'
import { publishing, toFiles } from '../testing/files.ts'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'

const DAY = 86_400_000
const iso = (ago: number): string => new Date(NOON - ago * DAY).toISOString()
const MODEL = {
  segments: [{ key: 'admins', when: { trait: 'role', is: 'admin' } }],
  journeys: [
    {
      key: 'adoption',
      stages: [
        { key: 'invited', owner: 'sales' },
        { key: 'opened', name: 'Opened a project', when: { event: 'project.opened' }, within: '2d' },
        { key: 'automated', when: { event: 'automation.run' } },
      ],
    },
    {
      key: 'late-start',
      stages: [
        { key: 'opened', when: { event: 'project.opened' } },
        { key: 'automated', when: { event: 'automation.run' } },
      ],
    },
  ],
}

/** Ada went all the way, Bob opened late, Cy never came, Dee came yesterday, Eve automated before she opened anything. */
async function filled(): Promise<Bench> {
  const bench = await createBench()
  await bench.admin('publish', publishing(toFiles([], MODEL)))
  const invited = await bench.admin('people', {
    method: 'POST',
    body: JSON.stringify({
      batch: [
        { userId: 'bob', invitedAt: iso(10) },
        { userId: 'cy', invitedAt: iso(3) },
      ],
    }),
  })
  expect(invited.status, await invited.clone().text()).toBeLessThan(300)
  const track = (userId: string, event: string, ago: number) => ({ type: 'track', userId, event, timestamp: iso(ago) })
  const batch = [
    { type: 'identify', userId: 'ada', traits: { role: 'admin' }, timestamp: iso(20) },
    track('ada', 'project.opened', 19),
    track('ada', 'automation.run', 5),
    track('bob', 'login', 7),
    track('bob', 'project.opened', 6),
    track('dee', 'login', 1),
    track('eve', 'automation.run', 4),
  ]
  expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: batch.length })
  return bench
}
const post = (bench: Bench, definition: object): Promise<Response> => bench.admin('insights/journey', { method: 'POST', body: JSON.stringify(definition) })
const ask = async (bench: Bench, definition: object): Promise<JourneyAnswer> => (await post(bench, definition)).json() as Promise<JourneyAnswer>

describe('a journey of the model', () => {
  it('is answered by its key: who came how far, also late, and who is late now', async () => {
    const bench = await filled()
    const answer = await ask(bench, { journey: 'adoption', whatIf: [{ stage: 2, rate: 1 }] })
    expect(answer.n).toBe(5)
    expect(answer.stages).toMatchObject([
      { name: 'invited', owner: 'sales', people: 5, present: 3, late: 2, waiting: { n: 3, median: 3 * 86_400 }, time: { n: 0 } },
      { name: 'Opened a project', owner: null, people: 2, ofFirst: { k: 2, n: 5 }, present: 1, late: 0, time: { n: 2, median: 2.5 * 86_400 } },
      { name: 'automated', people: 1, ofPrevious: { k: 1, n: 2 }, present: 1, late: 0, time: { n: 1, median: 14 * 86_400 } },
    ])
    expect(answer.whatIf).toEqual([
      { ofFirst: 1, people: 5 },
      { ofFirst: 1, people: 5 },
      { ofFirst: 0.5, people: 2.5 },
    ])
    expect(answer.means).toContain('also if that is late')
  })

  it('begins with the invitation, and may begin with a condition', async () => {
    const bench = await filled()
    // Bob came a week ago and was invited ten days ago
    const late = await ask(bench, { journey: 'adoption', last: '8d' })
    expect(late.stages.map(({ people }) => people)).toEqual([3, 0, 0])
    const started = await ask(bench, { journey: 'late-start' })
    expect(started.stages.map(({ people, present, late }) => [people, present, late])).toEqual([
      [2, 1, 0],
      [1, 1, 0],
    ])
    const admins = await ask(bench, { journey: 'adoption', segment: 'admins' })
    expect(admins.stages.map(({ people }) => people)).toEqual([1, 1, 1])
  })

  it('is refused where there is none, or where stages are given as well', async () => {
    const bench = await filled()
    const refused = async (definition: object): Promise<Problem> => {
      const answer = await post(bench, definition)
      expect(answer.status).toBe(400)
      return (await answer.json()) as Problem
    }
    expect((await refused({ journey: 'adopton' })).errors).toMatchObject([{ pointer: '/journey', suggestion: ['adoption'] }])
    expect((await refused({})).detail).toContain('either `stages` or the key of a `journey`')
    expect((await refused({ journey: 'adoption', stages: [{ doing: 'a' }, { doing: 'b' }] })).detail).toContain('either `stages`')
    expect((await refused({ journey: 'adoption', whatIf: [{ stage: 4, rate: 1 }] })).errors).toMatchObject([{ pointer: '/whatIf/0/stage' }])
  })
})
