// Owns the taking in of history over HTTP: events of any age, from somebody with an admin key.
import type { BatchAnswer } from '@foothold/protocol'
import { z } from 'zod'
import { checkHistory, takeHistory } from '../../ingest/take-history.ts'
import { route, type Route } from '../table.ts'
import { batchAnswer } from './answer.ts'
import type { AdminOptions } from './options.ts'

export function createImportRoutes(options: AdminOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/import',
      scope: 'admin',
      summary: 'Takes in events of any age, each id once. Answered when they are durable.',
      body: z.strictObject({ batch: z.array(z.unknown()).min(1) }),
      bodyBytes: options.limits.batchDecompressedBytes,
      answer: { json: batchAnswer },
      async handle(c, { body: { batch } }) {
        checkHistory(options, batch.length, 'events')
        const { stored, rejected, erased, head } = await takeHistory(options, c.var.project.id, { events: batch })
        const accepted = stored.filter(Boolean).length
        return c.json({ ...head, accepted, duplicates: stored.length - accepted, rejected: [...rejected, ...erased] } satisfies BatchAnswer)
      },
    }),
  ]
}
