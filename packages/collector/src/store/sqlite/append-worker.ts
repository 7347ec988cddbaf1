// Owns the thread that appends to the event log under load: what it waits for, the disk, nobody else waits for. It must not know
// requests.
import { parentPort, workerData } from 'node:worker_threads'
import { CollectorError, describeError } from '../../error.ts'
import { connectDatabase } from './database.ts'
import { createEventAppender } from './event-appender.ts'
import type { AppendOrder, AppendReport } from './append-thread.ts'

const port = parentPort!
const database = connectDatabase((workerData as { path: string }).path)
const appender = createEventAppender(database)
const report = (message: AppendReport): void => port.postMessage(message)

port.on('message', (order: AppendOrder) => {
  if (order.type === 'forget') return appender.forget(order.deleted)
  if (order.type === 'close') {
    database.close()
    return port.close()
  }
  try {
    report({ type: 'stored', stored: appender.append(order.parts) })
  } catch (error) {
    report({ type: 'failed', code: error instanceof CollectorError ? error.code : undefined, message: describeError(error) })
  }
})
report({ type: 'ready' })
