import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary.ts'
import { makeEvent } from '../testing.ts'
import { decodeChunk, type EncodedChunk } from './chunk.ts'
import { openStores } from './open.ts'

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

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** Every piece of some bytes. */
function windows(bytes: Uint8Array): Set<string> {
  const text = toText(bytes)
  return new Set(Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE)))
}
