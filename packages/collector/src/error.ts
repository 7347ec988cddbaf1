// Owns the one error class of the collector and what may be told of an error. It must not know HTTP routes or stores.
import type { ErrorCode, Issue } from '@foothold/protocol'

/**
 * An error with a code of the closed list. Thrown in a route it becomes the problem answer of its code; thrown at the start
 * it is one clear line for the operator.
 */
export class CollectorError extends Error {
  override readonly name = 'CollectorError'
  readonly code: ErrorCode
  /** What is wrong, place by place, where there is more than one thing. */
  readonly issues: readonly Issue[] | undefined
  /** Further headers of the answer, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: ErrorCode, message: string, more: { cause?: unknown; issues?: readonly Issue[]; headers?: Record<string, string> } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.issues = more.issues
    this.headers = more.headers
  }
}

/** Says what a caught value is, in one line, for a log or for the message of an error that wraps it. */
export function describeError(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
}
