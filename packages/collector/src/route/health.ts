// Owns /health: alive, and ready to take requests.
import { Hono } from 'hono'
import { CollectorError } from '../error.ts'
import type { CollectorEnv } from '../middleware/env.ts'

/** @param isDraining - true once `close` was called. */
export function createHealthRoutes(isDraining: () => boolean): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', (c) => {
      if (isDraining()) throw new CollectorError('draining', 'This collector is shutting down; send requests to another.')
      return c.json({ status: 'ready' })
    })
}
