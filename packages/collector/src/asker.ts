// Owns who an answer is for: whoever works on it, however deep, may ask whether the asker is still there. Beside the arguments,
// as it is of no concern to what lies between. It must not know requests.
import { AsyncLocalStorage } from 'node:async_hooks'
import { CollectorError } from './error.ts'

const askers = new AsyncLocalStorage<AbortSignal | undefined>()

/** Does work for somebody. @param signal - aborts when they are gone. */
export const workFor = <T>(signal: AbortSignal, work: () => T): T => askers.run(signal, work)

/** Does work that others may come to wait for: it does not end with who began it. */
export const workForAll = <T>(work: () => T): T => askers.run(undefined, work)

/** Aborts when whoever the work is for is gone; `undefined` where nobody in particular waits. */
export const askerSignal = (): AbortSignal | undefined => askers.getStore()

/** What the work for somebody who is gone ends with; nobody reads it. */
export const givenUp = (): CollectorError => new CollectorError('request_invalid', 'The request was given up.')
