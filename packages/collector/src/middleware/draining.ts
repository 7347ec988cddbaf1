// Owns that nothing new is begun once a collector goes away. Health goes on: it says so.
import type { MiddlewareHandler } from 'hono'
import { CollectorError } from '../error.ts'
import type { CollectorEnv } from './env.ts'

export function refuseWhileDraining(isDraining: () => boolean): MiddlewareHandler<CollectorEnv> {
  return function refuseWhileDraining(c, next) {
    if (isDraining() && !c.req.path.startsWith('/health/'))
      throw new CollectorError('draining', 'This collector is shutting down; try again in a moment.', { headers: { Connection: 'close' } })
    return next()
  }
}
