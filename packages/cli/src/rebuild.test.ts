import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProject, openStores, type NewEvent } from '@foothold/collector'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from './testing/run-cli.ts'

const event = (messageId: string): NewEvent => ({
  project: 'p',
  messageId,
  type: 'track',
  name: 'used',
  anonymousId: null,
  userId: 'u',
  groupId: null,
  previousId: null,
  timestamp: 1000,
  receivedAt: 1000,
  sequence: null,
  flags: 0,
  properties: '{}',
  traits: '{}',
  context: '{}',
})

test('makes what numbers are answered from anew, but not under a running collector', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  const data = join(cwd, 'data')
  expect(await runCli(['rebuild', '--data', 'data'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^not_found: There is no event log in data/),
  })
  const stores = await openStores(data)
  await createProject(stores.state, 'P')
  await stores.log.append(Array.from({ length: 3000 }, (_, index) => event(`m${index}`)))
  expect(await stores.query.eventDays('p', 0)).toMatchObject([{ events: 3000 }])
  expect(await runCli(['rebuild', '--data', 'data'], { cwd })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^store_in_use: /) })
  await stores.close()
  expect(await runCli(['rebuild', '--data', 'data'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Rebuilt from 3,000 events in \d+\.\d s\.\n$/),
  })
  const again = await openStores(data)
  expect(await again.query.eventDays('p', 0)).toMatchObject([{ events: 3000 }])
  await again.close()
}, 30_000)
