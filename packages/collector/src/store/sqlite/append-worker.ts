// Owns the thread that appends to the event log under load: what it waits for, the disk, nobody else waits for. It must not know
// requests.
import { parentPort, workerData } from 'node:worker_threads'
import { CollectorError, describeError } from '../../error.ts'
import type { PackedEvents } from './chunk.ts'
import { connectDatabase } from './database.ts'
import { createEventAppender } from './event-appender.ts'
import { fromSent, type AppendOrder, type AppendReport } from './append-thread.ts'

const port = parentPort!
const database = connectDatabase((workerData as { path: string }).path)
const appender = createEventAppender(database)
const report = (message: AppendReport): void => port.postMessage(message)

type Parts = readonly PackedEvents[]

let waiting: Parts[] = []

/** Appends what came while the disk was waited for, in one transaction. Where that fails each goes alone, unless the disk is the cause. */
function flush(): void {
  const orders = waiting
  waiting = []
  if (!orders.length) return
  try {
    const stored = appender.append(orders.flat())
    let start = 0
    for (const parts of orders) {
      const end = parts.reduce((sum, { ids }) => sum + ids.length, start)
      report({ type: 'stored', stored: stored.slice(start, end) })
      start = end
    }
  } catch (error) {
    if (orders.length > 1 && !(error instanceof CollectorError)) return orders.forEach(appendAlone)
    for (const _ of orders) report(toFailure(error))
  }
}

function appendAlone(parts: Parts): void {
  try {
    report({ type: 'stored', stored: appender.append(parts) })
  } catch (error) {
    report(toFailure(error))
  }
}

const toFailure = (error: unknown): AppendReport => ({
  type: 'failed',
  code: error instanceof CollectorError ? error.code : undefined,
  message: describeError(error),
})

port.on('message', (order: AppendOrder) => {
  if (order.type === 'append') {
    // behind the other orders that are here already
    if (waiting.push(order.parts.map(fromSent)) === 1) setImmediate(flush)
    return
  }
  flush()
  if (order.type === 'forget') return appender.forget(order.deleted)
  database.close()
  port.close()
})
report({ type: 'ready' })
