// Owns the one shape of everything that went wrong: in a file, in a request, at the command line (RFC 9457).
import { ERROR_CODES, type ErrorCode } from './error-code.ts'

/** One thing that is wrong in an authored file or a request body. */
export interface Issue {
  code: ErrorCode
  severity: 'error' | 'warning'
  /** JSON Pointer into the value, `""` for the whole. */
  pointer: string
  /** One sentence that says what is wrong and what to do. */
  detail: string
  /** What was there, as JSON, shortened. */
  found?: string
  expected?: string
  /** The nearest valid words, best first, at most three. */
  suggestion?: string[]
  /** Path of the file as given. */
  file?: string
  /** From 1. */
  line?: number
  column?: number
}

/** Body of every error answer, `application/problem+json`. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  instance?: string
  retryable: boolean
  errors?: Issue[]
}

/**
 * Makes the body of an error answer.
 *
 * @param detail - what was given, what was expected, what to do. Never the inside of a 5xx.
 * @returns a problem with the title and status of its code.
 * @throws never
 */
export function toProblem(code: ErrorCode, detail: string, more: { errors?: Issue[]; instance?: string } = {}): Problem {
  const { title, status } = ERROR_CODES[code]
  return {
    type: `https://foothold.dev/errors/${code}`,
    title,
    status,
    code,
    detail,
    retryable: status >= 500 || status === 429,
    ...more,
  }
}
