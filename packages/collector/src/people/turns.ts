// Owns the order in which people are worked on: one piece of work after another, and for how long somebody waits for theirs. It must
// not know what the work is.
import { askerSignal, givenUp } from '../asker.ts'
import { CollectorError } from '../error.ts'

/** One after another. */
export interface Turns {
  /** Does what nobody waits for. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Does what somebody waits for, however long. */
  urgently<T>(work: () => Promise<T>): Promise<T>
  /**
   * Answers a request.
   *
   * @throws {CollectorError} `projection_behind` where that takes too long; the work goes on, for who asks again.
   */
  answer<T>(work: () => Promise<T>): Promise<T>
  /** Whether nobody waits: then requests go first. */
  isCalm(): boolean
  /** Resolves when running work is done. */
  settled(): Promise<void>
}

/** @param behindMs - so long somebody waits for an answer. */
export function createTurns(behindMs: number): Turns {
  let tail: Promise<unknown> = Promise.resolve()
  /** Askers whose turn has not come. */
  let waiting = 0

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const result = tail.then(work, work)
    tail = result.catch(() => {})
    return result
  }

  /** Who is gone when the turn comes is left out. */
  const urgently = async <T>(work: () => Promise<T>, gone?: AbortSignal): Promise<T> => {
    waiting++
    try {
      return await alone(() => {
        if (gone?.aborted) throw givenUp()
        return work()
      })
    } finally {
      waiting--
    }
  }

  return {
    alone,
    urgently: (work) => urgently(work),
    isCalm: () => waiting === 0,
    settled: async () => void (await tail.catch(() => {})),
    async answer(work) {
      const asker = askerSignal()
      if (asker?.aborted) throw givenUp()
      const gone = new AbortController()
      const leave = (): void => gone.abort()
      asker?.addEventListener('abort', leave)
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          leave()
          reject(
            new CollectorError('projection_behind', 'Many events came at once, and people are still being reckoned; ask again in a few seconds.', {
              headers: { 'Retry-After': '5' },
            }),
          )
        }, behindMs)
      })
      const answer = urgently(work, gone.signal)
      try {
        return await Promise.race([answer, late])
      } finally {
        clearTimeout(timer)
        asker?.removeEventListener('abort', leave)
        // of who is gone nobody hears when it fails later
        answer.catch(() => {})
      }
    },
  }
}
