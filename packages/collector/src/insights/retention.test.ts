import type { RetentionAnswer } from '@foothold/protocol'
import { expect, test } from 'vitest'
import { createBench, NOON, type Bench } from '../testing/temporary.ts'

const DAY = 86_400_000
const ask = async (bench: Bench, definition: object): Promise<RetentionAnswer> =>
  (await bench.admin('insights/retention', { method: 'POST', body: JSON.stringify(definition) })).json() as Promise<RetentionAnswer>

test('retention is set beside as many cohorts before, followed to the same end', async () => {
  const bench = await createBench()
  const track = (userId: string, event: string, ago: number) => ({ type: 'track', userId, event, timestamp: new Date(NOON - ago * DAY).toISOString() })
  // weeks from 16 and 23 February: Ada and Eve began in the first, Ada came back in the next and the one after, Bob began in the second
  const batch = [track('ada', 'created', 20), track('eve', 'created', 19), track('ada', 'back', 14), track('ada', 'back', 7), track('bob', 'created', 10)]
  expect(await (await bench.send('/v1/batch', { batch })).json()).toMatchObject({ accepted: batch.length })
  const asked = { start: 'created', back: 'back', cohorts: 1, windows: [[0, 0]], to: '2026-03-01' }
  expect((await ask(bench, asked)).against).toBeNull()
  const same = await ask(bench, { ...asked, against: 'previous' })
  expect(same.mean).toMatchObject([{ k: 0, n: 1 }])
  expect(same.against).toMatchObject({
    label: 'the cohorts before',
    cohorts: [{ period: '2026-02-16', people: 2, cells: [{ k: 0, n: 2, complete: true }] }],
    mean: [{ k: 0, n: 2 }],
    difference: [{ value: 0 }],
  })
  // two cohorts against the two before, the first of Ada and Eve: both weeks after it are over; of Bob's the second is not
  const two = await ask(bench, { start: 'created', back: 'back', cohorts: 2, periods: 2, against: 'previous' })
  expect(two.cohorts.map(({ period, people }) => [period, people])).toEqual([
    ['2026-03-02', 0],
    ['2026-03-09', 0],
  ])
  expect(two.against!.cohorts.map(({ period, people, cells }) => [period, people, cells.map(({ k, complete }) => [k, complete])])).toEqual([
    [
      '2026-02-16',
      2,
      [
        [1, true],
        [1, true],
      ],
    ],
    [
      '2026-02-23',
      1,
      [
        [0, true],
        [0, false],
      ],
    ],
  ])
  expect(two.against!.mean.map(({ k, n }) => [k, n])).toEqual([
    [1, 3],
    [1, 2],
  ])
  expect(two.against!.difference).toEqual([
    { value: null, low: -1, high: 1 },
    { value: null, low: -1, high: 1 },
  ])
  // everybody did it in the week of the start: newcombe(1/1, 2/2)
  const all = await ask(bench, { ...asked, back: 'created', against: 'previous' })
  expect(all.against!.difference).toEqual([{ value: 0, low: expect.closeTo(-0.7934506856) as number, high: expect.closeTo(0.6576197724) as number }])
})
