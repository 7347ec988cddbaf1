import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary.ts'
import { CHUNK_EVENTS, packEvents, type PackedEvents } from './chunk.ts'
import { connectDatabase, openDatabase } from './database.ts'
import { createEventAppender } from './event-appender.ts'
import { LOG_MIGRATIONS } from './event-schema.ts'

/** As many ids as move into the table together. */
const GENERATION = 32_768

const pack = (project: string, ids: readonly string[]): PackedEvents =>
  packEvents(
    ids.map((messageId) => ({
      project,
      messageId,
      type: 'track',
      name: 'saved',
      anonymousId: 'a',
      userId: null,
      groupId: null,
      previousId: null,
      timestamp: 0,
      receivedAt: 0,
      sequence: 0,
      flags: 0,
      properties: '{}',
      traits: '{}',
      context: '{}',
    })) as never,
  )
const numbered = (letter: string, count: number): string[] => Array.from({ length: count }, (_, i) => letter + String(i).padStart(6, '0'))
const parts = (project: string, ids: readonly string[]): PackedEvents[] =>
  Array.from({ length: Math.ceil(ids.length / CHUNK_EVENTS) }, (_, i) => pack(project, ids.slice(i * CHUNK_EVENTS, (i + 1) * CHUNK_EVENTS)))

test('an id is stored once where two processes write events of two projects', () => {
  const path = join(temporaryFolder(), 'events.db')
  const here = openDatabase(path, LOG_MIGRATIONS)
  const elsewhere = connectDatabase(path)
  const one = createEventAppender(here)
  const two = createEventAppender(elsewhere)
  // the higher ids come first, and lie in the table when the lower ones begin to move
  for (const part of parts('a', [...numbered('z', GENERATION), ...numbered('b', GENERATION + 2_000)])) one.append([part])
  two.append([pack('b', ['from elsewhere'])])
  one.append([pack('b', ['here'])])
  expect(one.append([pack('a', ['z000007', 'b000007', 'z999999'])])).toEqual([false, false, true])
  here.close()
  elsewhere.close()
})

test('an id is stored once whichever of the two orders of texts it stands in', () => {
  const path = join(temporaryFolder(), 'events.db')
  // by UTF-16 the first stands before the others, by UTF-8 behind them
  const odd = ['\u{1f600}', '\ufb00', '\uff01', '\ufffd']
  for (const early of odd) {
    const database = openDatabase(path, LOG_MIGRATIONS)
    const project = `project ${early}`
    const one = createEventAppender(database)
    for (const part of parts(project, [early, ...numbered('a', GENERATION)])) one.append([part])
    const rest = odd.filter((id) => id !== early)
    for (const part of parts(project, [...rest, ...numbered('b', 3 * GENERATION)])) one.append([part])
    expect(one.append([pack(project, odd)])).toEqual([false, false, false, false])
    // what was read from the table alone says the same
    expect(createEventAppender(database).append([pack(project, odd)])).toEqual([false, false, false, false])
    database.close()
  }
})

test('says of a log that another process holds that it cannot be written, and not that the events are at fault', () => {
  const path = join(temporaryFolder(), 'events.db')
  const here = openDatabase(path, LOG_MIGRATIONS)
  here.exec('PRAGMA busy_timeout = 0')
  const elsewhere = connectDatabase(path)
  const appender = createEventAppender(here)
  elsewhere.exec('BEGIN IMMEDIATE')
  expect(() => appender.append([pack('a', ['1'])])).toThrow(expect.objectContaining({ code: 'storage_failed' }) as Error)
  elsewhere.exec('ROLLBACK')
  expect(appender.append([pack('a', ['1'])])).toEqual([true])
  here.close()
  elsewhere.close()
})
