import { expect, test } from 'vitest'
import { createBench } from '../../testing/temporary.ts'

const post = (batch: unknown[]): RequestInit => ({ method: 'POST', body: JSON.stringify({ batch }) })
const event = { type: 'track', event: 'Saved', userId: 'ada', messageId: 'm', timestamp: '2001-02-03T04:05:06Z' }

test('history keeps its time without a warning, and is stored once', async () => {
  const bench = await createBench()
  expect(await (await bench.admin('import', post([event, { ...event, messageId: 'n' }, {}]))).json()).toMatchObject({
    accepted: 2,
    duplicates: 0,
    rejected: [{ code: 'event_invalid', pointer: '/batch/2/type' }],
    warnings: [],
  })
  expect(await (await bench.admin('import', post([event]))).json()).toMatchObject({ accepted: 0, duplicates: 1 })
  const { items } = await bench.get<{ items: { at: string }[] }>('events')
  expect(items.map(({ at }) => at)).toEqual(['2001-02-03T04:05:06.000Z', '2001-02-03T04:05:06.000Z'])
  expect(await (await bench.send('/v1/batch', { batch: [{ ...event, messageId: 'o' }] })).json()).toMatchObject({ warnings: [{ code: 'clock_out_of_range' }] })
})

test('nothing is taken of who was erased, and nothing by a write key', async () => {
  const bench = await createBench()
  await bench.admin('import', post([event]))
  await bench.admin('people/ada/erase', { method: 'POST', body: '{}' })
  expect(await (await bench.admin('import', post([{ ...event, messageId: 'late' }]))).json()).toMatchObject({
    accepted: 0,
    rejected: [{ code: 'person_erased' }],
  })
  expect((await bench.send('/admin/v1/import', { batch: [event] })).status).toBe(403)
})

test('more than a batch may hold is refused', async () => {
  const bench = await createBench({ limits: { batchEvents: 2 } })
  expect(await (await bench.admin('import', post([event, event, event]))).json()).toMatchObject({ code: 'batch_too_many' })
  expect(await (await bench.admin('import', post([]))).json()).toMatchObject({ code: 'request_invalid' })
})
