import { expect, test } from 'vitest'
import { createGuard } from './guard.ts'

const guardInto = (reports: unknown[]): ReturnType<typeof createGuard> => createGuard((code, _, cause) => void reports.push([code, cause]))

test('what is thrown or rejected is reported, and nothing comes of it', async () => {
  const reports: unknown[] = []
  const guard = guardInto(reports)
  const thrown = guard((): number => {
    throw new Error('a')
  })
  expect(thrown()).toBeUndefined()
  expect(await guard(async () => Promise.reject(new Error('b')))()).toBeUndefined()
  expect(reports).toEqual([
    ['internal', new Error('a')],
    ['internal', new Error('b')],
  ])
})

test.each([[undefined], [null], [0], [''], ['catch'], [{ show: true }]])('%j is handed back', (value) => {
  const reports: unknown[] = []
  expect(guardInto(reports)(() => value)()).toBe(value)
  expect(reports).toEqual([])
})

// zone.js does so in every Angular application
test('a rejection is caught also where the host has a Promise of its own', async () => {
  const reports: unknown[] = []
  const native = globalThis.Promise
  const work = guardInto(reports)(async () => native.reject(new Error('c')))
  globalThis.Promise = function Foreign() {} as unknown as PromiseConstructor
  const result = work()
  globalThis.Promise = native
  await expect(result).resolves.toBeUndefined()
  expect(reports).toEqual([['internal', new Error('c')]])
})
