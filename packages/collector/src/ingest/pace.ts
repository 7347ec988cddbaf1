// Owns when work behind the acknowledgement may go on: at once while nobody sends, else with a twentieth of the time, so that
// ingestion does not wait for it and it does not starve. It must not know what the work is.

/** Time that work waits for each ms that it worked, while requests come. */
const REST = 19
/** The longest rest between two small steps, in ms. A step takes 10 ms, on a machine that has other work a few times that. */
const LONGEST_MS = 2000
/** How often it is looked whether requests still come. */
const LOOK_MS = 10

/**
 * Creates a pace.
 *
 * @param isBusy - whether requests are being served.
 * @param longestMs - the longest rest.
 * @returns called between two steps of the work; resolves when the next may begin.
 */
export function createPace(isBusy: () => boolean, longestMs: number = LONGEST_MS): () => Promise<void> {
  let began = performance.now()
  return async () => {
    const now = performance.now()
    const until = now + Math.min((now - began) * REST, longestMs)
    // one turn at least: requests that came meanwhile go first
    do await new Promise<void>((go) => setImmediate(go))
    while (isBusy() && performance.now() < until && (await sleep()))
    began = performance.now()
  }
}

const sleep = (): Promise<true> => new Promise((go) => setTimeout(() => go(true), LOOK_MS))
