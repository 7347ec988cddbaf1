// Owns how many streams may be open, in all and of one key, so that one loud key cannot take what is meant for all. It must
// not know what is streamed.
import { CollectorError } from '../error.ts'

/** Places for streams. */
export interface Places {
  /**
   * Takes a place.
   *
   * @returns gives it back.
   * @throws {CollectorError} `overloaded` where all are taken, `too_many_streams` where the key has its share.
   */
  enter(key: string): () => void
}

/** Seconds after which a place may be free. */
const AGAIN = { 'Retry-After': '60' }

/**
 * @param all - streams at once.
 * @param each - of one key. @default half of all, at least one
 * @param instead - what may be asked meanwhile.
 */
export function createPlaces(all: number, instead: string, each: number = Math.ceil(all / 2)): Places {
  const taken = new Map<string, number>()
  let open = 0
  return {
    enter(key) {
      const own = taken.get(key) ?? 0
      if (open >= all)
        throw new CollectorError('overloaded', `${all} streams are open, as many as this collector takes. Ask ${instead} meanwhile.`, { headers: AGAIN })
      if (own >= each)
        throw new CollectorError('too_many_streams', `${each} streams of this key are open, as many as one key may have. Ask ${instead} meanwhile.`, {
          headers: AGAIN,
        })
      open++
      taken.set(key, own + 1)
      let left = false
      return () => {
        if (left) return
        left = true
        open--
        const now = taken.get(key)! - 1
        if (now) taken.set(key, now)
        else taken.delete(key)
      }
    },
  }
}
