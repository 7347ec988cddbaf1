// Owns telling of people who may never have been here: invited ones, from a server or a list.
import type { BatchAnswer } from '@foothold/protocol'
import { z } from 'zod'
import { checkHistory, takeHistory } from '../../ingest/take-history.ts'
import { toInvitation } from '../../people/invite.ts'
import { EVENT_FLAGS } from '../../store/event-log.ts'
import { route, type Route } from '../table.ts'
import { batchAnswer } from './answer.ts'
import type { AdminOptions } from './options.ts'

export function createInviteRoutes(options: AdminOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/people',
      scope: 'admin',
      summary: 'Tells of people who may never have been here, each once. Answered when that is durable.',
      body: z.strictObject({ batch: z.array(z.unknown()).min(1) }),
      bodyBytes: options.limits.batchDecompressedBytes,
      answer: { json: batchAnswer },
      async handle(c, { body: { batch } }) {
        checkHistory(options, batch.length, 'people')
        const refused: BatchAnswer['rejected'] = []
        const told = batch.flatMap((person, place) => {
          const invited = toInvitation(person, `/batch/${place}`)
          if ('events' in invited) return invited.events.map((event) => ({ event, place }))
          refused.push(invited.rejected)
          return []
        })
        // what is told of people and accounts comes first: at the moment of an invitation it is known, whichever line says it
        told.sort((a, b) => Number(a.event['type'] === 'track') - Number(b.event['type'] === 'track'))
        const [written, places] = [told.map(({ event }) => event), told.map(({ place }) => place)]
        const { events, stored, rejected, erased, head } = await takeHistory(options, c.var.project.id, {
          events: written,
          pointer: (index) => `/batch/${places[index]}`,
          flags: EVENT_FLAGS.told,
        })
        // one of the events of a person is the invitation
        const invitations = stored.filter((_, index) => events[index]!.type === 'track')
        const accepted = invitations.filter(Boolean).length
        return c.json({
          ...head,
          accepted,
          duplicates: invitations.length - accepted,
          rejected: [...refused, ...rejected, ...erased.map((one) => ({ ...one, pointer: pointerOf(written, places, one.id) }))].filter(isFirst),
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
