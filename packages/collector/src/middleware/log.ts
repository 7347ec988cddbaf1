// Owns the one log line of each request. Never the query or a header: they may hold keys.
import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../options.ts'
import type { ClientAddress } from './client-address.ts'
import type { CollectorEnv } from './env.ts'
import { requestIdOf } from './request-id.ts'

/** @param clientAddress - left out where addresses are not written. */
export function logRequests(logger: Logger, clientAddress: ClientAddress | undefined): MiddlewareHandler<CollectorEnv> {
  return async function logRequests(c, next) {
    const start = performance.now()
    await next()
    const incoming = (c.env as CollectorEnv['Bindings'] | undefined)?.incoming
    // the path of a bundle ends in a write key, which is public
    logger.debug({
      event: 'request',
      request: requestIdOf(c),
      method: c.req.method,
      path: c.req.path.slice(0, 500),
      status: c.res.status,
      ms: Math.round((performance.now() - start) * 10) / 10,
      ...(clientAddress && incoming ? { client: clientAddress(incoming) } : {}),
    })
  }
}
