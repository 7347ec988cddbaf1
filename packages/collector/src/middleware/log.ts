// Owns the one log line of each request. Never the query or a header: they may hold keys.
import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../options.ts'
import type { CollectorEnv } from './env.ts'

export function logRequests(logger: Logger): MiddlewareHandler<CollectorEnv> {
  return async function logRequests(c, next) {
    const start = performance.now()
    await next()
    // the path of a bundle ends in a write key, which is public
    logger.debug({
      event: 'request',
      method: c.req.method,
      path: c.req.path.slice(0, 500),
      status: c.res.status,
      ms: Math.round((performance.now() - start) * 10) / 10,
    })
  }
}
