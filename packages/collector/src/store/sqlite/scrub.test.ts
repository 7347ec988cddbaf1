import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createProject } from '../../project/create-project.ts'
import { temporaryFolder } from '../../testing/temporary.ts'
import { makeEvent } from '../testing.ts'
import { decodeChunk, type EncodedChunk } from './chunk.ts'
import { forgetCleaning } from './clean-log.ts'
import { openStores } from './open.ts'
import { startScrubThread } from './scrub-thread.ts'

const PEOPLE = 40
const ERASED = 20
/** Bytes that two bodies do not have in common by chance. */
const PIECE = 24

it('leaves no piece of a chunk that somebody erased was in, however often chunks were split', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  // always the same numbers
  const numbers = fc.sample(fc.nat(), { seed: 6, numRuns: 60_000 })
  let next = 0
  const number = (): number => numbers[next++ % numbers.length]!
  let made = 0
  const event = (): ReturnType<typeof makeEvent> => {
    const userId = `person-${number() % PEOPLE}-`
    return makeEvent({ messageId: `m${made++}`, userId, properties: JSON.stringify({ secret: [userId, number(), number(), number()] }) })
  }
  for (let round = 0; round < 250; round++) await stores.log.append(Array.from({ length: 1 + (number() % (round % 7 ? 6 : 300)) }, event))
  const database = new DatabaseSync(join(folder, 'events.db'), { readOnly: true })
  const bodies = (): Uint8Array[] => (database.prepare('SELECT checksum, body FROM chunk').all() as unknown as EncodedChunk[]).map(({ body }) => body)
  const gone: Uint8Array[] = []
  for (let n = 0; n < ERASED; n++) {
    const userId = `person-${n}-`
    const { project } = makeEvent({ messageId: 'x' })
    gone.push(
      ...(database.prepare('SELECT checksum, body FROM chunk').all() as unknown as EncodedChunk[])
        .filter((chunk) => decodeChunk(project, chunk).some((one) => one.userId === userId))
        .map(({ body }) => body),
    )
    await stores.log.erase(project, { userId, anonymousIds: [] })
  }
  const live = windows(Buffer.concat(bodies()))
  database.close()
  await stores.scrub()
  const left = windows(readFileSync(join(folder, 'events.db')))
  await stores.close()
  const pieces = gone.flatMap((body) => Array.from({ length: Math.floor(body.length / PIECE) }, (_, n) => toText(body.subarray(n * PIECE, (n + 1) * PIECE))))
  expect(pieces.length).toBeGreaterThan(1000)
  expect(pieces.filter((piece) => left.has(piece) && !live.has(piece))).toEqual([])
})

it('lets others append while the log is cleaned, and keeps each event once, where it was', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'events.db')
  const stores = await openStores(folder)
  // a log beside a state without projects is refused
  await createProject(stores.state, 'Test')
  // ids in no order, so that the table of ids changes everywhere
  const toId = (n: number): string => `${(n * 7919) % 9973}-${n}`
  const append = (from: number, count: number): Promise<boolean[]> =>
    stores.log.append(Array.from({ length: count }, (_, n) => makeEvent({ messageId: toId(from + n), userId: 'u' })))
  let next = 0
  for (let round = 0; round < 800; round++) {
    await append(next, 20)
    next += 20
  }
  const { project } = makeEvent({ messageId: 'x' })
  const before = await stores.log.read(0, 1e6)

  const broken = startScrubThread({ path, kind: 'log' })
  const copied = new DatabaseSync(path)
  while (!namesIn(copied).includes('chunk_clean')) {
    await append(next++, 1)
    await new Promise((go) => setImmediate(go))
  }
  await broken.end()
  await expect(broken.done).rejects.toThrow('broken off')
  // a copy that is made then has nothing of it
  copied.prepare('VACUUM INTO ?').run(join(folder, 'copy.db'))
  copied.close()
  const copy = new DatabaseSync(join(folder, 'copy.db'))
  expect(namesIn(copy)).not.toEqual(TABLES)
  forgetCleaning(copy)
  expect(namesIn(copy)).toEqual(TABLES)
  expect(copy.prepare('SELECT sum(events) AS n FROM chunk').get()).toEqual({ n: next })
  copy.close()

  const thread = startScrubThread({ path, kind: 'log' })
  let isDone = false
  void thread.done.then(() => (isDone = true))
  let acknowledged = 0
  while (!isDone) {
    // where nothing is waited for, nobody else has a turn
    await new Promise((go) => setImmediate(go))
    expect(await append(next, 3)).toEqual([true, true, true])
    // what was there before, and what came a moment ago
    expect(await stores.log.append([before[next % 16_000]!, makeEvent({ messageId: toId(next) })])).toEqual([false, false])
    next += 3
    if (!isDone) acknowledged++
  }
  expect(acknowledged).toBeGreaterThan(20)
  expect(await append(0, next)).toEqual(Array.from({ length: next }, () => false))
  await stores.close()

  const again = await openStores(folder)
  expect(await again.log.append([before[0]!, before.at(-1)!])).toEqual([false, false])
  const after = await again.log.read(0, 1e6)
  expect(after.slice(0, before.length)).toEqual(before)
  expect(after.map(({ messageId }) => messageId).toSorted()).toEqual(Array.from({ length: next }, (_, n) => toId(n)).toSorted())
  expect(await again.log.count(project)).toBe(next)
  await again.close()
  const database = new DatabaseSync(path, { readOnly: true })
  expect(namesIn(database)).toEqual(TABLES)
  database.close()
})

const TABLES = ['chunk', 'message', 'message_position']
/** Tables and triggers of events. */
const namesIn = (database: DatabaseSync): string[] =>
  (database.prepare("SELECT name FROM sqlite_schema WHERE type <> 'index' ORDER BY name").all() as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => /chunk|message/.test(name))

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** Every piece of some bytes. */
function windows(bytes: Uint8Array): Set<string> {
  const text = toText(bytes)
  return new Set(Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE)))
}
