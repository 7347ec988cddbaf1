// Owns /health: alive, and ready to take requests. Ready is asked by whoever sends traffic here, so it tells the truth: it
// tries the disk again where it failed.
import { Hono } from 'hono'
import { CollectorError } from '../error.ts'
import type { StorageHealth } from '../ingest/storage-health.ts'
import type { CollectorEnv } from '../middleware/env.ts'

export interface HealthOptions {
  /** True once `close` was called. */
  isDraining(): boolean
  /** True while more waits for the disk than is well. */
  isOverloaded(): boolean
  storage: StorageHealth
}

export function createHealthRoutes({ isDraining, isOverloaded, storage }: HealthOptions): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>()
    .get('/live', (c) => c.json({ status: 'live' }))
    .get('/ready', async (c) => {
      if (isDraining()) throw new CollectorError('draining', 'This collector is shutting down; send requests to another.')
      await storage.probe()
      if (isOverloaded()) throw new CollectorError('overloaded', 'Too many events wait for the disk; send requests to another.')
      return c.json({ status: 'ready' })
    })
}
