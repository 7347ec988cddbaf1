// Owns the thread of the projection: it answers one question after another, so that the thread that takes events in never
// waits for one. It must not know HTTP.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { CollectorError, describeError } from '../../error.ts'
import { createSqliteEventLog } from '../sqlite/event-log.ts'
import { createCatchingUp } from './catching-up.ts'
import { tellEnded } from './end-with-process.ts'
import { activeDays, eventDays, eventNames, eventsOf } from './event-questions.ts'
import { FOLD_QUESTIONS } from './fold-questions.ts'
import { guideCounts, guideDays, guideMissing, guideParts, guidePeople } from './guide-questions.ts'
import { guideExposures } from './lift-questions.ts'
import type { LinksAnswer, Order, QuestionName, Report, ThreadData } from './message.ts'
import { draining, timeout } from './refusal.ts'
import { createSession, inSnapshot, type Session } from './session.ts'

const QUESTIONS = {
  guideCounts,
  guideParts,
  guidePeople,
  guideDays,
  guideMissing,
  guideExposures,
  eventDays,
  activeDays,
  eventsOf,
  eventNames,
  ...FOLD_QUESTIONS,
} satisfies Record<QuestionName, unknown>

/** What DuckDB says of a file that it cannot read, and of itself when it has given up. A full disk is neither. */
const DAMAGE = /corrupt|checksum|invalidated|deserializ|serialization|internal error|fatal|not a valid|catalog error/i

type Question = Extract<Order, { type: 'ask' }>

const { log: logPath, path, queryMs, behindMs, ended } = workerData as ThreadData
const port = parentPort!
const report = (message: Report): void => port.postMessage(message)

const database = new DatabaseSync(logPath, { readOnly: true })
database.exec('PRAGMA busy_timeout = 5000')
const log = createSqliteEventLog(database)

let gotLinks = (_: LinksAnswer): void => {}
const projection = createCatchingUp({
  path,
  log,
  report,
  async linksAfter(after) {
    const { links, failure } = await new Promise<LinksAnswer>((resolve) => {
      gotLinks = resolve
      report({ type: 'links', after })
    })
    if (failure !== undefined) throw new Error(failure)
    return links
  },
})

/** Ends the question that is being answered, with this. */
let interrupt = (_: CollectorError): void => {}

/** @param ready - resolves when all is in the projection that the answer must count. */
async function ask({ question, parameters }: Question, ready: Promise<void>): Promise<unknown> {
  let over: CollectorError | undefined
  let stopReading = (): void => {}
  const stopped = new Promise<never>((_, reject) => {
    interrupt = (reason) => {
      over = reason
      reject(reason)
      stopReading()
    }
  })
  stopped.catch(() => {})
  await Promise.race([ready, stopped])
  await projection.forgetDeleted()
  const { reader, withRoom } = await projection.open()
  stopReading = () => reader.interrupt()
  const timer = setTimeout(() => interrupt(timeout()), queryMs)
  try {
    // a timer waits for whoever counts without a pause
    const end = performance.now() + queryMs
    const session = createSession(reader, () => over !== undefined || performance.now() > end)
    const work = QUESTIONS[question] as (session: Session, ...all: readonly unknown[]) => Promise<unknown>
    // events are taken in beside it
    return await withRoom(() =>
      inSnapshot(reader, () =>
        work(session, ...parameters).finally(() => {
          // what ends it must not be interrupted
          stopReading = () => {}
        }),
      ),
    )
  } catch (error) {
    throw over ?? error
  } finally {
    clearTimeout(timer)
    interrupt = () => {}
  }
}

/** Waits for the projection, but not for ever: the work goes on, and the next question finds it further. */
async function becomeReady(): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void log.lastPosition().then((last) => {
        reject(
          new CollectorError(
            'projection_behind',
            `The numbers are being made anew from the log: ${projection.position} of ${last} events are counted. Ask again in a moment; nothing is lost.`,
            { headers: { 'Retry-After': '5' } },
          ),
        )
      }, reject)
    }, behindMs)
  })
  try {
    const work = log.lastPosition().then((last) => projection.catchUp(last))
    // nobody may be left to hear of it when it fails later
    work.catch(() => {})
    await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

async function answerQuestion(order: Question, ready: Promise<void>): Promise<unknown> {
  if (closing) throw draining()
  try {
    return await ask(order, ready)
  } catch (error) {
    if (!DAMAGE.test(describeError(error)) || error instanceof CollectorError) throw error
    // once more, from the log
    await projection.makeAnew(describeError(error))
    return ask(order, becomeReady())
  }
}

/** Removes the file. @returns makes it anew, which nobody's turn waits for. */
async function beginAnew(): Promise<() => Promise<void>> {
  if (closing) throw draining()
  // a file that another process has open is refused, not removed
  await projection.open()
  await projection.makeAnew('asked for')
  return async () => projection.catchUp(await log.lastPosition())
}

async function close(): Promise<void> {
  try {
    await projection.close()
    database.close()
  } finally {
    tellEnded(ended)
    setImmediate(() => port.close())
  }
}

async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  try {
    report({ type: 'answer', id, value: await work() })
  } catch (error) {
    const { code, headers } = error instanceof CollectorError ? error : { code: 'internal' as const, headers: undefined }
    report({ type: 'failure', id, code, message: describeError(error), headers })
  }
}

let closing = false
/** Orders whose turn has not come. */
const queued = new Set<number>()
let current: number | undefined

async function carryOut(order: Exclude<Order, LinksAnswer | { type: 'drop' }>, ready: Promise<void> | undefined): Promise<void> {
  if (order.type === 'ask') return answer(order.id, () => answerQuestion(order, ready!))
  if (order.type === 'step') return answer(order.id, () => projection.step())
  if (order.type === 'close') return answer(order.id, close)
  const begun = beginAnew()
  // who asks meanwhile does not wait for all of the log
  void answer(order.id, async () => (await begun)())
  await begun.catch(() => {})
}

let tail: Promise<unknown> = Promise.resolve()
port.on('message', (order: Order) => {
  if (order.type === 'links') return gotLinks(order)
  if (order.type === 'drop') {
    queued.delete(order.id)
    if (current === order.id) interrupt(timeout())
    return
  }
  if (order.type === 'close') {
    // what is under way ends early; what waits is refused
    closing = true
    projection.end()
    gotLinks({ type: 'links', links: [] })
    interrupt(draining())
  }
  queued.add(order.id)
  // its time begins now, whoever is before it
  const ready = order.type === 'ask' ? becomeReady() : undefined
  ready?.catch(() => {})
  // one after another: two at once would share the memory and the time
  tail = tail.then(async () => {
    // whoever asked is gone
    if (!queued.delete(order.id)) return
    current = order.id
    await carryOut(order, ready)
    current = undefined
  })
})
