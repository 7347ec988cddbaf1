// Owns the taking in of history over HTTP: events of any age, from somebody with an admin key.
import type { BatchAnswer } from '@foothold/protocol'
import { nanoid } from 'nanoid'
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import { withoutErased } from '../../ingest/erased.ts'
import { validateEvents } from '../../ingest/validate.ts'
import { route, type Route } from '../table.ts'
import { batchAnswer } from './answer.ts'
import type { AdminOptions } from './options.ts'

export function createImportRoutes({ commit, storage, limits, writeKeys, now }: AdminOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/import',
      scope: 'admin',
      summary: 'Takes in events of any age, each id once. Answered when they are durable.',
      body: z.strictObject({ batch: z.array(z.unknown()).min(1) }),
      bodyBytes: limits.batchDecompressedBytes,
      answer: { json: batchAnswer },
      async handle(c, { body: { batch } }) {
        storage.check()
        if (batch.length > limits.batchEvents)
          throw new CollectorError('batch_too_many', `The batch has ${batch.length} events; at most ${limits.batchEvents} may come at once.`)
        const project = c.var.project.id
        const receivedAt = now()
        const envelope = {
          batchId: nanoid(),
          events: batch,
          pointer: (index: number) => `/batch/${index}`,
          sentAt: undefined,
          writeKey: undefined,
          identityToken: undefined,
          context: undefined,
          historical: true,
        }
        const { events: valid, rejected, warnings } = validateEvents(envelope, project, receivedAt, limits)
        const { events, rejected: erased } = withoutErased(valid, await writeKeys.erased(project))
        const stored = events.length ? await commit.append(events) : []
        const accepted = stored.filter(Boolean).length
        return c.json({
          batchId: envelope.batchId,
          receivedAt: new Date(receivedAt).toISOString(),
          accepted,
          duplicates: stored.length - accepted,
          rejected: [...rejected, ...erased],
          retry: [],
          warnings,
        } satisfies BatchAnswer)
      },
    }),
  ]
}
