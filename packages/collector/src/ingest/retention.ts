// Owns the deletion of events that are older than they may become, in small steps beside the requests. It must not know SQL.
import { describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { EventLog } from '../store/event-log.ts'

/** Rest between two looks for events that became too old, in ms. */
const EVERY_MS = 60_000
/** By how much the clock may go further than time did, between two looks, in ms. */
const JUMP_MS = 300_000
/** How long a clock that jumped is not believed, in ms: one that was set wrong is mostly set right again. */
const DOUBT_MS = 3_600_000

export interface RetentionOptions {
  log: Pick<EventLog, 'deleteBefore'>
  /** Age, in ms since an event was received. */
  retentionMs: number
  now: () => number
  /** Resolves when the next step may begin. */
  pace: () => Promise<void>
  logger: Logger
  /** Time that cannot be set, in ms. @default performance.now */
  steady?: (() => number) | undefined
}

/** Says whether the clock may be believed: what is deleted for its sake does not come back. */
function createDoubt({ now, logger, steady = () => performance.now() }: Pick<RetentionOptions, 'now' | 'logger' | 'steady'>): () => boolean {
  let offset = now() - steady()
  let since: number | undefined
  return () => {
    const ahead = now() - steady() - offset
    if (ahead > JUMP_MS && since === undefined) {
      since = steady()
      logger.error({ event: 'clock jumped', aheadMs: Math.round(ahead), detail: 'Nothing is deleted for its age within the next hour.' })
    }
    if (ahead > JUMP_MS && steady() - since! < DOUBT_MS) return false
    offset += ahead
    since = undefined
    return true
  }
}

/** Begins at once, and again a minute after it is done. @returns ends it; resolves when the step that runs is done. */
export function startRetention(options: RetentionOptions): () => Promise<void> {
  const { log, retentionMs, now, pace, logger } = options
  const isBelievable = createDoubt(options)
  let ended = false
  const sweep = async (): Promise<void> => {
    try {
      do await pace()
      while (!ended && isBelievable() && (await log.deleteBefore(now() - retentionMs)) !== undefined)
    } catch (error) {
      logger.error({ event: 'retention failed', error: describeError(error) })
    }
    // a sweep may take longer than a minute
    if (!ended) timer = setTimeout(() => (running = sweep()), EVERY_MS).unref()
  }
  let timer: NodeJS.Timeout | undefined
  let running = sweep()
  return async () => {
    ended = true
    clearTimeout(timer)
    await running
  }
}
