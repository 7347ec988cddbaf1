// Owns when work behind the acknowledgement may go on: at once while nobody sends, else the less the more of the time requests take,
// so that ingestion does not wait for it and it does not starve. It must not know what the work is.

/** The work's part of the time while requests take all of it. */
const LEAST = 1 / 40
/** The longest rest between two small steps, in ms. A step takes 10 ms, on a machine that has other work a few times that. */
const LONGEST_MS = 2000
/** How often it is looked whether requests still come. */
const LOOK_MS = 10

/** What the pace sees of the world. */
export interface PaceOptions {
  /** Whether requests are being served. */
  isBusy(): boolean
  /** The longest rest, in ms. @default 2000 */
  longestMs?: number | undefined
  /** Begins to watch the event loop. @returns tells which part of the time it has had work since. @default Node's own figure */
  watch?(): () => number
  /** ms of a clock that only goes forward. */
  now?(): number
  sleep?(ms: number): Promise<void>
}

/** @returns called between two steps of the work; resolves when the next may begin. */
export function createPace({
  isBusy,
  longestMs = LONGEST_MS,
  watch = watchLoop,
  now = () => performance.now(),
  sleep = (ms) => new Promise((go) => setTimeout(go, ms)),
}: PaceOptions): () => Promise<void> {
  let began = now()
  return async () => {
    const ended = now()
    const worked = ended - began
    const utilization = watch()
    // one turn at least: requests that came meanwhile go first
    await new Promise<void>((go) => setImmediate(go))
    while (isBusy() && now() - ended < Math.min(worked * restFor(utilization()), longestMs)) await sleep(LOOK_MS)
    began = now()
  }
}

/**
 * Time that work rests for each ms that it worked. Where the loop has nothing to do for a part of the time, the work gets half of that
 * part's square: the fuller the loop, the more requests wait behind each step.
 */
function restFor(utilization: number): number {
  return 1 / Math.max(LEAST, (1 - utilization) ** 2 / 2) - 1
}

function watchLoop(): () => number {
  const { eventLoopUtilization } = performance
  const from = eventLoopUtilization()
  return () => eventLoopUtilization(from).utilization
}
