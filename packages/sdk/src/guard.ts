// Owns the wall between us and the host page: nothing of ours throws into it.
import type { Report } from './error.ts'

/** Wraps a function so that what it throws is reported and `undefined` returned; also for promises. */
export type Guard = <A extends unknown[], R>(run: (...args: A) => R) => (...args: A) => R | undefined

export function createGuard(report: Report): Guard {
  const failed = (cause: unknown): undefined => report('internal', 'Failed inside Foothold.', cause) as undefined
  return (run) =>
    (...args) => {
      try {
        const result = run(...args)
        // not by instanceof: the host may have put a Promise of its own in the place of the browser's
        return ((result as Partial<Promise<unknown>> | undefined)?.catch?.(failed) as typeof result | undefined) ?? result
      } catch (cause) {
        return failed(cause)
      }
    }
}
