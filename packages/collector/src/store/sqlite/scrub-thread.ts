// Owns the thread that cleans a file, on the side of those who wait for it. It must not know SQL.
import { startThread } from '../start-thread.ts'

/** What the thread is told. */
export interface ScrubData {
  path: string
  /** The log is cleaned step by step while others append; the index is written anew as a whole. */
  kind: 'log' | 'index'
}

/** From the thread, at its end. */
export interface ScrubReport {
  failure?: string
}

const HEAP_MB = 64

/** Cleans a file in a thread of its own. */
export interface ScrubThread {
  /** Resolves when nothing is in the tables of the file that is not theirs; rejects where that failed or was ended. */
  done: Promise<void>
  /** Breaks it off: it is begun anew another time. */
  end(): Promise<void>
}

export function startScrubThread(data: ScrubData): ScrubThread {
  const worker = startThread({ from: import.meta.url, file: 'scrub-worker', data, heapMb: HEAP_MB })
  const done = new Promise<void>((resolve, reject) => {
    worker.once('message', ({ failure }: ScrubReport) => (failure === undefined ? resolve() : reject(new Error(failure))))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('Cleaning was broken off.')))
  })
  done.catch(() => {})
  return { done, end: async () => void (await worker.terminate()) }
}
