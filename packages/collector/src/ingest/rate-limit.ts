// Owns how many events each write key may send: a bucket a key that refills with time, so that one loud page cannot take
// what is meant for all. It must not know requests.
import { CollectorError } from '../error.ts'
import type { IngestLimits } from './limits.ts'

export interface RateLimit {
  /**
   * Takes so many events from a key's bucket, all or none; 0 asks whether there is any left.
   *
   * @throws {CollectorError} `rate_limited` with `Retry-After`, when there will be enough.
   */
  take(key: string, events: number): void
}

/**
 * @param now - epoch ms; only known keys are kept, so the map is as small as their number.
 * @param what - is counted.
 */
export function createRateLimit(
  { eventsPerSecond, eventsBurst }: Pick<IngestLimits, 'eventsPerSecond' | 'eventsBurst'>,
  now: () => number,
  what = 'events',
): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(key, events) {
      if (!eventsPerSecond) return
      const at = now()
      let bucket = buckets.get(key)
      if (!bucket) buckets.set(key, (bucket = { left: eventsBurst, at }))
      // a clock that was set back refills nothing
      bucket.left = Math.min(eventsBurst, bucket.left + (Math.max(0, at - bucket.at) / 1000) * eventsPerSecond)
      bucket.at = at
      // a batch larger than the whole burst passes when the bucket is full, or it never would
      const needed = Math.min(Math.max(events, 1), eventsBurst)
      if (bucket.left < needed) {
        const seconds = Math.max(1, Math.ceil((needed - bucket.left) / eventsPerSecond))
        throw new CollectorError(
          'rate_limited',
          `This key sends more than ${eventsPerSecond} ${what} a second (${eventsBurst} at once). Send again in ${seconds} s; nothing of this request was taken.`,
          { headers: { 'Retry-After': String(seconds) } },
        )
      }
      bucket.left -= events
    },
  }
}
