// Owns the thread of the projection: it follows the log and answers one question after another, so that the thread that takes
// events in never waits for either. It must not know HTTP.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { CollectorError, describeError } from '../../error.ts'
import { createSqliteEventLog } from '../sqlite/event-log.ts'
import { activeDays, eventDays, eventNames, eventsOf } from './event-questions.ts'
import { guideCounts, guideDays, guideMissing, guideParts, guidePeople } from './guide-questions.ts'
import type { Order, QuestionName, Report, ThreadData } from './message.ts'
import { openProjectionFile, removeProjectionFile, type ProjectionFile } from './projection-file.ts'
import { createSession, timeout, type Session } from './session.ts'
import { createTakingIn, type LinkSeed, type TakingIn } from './take-in.ts'

const QUESTIONS = { guideCounts, guideParts, guidePeople, guideDays, guideMissing, eventDays, activeDays, eventsOf, eventNames } satisfies Record<
  QuestionName,
  unknown
>
/** Events behind from which on it is told how far it is. */
const TOLD = 100_000

/** What DuckDB says of a file that it cannot read, and of itself when it has given up. A full disk is neither. */
const DAMAGE = /corrupt|checksum|invalidated|deserializ|serialization|internal error|fatal|not a valid|catalog error/i

const { log: logPath, path, queryMs, behindMs } = workerData as ThreadData
const port = parentPort!
const report = (message: Report): void => port.postMessage(message)

const database = new DatabaseSync(logPath, { readOnly: true })
database.exec('PRAGMA busy_timeout = 5000')
const log = createSqliteEventLog(database)

let open: { file: ProjectionFile; takingIn: TakingIn; first: number } | undefined
let following: Promise<void> | undefined
let gotLinks = (_: readonly LinkSeed[]): void => {}

/** Opens the projection where it is not; a new one begins with the links that are known. */
async function ensureOpen(): Promise<NonNullable<typeof open>> {
  if (open) return open
  const file = await openProjectionFile(path, log)
  const takingIn = createTakingIn(file, log)
  if (file.position === 0) {
    for (let after: LinkSeed | undefined; ;) {
      const links = await new Promise<readonly LinkSeed[]>((resolve) => {
        gotLinks = resolve
        report({ type: 'links', after })
      })
      if (!links.length) break
      await takingIn.addLinks(links)
      after = links.at(-1)
    }
  }
  return (open = { file, takingIn, first: 0 })
}

/** Takes in everything up to a position of the log. One at a time; whoever comes meanwhile waits for the same. */
async function catchUp(end: number): Promise<void> {
  while ((open?.file.position ?? -1) < end) {
    following ??= follow(end).finally(() => (following = undefined))
    await following
  }
}

async function follow(end: number): Promise<void> {
  const { file, takingIn } = await ensureOpen()
  const from = file.position
  const begun = performance.now()
  while (file.position < end && (await takingIn.step())) {
    if (end - from < TOLD) continue
    const eventsPerSecond = Math.round(((file.position - from) * 1000) / (performance.now() - begun))
    report({ type: 'progress', progress: { position: file.position, end, eventsPerSecond } })
  }
  // positions may have gaps, and the last events may be gone meanwhile
  if (file.position < end) file.position = end
}

/** What the log has deleted goes here too. */
async function forgetDeleted(): Promise<void> {
  const { takingIn, first } = await ensureOpen()
  const now = await log.firstPosition()
  if (now === first) return
  await takingIn.deleteBefore(now)
  open!.first = now
}

async function ask(question: QuestionName, parameters: readonly unknown[]): Promise<unknown> {
  await inTime(catchUp(await log.lastPosition()), behindMs)
  await forgetDeleted()
  const { file } = await ensureOpen()
  let over = false
  const timer = setTimeout(() => {
    over = true
    file.reader.interrupt()
  }, queryMs)
  try {
    const session = createSession(file.reader, () => over)
    return await (QUESTIONS[question] as (session: Session, ...all: readonly unknown[]) => Promise<unknown>)(session, ...parameters)
  } catch (error) {
    throw over ? timeout() : error
  } finally {
    clearTimeout(timer)
  }
}

/** Waits for the projection, but not for ever: the work goes on, and the next question finds it further. */
async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void log.lastPosition().then((last) => {
        const position = open?.file.position ?? 0
        reject(
          new CollectorError(
            'projection_behind',
            `The numbers are being made anew from the log: ${position} of ${last} events are counted. Ask again in a moment; nothing is lost.`,
            { headers: { 'Retry-After': '5' } },
          ),
        )
      }, reject)
    }, ms)
  })
  try {
    // nobody may be left to hear of it when it fails later
    work.catch(() => {})
    await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

async function makeAnew(reason: string): Promise<void> {
  await following?.catch(() => {})
  close()
  removeProjectionFile(path)
  report({ type: 'anew', reason })
}

function close(): void {
  open?.file.close()
  open = undefined
}

async function carryOut(order: Exclude<Order, { type: 'links' }>): Promise<unknown> {
  if (order.type === 'ask') {
    try {
      return await ask(order.question, order.parameters)
    } catch (error) {
      if (!DAMAGE.test(describeError(error)) || error instanceof CollectorError) throw error
      // once more, from the log
      await makeAnew(describeError(error))
      return ask(order.question, order.parameters)
    }
  }
  if (order.type === 'step') {
    const { takingIn, file } = await ensureOpen()
    if (!following) await (following = takingIn.step().then(() => {})).finally(() => (following = undefined))
    return (await log.lastPosition()) - file.position
  }
  if (order.type === 'rebuild') {
    // a file that another process has open is refused, not removed
    await ensureOpen()
    await makeAnew('asked for')
    await catchUp(await log.lastPosition())
    return undefined
  }
  await following?.catch(() => {})
  close()
  database.close()
  setImmediate(() => port.close())
  return undefined
}

let tail: Promise<unknown> = Promise.resolve()
port.on('message', (order: Order) => {
  if (order.type === 'links') return gotLinks(order.links)
  // one after another: two at once would share the memory and the time
  tail = tail.then(async () => {
    try {
      report({ type: 'answer', id: order.id, value: await carryOut(order) })
    } catch (error) {
      const { code, headers } = error instanceof CollectorError ? error : { code: 'internal' as const, headers: undefined }
      report({ type: 'failure', id: order.id, code, message: describeError(error), headers })
    }
  })
})
