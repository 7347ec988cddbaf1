import type { FunnelAnswer } from '@foothold/protocol'
import { beforeEach, expect, it } from 'vitest'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'

const DAY = 86_400_000
let bench: Bench
beforeEach(async () => {
  bench = await createBench()
  const track = (userId: string, event: string, ago: number) => ({ type: 'track', userId, event, timestamp: new Date(NOON - ago * DAY).toISOString() })
  const batch = [
    { type: 'identify', userId: 'ada', traits: { role: 'admin' }, timestamp: new Date(NOON - 20 * DAY).toISOString() },
    track('ada', 'created', 14),
    track('ada', 'invited', 13),
    track('bob', 'created', 6),
    track('cy', 'created', 1),
    track('cy', 'invited', 0.5),
  ]
  await bench.send('/v1/batch', { batch })
})

async function ask(definition: object): Promise<FunnelAnswer> {
  const answer = await bench.admin('insights/funnel', { method: 'POST', body: JSON.stringify({ steps: ['created', 'invited'], ...definition }) })
  expect(answer.status).toBe(200)
  return (await answer.json()) as FunnelAnswer
}

it('tells names that never came, and how long the time is that nobody gave', async () => {
  const funnel = await ask({ steps: ['created', 'invitd', 'session.started'], by: 'rolle' })
  expect(funnel.definition).toMatchObject({ last: '30d' })
  expect(funnel.notes).toEqual(['No event "invitd" has come so far. Did you mean "invited"?', 'Nobody who is counted had told a value of "rolle" by then.'])
  const plain = await ask({ from: '2026-02-01', by: 'role' })
  expect(plain.notes).toEqual([])
  expect(plain.definition).not.toHaveProperty('last')
})

it('compares what is over on both sides: who still has time is neither lost nor through', async () => {
  // bob has had his five days, cy has not, though there already
  const within = await ask({ within: '5d', last: '10d', against: 'previous' })
  expect(within).toMatchObject({ n: 2, open: 0, facts: [{ name: 'open', value: 0 }] })
  expect(within.comparison?.rows).toMatchObject([
    { name: 'created', ours: 1, theirs: 1 },
    { name: 'invited', ours: 0, theirs: 1, difference: { value: -1 } },
  ])
  // of a time in which nobody's is over nothing can be said
  const young = await ask({ within: '5d', last: '3d', against: { from: '2026-02-20', to: '2026-03-01' } })
  expect(young.comparison).toMatchObject({ label: '2026-02-20 to 2026-03-01', range: { from: '2026-02-20T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' } })
  expect(young.comparison?.rows).toMatchObject([{ ours: null }, { ours: null, theirs: 1, difference: { value: null, low: -1, high: 1 } }])
})
