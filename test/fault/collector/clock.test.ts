import { createCollector, createProject, openStores } from '@foothold/collector'
import { expect, it } from 'vitest'
import { makeFolder } from './process.ts'

const DAY = 86_400_000
const YEAR = 365 * DAY

it('keeps every event once, in its place, while its own clock jumps and those of clients are years off', async () => {
  const stores = await openStores(makeFolder())
  let clock = Date.UTC(2026, 5, 15, 12)
  const { writeKey, project } = await createProject(stores.state, 'P')
  const collector = createCollector({ stores, now: () => clock, limits: { eventsPerSecond: 100, eventsBurst: 100 } })
  const post = async (body: object): Promise<{ accepted: number; duplicates: number; warnings: { code: string }[] }> => {
    // so that the bucket of the key refills, however the clock jumps
    clock += 1000
    const answer = await collector.app.request('/v1/batch', { method: 'POST', headers: { authorization: `Bearer ${writeKey}` }, body: JSON.stringify(body) })
    expect(answer.status).toBe(200)
    return (await answer.json()) as never
  }
  const event = (messageId: string, timestamp?: number): object => ({
    type: 'track',
    event: 'e',
    userId: 'u',
    messageId,
    ...(timestamp === undefined ? {} : { timestamp: new Date(timestamp).toISOString() }),
  })
  const expected = new Map<string, number>()
  let number = 0
  for (const jump of [0, -DAY, 2 * DAY, -10 * YEAR, 10 * YEAR, -1]) {
    clock += jump
    for (const skew of [0, -10 * YEAR, 10 * YEAR, 3 * 3_600_000]) {
      const ids = Array.from({ length: 20 }, () => `m${String(number++)}`)
      const sentAt = clock + 1000 + skew
      const body = { sentAt: new Date(sentAt).toISOString(), batch: ids.map((id) => event(id, sentAt - 5000)) }
      expect(await post(body)).toMatchObject({ accepted: 20, duplicates: 0, warnings: [] })
      for (const id of ids) expected.set(id, clock - 5000)
    }
  }
  // sent again after all jumps: known all the same
  expect(await post({ batch: [...expected.keys()].slice(0, 100).map((id) => event(id)) })).toMatchObject({ accepted: 0, duplicates: 100 })
  // a client without a word about its own clock is taken at its word, and told where that cannot be
  expect((await post({ batch: [event('ahead', clock + DAY)] })).warnings.map(({ code }) => code)).toEqual(['clock_out_of_range'])
  await collector.caughtUp(project.id)
  const stored = await stores.log.read(0, 100_000)
  expect(stored.length).toBe(expected.size + 1)
  for (const [index, { messageId, timestamp, position }] of stored.entries()) {
    expect(position).toBe(index + 1)
    if (messageId !== 'ahead') expect(Math.abs(timestamp - expected.get(messageId)!)).toBeLessThanOrEqual(1)
  }
  await collector.close()
  await stores.close()
})
