// A page for which nothing is published: what it fetches, and that it hears of what comes.
import type { Bundle } from '@foothold/protocol'
import { afterEach, expect, test } from 'vitest'
import { createDisk, turns, type FakePlatform } from './testing/fake-platform.ts'
import { bundle, closeClients, openClient } from './testing/open-client.ts'
import { toBundle } from './testing/publish.ts'

afterEach(closeClients)

const NOTHING = toBundle([], {}, '0')
const CLICKS: Bundle = { ...NOTHING, version: '2', clicks: [{ feature: 'export', selector: 'button' }] }
const asked = ({ requests }: FakePlatform): string[] => requests.map(({ path }) => path.split('?')[0]!).filter((path) => path !== '/v1/batch')

test('where nothing was published the next page fetches nothing to decide with, and asks about nobody', async () => {
  const disk = createDisk()
  for (const loaded of [true, false, false]) {
    const { foothold, platform, events } = await openClient({ disk, bundle: NOTHING })
    await turns()
    expect(foothold.why('intro')).toMatchObject({ reason: loaded ? 'no-such-guide' : 'not-loaded' })
    expect(asked(platform)).toEqual(['/v1/bundle/fh_pub_test'])
    await foothold.track('seen')
    expect(await events('seen')).not.toEqual([])
    foothold.dispose()
  }
})

test.each([
  ['a guide', bundle],
  ['an element to watch', CLICKS],
])('what is published then is there on the next page: %s', async (_, published) => {
  const disk = createDisk()
  const before = await openClient({ disk, bundle: NOTHING })
  await turns()
  before.foothold.dispose()
  const { foothold } = await openClient({ disk, bundle: published })
  // what the page says before anything is there is heard too
  void foothold.identify('u_1', { role: 'admin' })
  await turns()
  expect(foothold.why('intro')).toMatchObject(published === bundle ? { show: true } : { reason: 'no-such-guide' })
  expect(disk.local.get('quiet')).toBeFalsy()
})

test('a collector that does not answer is no news: what is known of the last visit decides', async () => {
  const disk = createDisk()
  const before = await openClient({ disk, bundle: NOTHING })
  await turns()
  before.foothold.dispose()
  const { foothold } = await openClient({ disk, answer: () => ({ status: 0, body: undefined, retryAfterMs: 0 }) })
  await turns()
  expect(foothold.why('intro')).toMatchObject({ reason: 'no-such-guide' })
})

test('a page that asks for news as they come waits for them', async () => {
  const disk = createDisk()
  const before = await openClient({ disk, bundle: NOTHING })
  await turns()
  before.foothold.dispose()
  const { foothold } = await openClient({ disk, live: true, bundle: NOTHING })
  await turns()
  expect(foothold.why('intro')).toMatchObject({ reason: 'no-such-guide' })
})
