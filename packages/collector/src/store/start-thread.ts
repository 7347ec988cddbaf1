// Owns how a thread of a store is started, from sources as from what is built of them. It must not know what it does.
import { Worker } from 'node:worker_threads'

/** What a thread is started with. */
export interface ThreadOptions {
  /** Of the module that asks, `import.meta.url`. */
  from: string
  /** Beside that module, without its ending. */
  file: string
  data: unknown
  /** Of JavaScript; what native code takes is not in it. */
  heapMb: number
}

/** Room for what is young, in MB. */
const YOUNG_MB = 16

/** Starts a thread. */
export function startThread({ from, file, data, heapMb }: ThreadOptions): Worker {
  const source = from.endsWith('.ts')
  return new Worker(new URL(`./${file}.${source ? 'ts' : 'js'}`, from), {
    workerData: data,
    // what runs from its sources finds the other packages' sources
    execArgv: source ? ['--conditions=@foothold/source', '--no-warnings'] : ['--no-warnings'],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
  })
}
