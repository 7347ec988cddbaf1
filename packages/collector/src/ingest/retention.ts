// Owns the deletion of events that are older than they may become, in small steps beside the requests. It must not know SQL.
import { describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import type { EventLog } from '../store/event-log.ts'

/** Rest between two looks for events that became too old, in ms. */
const EVERY_MS = 60_000

export interface RetentionOptions {
  log: Pick<EventLog, 'deleteBefore'>
  /** Age, in ms since an event was received. */
  retentionMs: number
  /** Epoch ms, by a clock that does not jump ahead: what is deleted for its sake does not come back. */
  now: () => number
  /** Resolves when the next step may begin. */
  pace: () => Promise<void>
  logger: Logger
}

/** Begins at once, and again a minute after it is done. @returns ends it; resolves when the step that runs is done. */
export function startRetention({ log, retentionMs, now, pace, logger }: RetentionOptions): () => Promise<void> {
  let ended = false
  const sweep = async (): Promise<void> => {
    try {
      do await pace()
      while (!ended && (await log.deleteBefore(now() - retentionMs)) !== undefined)
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
