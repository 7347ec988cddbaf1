// Owns asking again when time alone may have changed an answer: a snooze that is over, an hour. One timer, no polling.
import type { Platform } from '../platform.ts'

export interface Wake {
  /** Asks about a guide at an instant (epoch ms) again, or no more. */
  set(key: string, at: number | undefined): void
  /** Sets the clock for what has been said. */
  wind(): void
  clear(): void
}

const DAY_MS = 86_400_000
const LEAST_MS = 1_000

/** @param ask - called with the guides whose time has come. */
export function createWake({ now, later }: Pick<Platform, 'now' | 'later'>, ask: (keys: readonly string[]) => void): Wake {
  const due = new Map<string, number>()
  let cancel: (() => void) | undefined
  return {
    set(key, at) {
      if (at) due.set(key, at)
      else due.delete(key)
    },
    wind() {
      cancel?.()
      const wait = Math.min(...due.values()) - now()
      // what is further away than a day comes with another visit
      if (wait < DAY_MS) cancel = later(Math.max(LEAST_MS, wait), () => ask([...due].flatMap(([key, at]) => (at <= now() ? key : []))))
    },
    clear() {
      cancel?.()
      due.clear()
    },
  }
}
