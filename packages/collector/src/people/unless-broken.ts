// Owns that one person who cannot be reckoned holds up nobody else. It must not know what is reckoned.
import { hashPersonId } from '../erase/hash.ts'
import { CollectorError, describeError } from '../error.ts'
import type { Logger } from '../options.ts'

/**
 * Does work for one person.
 *
 * @returns `undefined` where it failed, which is told to the log.
 * @throws what failed for everybody: a store that does not answer is no fault of a person's.
 */
export async function unlessBroken<T>(logger: Logger, project: string, person: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    // what the system or a store says has a code; what our own code stumbles over in somebody's data has none
    if (error instanceof CollectorError || (error as { code?: unknown }).code !== undefined) throw error
    logger.error({ event: 'person not reckoned', project, person: hashPersonId(project, person), error: describeError(error) })
    return undefined
  }
}
