import { expect, it } from 'vitest'
import { createBench, NOON } from '../testing/temporary.ts'
import { correctTime } from './clock.ts'

it('adds to a timestamp by how much the clock of its sender is behind', () => {
  expect(correctTime(1000, 2000, 5000)).toEqual({ timestamp: 4000, outOfRange: false })
  expect(correctTime(1000, undefined, 5000)).toEqual({ timestamp: 1000, outOfRange: false })
  expect(correctTime(undefined, 2000, 5000)).toEqual({ timestamp: 5000, outOfRange: false })
})

it('stays between the first year that can be written and a minute after the arrival, whatever a clock says', () => {
  const [first, last, latest] = ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', new Date(NOON + 60_000).toISOString()]
  for (const [timestamp, sentAt, expected] of [
    [last, -8.64e15, latest],
    [first, 8.64e15, first],
    [last, Date.parse(first), latest],
  ] as const) {
    const { timestamp: corrected, outOfRange } = correctTime(Date.parse(timestamp), sentAt, NOON)
    expect([new Date(corrected).toISOString(), outOfRange]).toEqual([expected, true])
  }
})

it('takes events of a mad clock, and lists of people and events are answered all the same', async () => {
  const { send, admin } = await createBench()
  const mad = [
    { event: 'x', userId: 'late', timestamp: '9999-12-28T23:59:59.000Z', sentAt: '-271821-04-20T00:00:00.000Z' },
    { event: 'x', userId: 'early', timestamp: '0000-01-01T00:00:00.000Z', sentAt: '+275760-09-13T00:00:00.000Z' },
  ]
  for (const event of mad) expect(await (await send('/v1/track', event)).json()).toMatchObject({ accepted: 1, warnings: [{ code: 'clock_out_of_range' }] })
  for (const path of [
    'people',
    'events',
    'people/late',
    'people/early',
    'people/early/timeline',
    'overview',
    'guides',
    'insights/funnel?steps=x,y',
    'insights/sessions',
  ])
    expect([path, (await admin(path)).status]).toEqual([path, 200])
})
