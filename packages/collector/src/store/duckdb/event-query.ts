// Owns the questions over many events on the side of those who ask: it starts the thread that answers, hands questions over
// and bounds how many wait. It must not know SQL or what is asked.
import type { Worker } from 'node:worker_threads'
import { askerSignal, givenUp } from '../../asker.ts'
import { CollectorError, describeError } from '../../error.ts'
import type { Logger } from '../../options.ts'
import type { EventLog } from '../event-log.ts'
import type { EventQuery, QueryProgress } from '../event-query.ts'
import { startThread } from '../start-thread.ts'
import type { PeopleStore } from '../state-store.ts'
import { createEnded, endWithProcess } from './end-with-process.ts'
import type { Order, QuestionName, Report, ThreadData } from './message.ts'
import { draining } from './refusal.ts'

/** What the questions are answered from. */
export interface DuckEventQueryOptions extends Pick<ThreadData, 'path'> {
  /** Path of the log; the thread reads it on its own. */
  logPath: string
  log: Pick<EventLog, 'lastPosition'>
  people: Pick<PeopleStore, 'linksAfter'>
  logger: Logger
  /** Time of one answer, in ms. @default 5000 */
  queryMs?: number | undefined
}

/** Questions that may wait. */
const WAITING = 50
const QUERY_MS = 5000
/** Links that are handed over at once. */
const LINKS = 5000
/** Events behind from which on it is followed without a question: fewer are taken in when somebody asks. */
const FOLLOWED = 10_000
/** Time between two lines of the log, in ms. */
const TOLD_MS = 5000
/** The thread's JavaScript; DuckDB's own memory is not in it. */
const HEAP_MB = 192

/** Open projections of this process. DuckDB locks its file against other processes only. */
const inUse = new Set<string>()

/** Creates the event query. The thread starts with the first question, or when there is much to follow. */
export function createDuckEventQuery({ path, logPath, log, people, logger, queryMs = QUERY_MS }: DuckEventQueryOptions): EventQuery {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let lastId = 0
  let worker: Worker | undefined
  let closed = false
  let ended: Promise<void> = Promise.resolve()
  let onProgress: ((progress: QueryProgress) => void) | undefined
  let told = 0

  const settle = (id: number): void => {
    waiting.delete(id)
    if (!waiting.size && !closed) worker?.unref()
  }

  const hear = (report: Report): void => {
    if (report.type === 'links') {
      void people
        .linksAfter(report.after, LINKS)
        .then(
          (links): Order => ({ type: 'links', links }),
          (error: unknown): Order => ({ type: 'links', links: [], failure: describeError(error) }),
        )
        .then((answer) => void worker?.postMessage(answer))
    } else if (report.type === 'progress') {
      onProgress?.(report.progress)
      if (performance.now() - told < TOLD_MS) return
      told = performance.now()
      logger.info({ event: 'projection filled', ...report.progress })
    } else if (report.type === 'anew') logger.info({ event: 'projection made anew', reason: report.reason })
    else {
      const one = waiting.get(report.id)
      settle(report.id)
      if (report.type === 'answer') one?.resolve(report.value)
      else if (report.code === 'internal') one?.reject(new Error(report.message))
      else one?.reject(new CollectorError(report.code, report.message, report.headers ? { headers: report.headers } : {}))
    }
  }

  const start = (): Worker => {
    if (inUse.has(path)) throw new CollectorError('store_in_use', `${path} is open already.`)
    inUse.add(path)
    const data: ThreadData = { log: logPath, path, queryMs, behindMs: queryMs, ended: createEnded() }
    const thread = startThread({ from: import.meta.url, file: 'worker', data, heapMb: HEAP_MB })
    endWithProcess(thread, data.ended, () => thread.postMessage({ id: 0, type: 'close' } satisfies Order))
    let reason: unknown = new Error('the thread of the projection ended')
    thread.on('message', hear)
    // 'exit' follows, and only then the file is free
    thread.on('error', (error) => {
      reason = error
      logger.error({ event: 'projection failed', error: describeError(error) })
    })
    ended = new Promise((resolve) => {
      thread.on('exit', () => {
        worker = undefined
        inUse.delete(path)
        for (const { reject } of waiting.values()) reject(reason)
        waiting.clear()
        resolve()
      })
    })
    return thread
  }

  type Request = Order extends infer One ? (One extends { id: number } ? Omit<One, 'id'> : never) : never
  const send = <T>(request: Request, signal?: AbortSignal): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(givenUp())
      worker ??= start()
      worker.ref()
      const id = ++lastId
      const drop = (): void => {
        worker?.postMessage({ type: 'drop', id } satisfies Order)
        waiting.get(id)?.reject(givenUp())
        settle(id)
      }
      const done = (): void => signal?.removeEventListener('abort', drop)
      waiting.set(id, {
        resolve(value) {
          done()
          resolve(value as T)
        },
        reject(error) {
          done()
          reject(error)
        },
      })
      signal?.addEventListener('abort', drop, { once: true })
      worker.postMessage({ id, ...request })
    })

  const ask =
    (question: QuestionName) =>
    async (...parameters: readonly unknown[]): Promise<never> => {
      if (closed) throw draining()
      if (waiting.size >= WAITING)
        throw new CollectorError('overloaded', `More than ${WAITING} questions wait for an answer. Ask again in a moment.`, { headers: { 'Retry-After': '5' } })
      return send<never>({ type: 'ask', question, parameters }, askerSignal())
    }

  /** Position up to which is known to be taken in; a question may have gone further. */
  let seen = 0
  let following: Promise<void> | undefined
  const follow = async (pace: () => Promise<void>): Promise<void> => {
    while (!closed) {
      const last = await log.lastPosition()
      if (last - seen < FOLLOWED) return
      await pace()
      if (closed) return
      seen = last - (await send<number>({ type: 'step' }))
    }
  }

  return {
    guideCounts: ask('guideCounts'),
    guideParts: ask('guideParts'),
    guidePeople: ask('guidePeople'),
    guideDays: ask('guideDays'),
    guideMissing: ask('guideMissing'),
    guideExposures: ask('guideExposures'),
    eventDays: ask('eventDays'),
    activeDays: ask('activeDays'),
    eventsOf: ask('eventsOf'),
    eventNames: ask('eventNames'),
    funnel: ask('funnel'),
    attempts: ask('attempts'),
    firstAfter: ask('firstAfter'),
    landmarks: ask('landmarks'),
    retention: ask('retention'),
    activity: ask('activity'),
    accounts: ask('accounts'),
    behaviour: ask('behaviour'),
    journey: ask('journey'),
    adoption: ask('adoption'),
    depth: ask('depth'),
    sessions: ask('sessions'),
    values: ask('values'),
    follow: (pace) => (following ??= follow(pace).finally(() => (following = undefined))),
    async rebuild(tell) {
      if (closed) throw draining()
      onProgress = tell
      try {
        await send({ type: 'rebuild' })
      } finally {
        onProgress = undefined
      }
    },
    async close() {
      if (closed) return ended
      closed = true
      if (worker) await send({ type: 'close' }).catch(() => {})
      await ended
    },
  }
}
