import { expect, test } from 'vitest'
import { createGuard } from '../guard.ts'
import { createFakePlatform, failure, ok, turns } from '../testing/fake-platform.ts'
import type { Answer } from '../transport/transport.ts'
import { createLoader, type Loader } from './loader.ts'

function open(answer: () => Answer | Promise<Answer>, take: () => void = () => {}): { loader: Loader; reports: string[] } {
  const reports: string[] = []
  const report = (code: string, message: string, cause?: unknown): void =>
    void reports.push(`${code}: ${message}${cause instanceof Error ? ` ${cause.message}` : ''}`)
  const world = { platform: createFakePlatform(), report, guard: createGuard(report), ask: async () => answer(), question: () => '{}', language: () => 'en' }
  return { reports, loader: createLoader(world, take, take) }
}

test.each([
  [
    'a key that nobody knows',
    { status: 401, body: { code: 'key_unknown', detail: 'No such key. Check it.' }, retryAfterMs: 0 },
    "key_unknown: The collector's answer: No such key. Check it.",
  ],
  ['a refusal of somebody else', failure(403), "endpoint_invalid: The collector's answer: 403"],
])('%s is told in the words of the answer', async (_, answer, told) => {
  const { loader, reports } = open(() => answer)
  await loader.loadBundle(Promise.resolve())
  expect(reports).toEqual([told])
})

test.each<[string, (loader: Loader) => Promise<void> | undefined]>([
  ['a bundle', (loader) => loader.loadBundle(Promise.resolve())],
  ['a state', (loader) => loader.loadState()],
])('%s that cannot be used, or asked for, is told of and rejects nothing', async (_, load) => {
  const used = open(
    () => ok({ guides: [], tallies: {} }),
    () => {
      throw new Error('odd')
    },
  )
  await load(used.loader)
  const asked = open(() => Promise.reject(new Error('broken')))
  await load(asked.loader)
  await turns()
  expect([used.reports, asked.reports]).toEqual([['internal: Failed inside Foothold. odd'], ['internal: Failed inside Foothold. broken']])
})
