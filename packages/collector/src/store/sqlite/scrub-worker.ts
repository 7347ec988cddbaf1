// Owns the thread that cleans a file of the log, so that whoever sends events waits for a few ms at most. It must not know why.
import { parentPort, workerData } from 'node:worker_threads'
import { describeError } from '../../error.ts'
import { cleanLog } from './clean-log.ts'
import { connectDatabase } from './database.ts'
import type { ScrubData, ScrubReport } from './scrub-thread.ts'

const { path, kind } = workerData as ScrubData
const port = parentPort!

async function clean(): Promise<void> {
  const database = connectDatabase(path)
  try {
    // what others append waits for their own fsync, and takes this along
    database.exec('PRAGMA synchronous = NORMAL')
    if (kind === 'index') return void database.exec('VACUUM')
    for (const steps = cleanLog(database); ;) {
      const begun = performance.now()
      if (steps.next().done) return
      // as long as the step took, the file is left to those who append
      await new Promise((go) => setTimeout(go, performance.now() - begun))
    }
  } finally {
    database.close()
  }
}

clean().then(
  () => port.postMessage({} satisfies ScrubReport),
  (error: unknown) => port.postMessage({ failure: describeError(error) } satisfies ScrubReport),
)
