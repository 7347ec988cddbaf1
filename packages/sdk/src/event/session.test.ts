import { expect, test } from 'vitest'
import { createDisk, createFakePlatform, START } from '../testing/fake-platform.ts'
import { createSession } from './session.ts'

const MINUTE_MS = 60_000

test('thirty minutes without an event end a session', () => {
  const session = createSession(createFakePlatform())
  const { id, started } = session.at(START)
  expect(started).toBe(true)
  expect(session.at(START + 29 * MINUTE_MS)).toEqual({ id, started: false })
  expect(session.at(START + 58 * MINUTE_MS)).toEqual({ id, started: false })
  expect(session.at(START + 88 * MINUTE_MS).started).toBe(true)
})

test('a page load within the time goes on with the session', () => {
  const disk = createDisk()
  const { id } = createSession(createFakePlatform({ disk })).at(START)
  expect(createSession(createFakePlatform({ disk })).at(START + 10 * MINUTE_MS)).toEqual({ id, started: false })
})

test('tabs share a session: the one that slept learns that the other went on', () => {
  const disk = createDisk()
  const [one, two] = [createSession(createFakePlatform({ disk })), createSession(createFakePlatform({ disk }))]
  const { id } = one.at(START)
  expect(two.at(START + 1)).toEqual({ id, started: false })
  for (let minute = 1; minute <= 50; minute++) one.at(START + minute * MINUTE_MS)
  expect(two.at(START + 51 * MINUTE_MS)).toEqual({ id, started: false })
})

test('writes at most every ten seconds, whatever the number of events', () => {
  const platform = createFakePlatform()
  let writes = 0
  const session = createSession({ ...platform, local: { ...platform.local, write: () => void writes++ } })
  for (let i = 0; i < 1_000; i++) session.at(START + i * 20)
  expect(writes).toBeLessThanOrEqual(3)
})

test('the end of a person is the end of the session', () => {
  const session = createSession(createFakePlatform())
  const { id } = session.at(START)
  session.end()
  const next = session.at(START + 1)
  expect(next.started).toBe(true)
  expect(next.id).not.toBe(id)
})

test('works where nothing can be stored', () => {
  const session = createSession({ ...createFakePlatform(), local: { read: () => null, names: () => [], write: () => {} } })
  const { id } = session.at(START)
  expect(session.at(START + MINUTE_MS).id).toBe(id)
})

test('a session that began under a clock that was ahead ends when the clock is set right', () => {
  const disk = createDisk()
  const ahead = createSession(createFakePlatform({ disk }))
  const { id } = ahead.at(START + 24 * 60 * MINUTE_MS)
  const right = ahead.at(START)
  expect(right).toMatchObject({ started: true })
  expect(right.id).not.toBe(id)
  expect(ahead.at(START + MINUTE_MS)).toEqual({ id: right.id, started: false })
  expect(createSession(createFakePlatform({ disk })).at(START + 2 * MINUTE_MS)).toEqual({ id: right.id, started: false })
})
