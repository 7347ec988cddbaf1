// Owns sending history to a collector: in batches, in order, waiting where it asks for that. It must not know files.
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { LIMITS, type BatchAnswer } from '@foothold/protocol'
import { ask, json, type Access } from '../admin-client.ts'
import { CliError } from '../fail.ts'

/** An event and the line that it came from. */
export interface ImportedEvent {
  line: number
  event: Record<string, unknown>
}

/** What came of a batch. */
export interface Sent {
  accepted: number
  duplicates: number
  refused: { line: number; code: string; detail: string }[]
}

/** JSON of one batch, in characters; its half of what the collector takes leaves room for letters of several bytes. */
const BATCH_LENGTH = LIMITS.batchDecompressedBytes / 3
/** A collector that does not answer for so long is asked no more. */
const PATIENCE_MS = 120_000
const FIRST_WAIT_MS = 500
const MOST_WAIT_MS = 15_000

/** Collects events into batches; `flush` gives what is left. */
export function createBatches(): { add(one: ImportedEvent): ImportedEvent[] | undefined; flush(): ImportedEvent[] } {
  let batch: ImportedEvent[] = []
  let length = 0
  const flush = (): ImportedEvent[] => {
    const full = batch
    batch = []
    length = 0
    return full
  }
  return {
    flush,
    add(one) {
      const more = JSON.stringify(one.event).length
      const full = batch.length && (batch.length >= LIMITS.batchEvents || length + more > BATCH_LENGTH) ? flush() : undefined
      batch.push(one)
      length += more
      return full
    },
  }
}

/**
 * Sends one batch, again and again where the collector is busy or away; each event is stored once, however often it is sent.
 *
 * @param tell - hears why it waits.
 * @param route - that takes a `batch`.
 * @throws {CliError} where the collector refuses the batch as a whole, or is away too long.
 */
export async function sendBatch(access: Access, batch: readonly ImportedEvent[], tell: (why: string) => void, route = '/admin/v1/import'): Promise<Sent> {
  const body = gzipSync(JSON.stringify({ batch: batch.map(({ event }) => event) }), { level: 1 })
  const begun = Date.now()
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MOST_WAIT_MS)) {
    const answer = await ask(
      access,
      route,
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body },
      [429, 500, 502, 503, 504],
    ).catch((error: unknown) => {
      if (Date.now() - begun > PATIENCE_MS || (error as CliError).code) throw error
      return error as CliError
    })
    if (answer instanceof Response && answer.ok) return toSent(await json<BatchAnswer>(answer), batch)
    const why = answer instanceof Response ? await reasonOf(answer) : answer.message
    if (Date.now() - begun > PATIENCE_MS) throw new CliError(`${why} Given up after ${PATIENCE_MS / 1000} s; run the same command again to go on.`)
    tell(why)
    const asked = answer instanceof Response ? Number(answer.headers.get('retry-after')) * 1000 : 0
    await sleep(asked > 0 ? Math.min(asked, PATIENCE_MS) : waitMs)
  }
}

async function reasonOf(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string }
  return `${problem.code ?? answer.status}: ${problem.detail ?? 'the collector is busy.'}`
}

function toSent({ accepted, duplicates, rejected }: BatchAnswer, batch: readonly ImportedEvent[]): Sent {
  const lines = new Map(batch.map(({ line, event }) => [event['messageId'], line]))
  return {
    accepted,
    duplicates,
    refused: rejected.map(({ id, code, pointer, detail }) => {
      const index = /^\/batch\/(\d+)/.exec(pointer)?.[1]
      return { line: (index === undefined ? lines.get(id) : batch[Number(index)]?.line) ?? 0, code, detail }
    }),
  }
}
