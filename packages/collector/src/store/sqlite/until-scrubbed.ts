// Owns the patience of scrubbing: a write-ahead log goes only where nobody reads from it.
import { CollectorError } from '../../error.ts'

/** Tries until nobody reads from the write-ahead log. @throws {CollectorError} `overloaded` */
export async function untilScrubbed(attempt: () => boolean): Promise<void> {
  for (let pause = 10; pause < 10_000; pause *= 2) {
    if (attempt()) return
    await new Promise((go) => setTimeout(go, pause))
  }
  throw new CollectorError('overloaded', 'A file is being read without a pause; what was deleted is still in its write-ahead log.')
}
