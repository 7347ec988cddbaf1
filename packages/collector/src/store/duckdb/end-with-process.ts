// Owns that no thread of DuckDB is in the middle of anything when the process exits: Node tears the thread down then, and a query that
// comes back to it takes the whole process down, with SIGABRT or SIGSEGV in place of its exit code. It must not know what is asked.
import type { Worker } from 'node:worker_threads'

/** How long the process waits for its threads. A query gives up within milliseconds, a step that is being written in about a second. */
const LONGEST_MS = 3000

const threads = new Map<Worker, { ended: Int32Array; end(): void }>()

/**
 * Ends a thread before the process exits, where nobody has ended it. Nothing asynchronous happens any more then, so it is waited for.
 *
 * @param ended - shared with the thread, which says by `tellEnded` that nothing is under way.
 * @param end - asks the thread to end.
 */
export function endWithProcess(thread: Worker, ended: Int32Array, end: () => void): void {
  if (!threads.size) process.on('exit', endAll)
  threads.set(thread, { ended, end })
  thread.on('exit', () => {
    threads.delete(thread)
    if (!threads.size) process.off('exit', endAll)
  })
}

/** Makes what a thread tells its end by. */
export const createEnded = (): Int32Array => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

/** Says, in the thread, that nothing is under way any more. */
export function tellEnded(ended: Int32Array): void {
  Atomics.store(ended, 0, 1)
  Atomics.notify(ended, 0)
}

function endAll(): void {
  const until = performance.now() + LONGEST_MS
  for (const { end } of threads.values()) end()
  for (const { ended } of threads.values()) Atomics.wait(ended, 0, 0, Math.max(0, until - performance.now()))
}
