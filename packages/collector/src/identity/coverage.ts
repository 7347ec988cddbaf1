// Owns the counting of requests by what their proof of identity was: in memory, and now and then into the store. It must not
// know what a token is.
import { describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { Coverage, ProjectStore } from '../store/state-store.ts'

/** What became of a proof. */
export type Proof = 'verified' | 'missing' | 'invalid'

export interface CoverageCounter {
  count(project: string, proof: Proof): void
  /** Brings everything counted into the store. */
  flush(): Promise<void>
  /** Flushes, and ends. */
  close(): Promise<void>
}

/** How long counts may be in memory only, in ms. */
const EVERY_MS = 10_000

export function createCoverage(projects: Pick<ProjectStore, 'addCoverage'>, now: () => number, logger: Logger): CoverageCounter {
  let counts = new Map<string, Map<string, Coverage>>()
  let timer: NodeJS.Timeout | undefined

  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const taken = counts
    counts = new Map()
    for (const [project, days] of taken) for (const day of days.values()) await projects.addCoverage(project, day)
  }
  const flushLater = (): void => void flush().catch((error: unknown) => logger.error({ event: 'coverage not stored', error: describeError(error) }))

  return {
    count(project, proof) {
      const day = new Date(now()).toISOString().slice(0, 10)
      let days = counts.get(project)
      if (!days) counts.set(project, (days = new Map()))
      let entry = days.get(day)
      if (!entry) days.set(day, (entry = { day, verified: 0, missing: 0, invalid: 0 }))
      entry[proof]++
      timer ??= setTimeout(flushLater, EVERY_MS).unref()
    },
    flush,
    close: flush,
  }
}
