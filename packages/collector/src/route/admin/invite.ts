// Owns telling of people who may never have been here: invited ones, from a server or a list.
import type { BatchAnswer } from '@foothold/protocol'
import { nanoid } from 'nanoid'
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import { withoutErased } from '../../ingest/erased.ts'
import { validateEvents } from '../../ingest/validate.ts'
import { toInvitation } from '../../people/invite.ts'
import { EVENT_FLAGS } from '../../store/event-log.ts'
import { route, type Route } from '../table.ts'
import { batchAnswer } from './answer.ts'
import type { AdminOptions } from './options.ts'

export function createInviteRoutes({ commit, storage, limits, writeKeys, now }: AdminOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/people',
      scope: 'admin',
      summary: 'Tells of people who may never have been here, each once. Answered when that is durable.',
      body: z.strictObject({ batch: z.array(z.unknown()).min(1) }),
      bodyBytes: limits.batchDecompressedBytes,
      answer: { json: batchAnswer },
      async handle(c, { body: { batch } }) {
        storage.check()
        if (batch.length > limits.batchEvents)
          throw new CollectorError('batch_too_many', `The batch has ${batch.length} people; at most ${limits.batchEvents} may come at once.`)
        const project = c.var.project.id
        const receivedAt = now()
        const rejected: BatchAnswer['rejected'] = []
        const places: number[] = []
        const written: Record<string, unknown>[] = []
        batch.forEach((person, index) => {
          const invited = toInvitation(person, `/batch/${index}`)
          if ('rejected' in invited) return void rejected.push(invited.rejected)
          for (const event of invited.events) {
            written.push(event)
            places.push(index)
          }
        })
        const envelope = {
          batchId: nanoid(),
          events: written,
          pointer: (index: number) => `/batch/${places[index]}`,
          sentAt: undefined,
          writeKey: undefined,
          identityToken: undefined,
          context: undefined,
          historical: true,
        }
        const valid = validateEvents(envelope, project, receivedAt, limits)
        const { events, rejected: erased } = withoutErased(
          valid.events.map((event) => ({ ...event, flags: event.flags | EVENT_FLAGS.told })),
          await writeKeys.erased(project),
        )
        const stored = events.length ? await commit.append(events) : []
        // one of the events of a person is the invitation
        const invitations = stored.filter((_, index) => events[index]!.type === 'track')
        const accepted = invitations.filter(Boolean).length
        return c.json({
          batchId: envelope.batchId,
          receivedAt: new Date(receivedAt).toISOString(),
          accepted,
          duplicates: invitations.length - accepted,
          rejected: [...rejected, ...valid.rejected, ...erased.map((one) => ({ ...one, pointer: pointerOf(written, places, one.id) }))].filter(isFirst),
          retry: [],
          warnings: valid.warnings,
        } satisfies BatchAnswer)
      },
    }),
  ]
}

const pointerOf = (written: readonly Record<string, unknown>[], places: readonly number[], id: string): string =>
  `/batch/${places[written.findIndex(({ messageId }) => messageId === id)] ?? 0}`

/** A person is told once, however many of their events are refused. */
const isFirst = ({ pointer }: { pointer: string }, index: number, all: readonly { pointer: string }[]): boolean => {
  const person = pointer.split('/', 3).join('/')
  return all.findIndex((one) => one.pointer.split('/', 3).join('/') === person) === index
}
