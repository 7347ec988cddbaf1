// Owns /health: alive, and ready to take requests. Ready is asked by whoever sends traffic here, so it tells the truth, all of
// it: it tries the disk again where it failed, and asks the database.
import type { Issue } from '@foothold/protocol'
import { Hono, type Context } from 'hono'
import { CollectorError, describeError } from '../error.ts'
import type { StorageHealth } from '../ingest/storage-health.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { EventLog } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'

export interface HealthOptions {
  /** True from the first word of the end on. */
  isLeaving(): boolean
  /** True while more waits for the disk than is well. */
  isOverloaded(): boolean
  storage: StorageHealth
  log: Pick<EventLog, 'lastPosition'>
  people: Pick<PeopleStore, 'position'>
}

/** How long the database may take to answer, in ms. */
const ANSWER_MS = 2000
/** Events that people may be behind before it is worth a word. */
const BEHIND = 100_000

export function createHealthRoutes({ isLeaving, isOverloaded, storage, log, people }: HealthOptions): Hono<CollectorEnv> {
  /** Everything for which no request should come here, the gravest first. */
  const reasons = async (): Promise<{ found: CollectorError[]; behind: number }> => {
    const found: CollectorError[] = []
    if (isLeaving()) found.push(new CollectorError('draining', 'This collector is shutting down; send requests to another.'))
    await storage.probe().catch((error: unknown) => found.push(asReason(error)))
    if (isOverloaded()) found.push(new CollectorError('overloaded', 'Too many events wait for the disk; send requests to another.'))
    const behind = await within(ANSWER_MS, async () => (await log.lastPosition()) - (await people.position())).catch((error: unknown) => {
      found.push(asReason(error))
      return 0
    })
    return { found, behind }
  }

  return new Hono<CollectorEnv>()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', async (c: Context<CollectorEnv>) => {
      const { found, behind } = await reasons()
      const [first] = found
      if (first) throw new CollectorError(first.code, first.message, { cause: first, issues: found.map(toIssue) })
      // events are taken all the same: a collector that is taken out of service for it would only fall back further
      const warnings = behind > BEHIND ? [toIssue(new CollectorError('projection_behind', `People and milestones are ${behind} events behind the log.`))] : []
      return c.json({ status: 'ready', behind, warnings })
    })
}

const toIssue = ({ code, message }: CollectorError): Issue => ({ code, severity: 'error', pointer: '', detail: message })

function asReason(error: unknown): CollectorError {
  return error instanceof CollectorError
    ? error
    : new CollectorError('store_unreachable', `The database does not answer (${describeError(error)}).`, { cause: error })
}

function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing within ${ms} ms`)), ms)
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
