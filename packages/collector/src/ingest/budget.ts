// Owns the room that all bodies share while they are read: many slow or large ones at once must not fill the memory.
import { CollectorError } from '../error.ts'

/** Room in bytes. */
export interface Budget {
  enter(): Place
}

/** The room that one body takes. */
export interface Place {
  /** @throws {CollectorError} `overloaded` where all the room is taken. */
  take(bytes: number): void
  /** Gives back what was taken. */
  leave(): void
}

/** Bodies up to this size find room where large ones do not, so that who sends bombs does not shut others out. */
const SMALL_BYTES = 65_536
const RESERVE = 1.25

/** @param limit - bytes; a quarter more is kept for small bodies. */
export function createBudget(limit: number): Budget {
  let used = 0
  return {
    enter() {
      let own = 0
      let left = false
      return {
        take(bytes) {
          // what is still on its way after a refusal is thrown away
          if (left) return
          if (used + bytes > (own + bytes <= SMALL_BYTES ? limit * RESERVE : limit))
            throw new CollectorError('overloaded', 'Too many large requests are on their way here. Send again in a moment; nothing of this one was taken.')
          used += bytes
          own += bytes
        },
        leave() {
          used -= own
          own = 0
          left = true
        },
      }
    },
  }
}
