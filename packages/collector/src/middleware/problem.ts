// Owns what every failed request is answered: one problem shape (RFC 9457), nothing of the inside in a 5xx.
import { ERROR_CODES, toProblem, type ErrorCode } from '@foothold/protocol'
import type { Context, ErrorHandler, Hono, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { CollectorError, describeError } from '../error.ts'
import type { Logger } from '../options.ts'
import { ANY_ORIGIN } from './any-origin.ts'
import type { CollectorEnv } from './env.ts'
import { requestIdOf } from './request-id.ts'

/** The detail of every 5xx whose cause is ours. */
const INTERNAL = 'Something went wrong here, not with your request. Nothing of it was acknowledged; try again.'

/** Makes the one error handler. @param onRefused - hears the code of every problem that is answered. */
export function createErrorHandler(logger: Logger, onRefused: (code: ErrorCode) => void = () => {}): ErrorHandler<CollectorEnv> {
  return (error, c) => {
    const answer = (code: ErrorCode, detail: string, known?: CollectorError): Response => {
      onRefused(code)
      return answerProblem(c, code, detail, known)
    }
    if (error instanceof CollectorError && ERROR_CODES[error.code].status > 0 && error.code !== 'internal') return answer(error.code, error.message, error)
    if (error instanceof HTTPException && error.status < 500) return answer('request_invalid', error.message || 'The request cannot be understood.')
    // a peer that went away while we read is not our failure
    if (c.req.raw.signal.aborted) return answer('request_invalid', 'The request was given up.')
    logger.error({
      event: 'request failed',
      request: requestIdOf(c),
      method: c.req.method,
      path: c.req.path,
      error: describeError(error),
      stack: error instanceof Error ? (error.stack ?? null) : null,
    })
    return answer('internal', INTERNAL)
  }
}

export const notFound: NotFoundHandler<CollectorEnv> = (c) => answerProblem(c, 'not_found', `There is nothing at ${c.req.path.slice(0, 200)}.`)

/** Answers every other method of the registered paths with 405. Call it after the last route. */
export function refuseOtherMethods(app: Hono<CollectorEnv>): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) if (method !== 'ALL') methods.set(path, (methods.get(path) ?? new Set()).add(method))
  for (const [path, allowed] of methods) {
    const allow = [...allowed, ...(allowed.has('GET') ? ['HEAD'] : [])].join(', ')
    app.all(path, (c) => {
      throw new CollectorError('method_not_allowed', `${c.req.method} is not possible here; expected ${allow}.`, { headers: { Allow: allow } })
    })
  }
}

function answerProblem(c: Context, code: ErrorCode, detail: string, error?: CollectorError): Response {
  const { issues, headers } = error ?? {}
  const problem = toProblem(code, detail, { ...(issues ? { errors: [...issues] } : {}), instance: c.req.path.slice(0, 200) })
  // also a refusal must be readable by the page
  const more: Record<string, string> = { ...headers, ...(c.req.path.startsWith('/v1/') ? ANY_ORIGIN : {}) }
  if (problem.status === 401) more['WWW-Authenticate'] = 'Bearer'
  if (problem.retryable) more['Retry-After'] ??= '1'
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    ...more,
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    // by which the line in the log is found
    'X-Request-Id': requestIdOf(c),
  })
}
