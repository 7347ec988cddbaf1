// Owns what telling of people who have not been here becomes: events, like all that is known of anybody, marked as told by a server.
// Pure. It must not know HTTP or storage.
import { createHash } from 'node:crypto'
import { PERSON_INVITED, type BatchAnswer } from '@foothold/protocol'
import { z } from 'zod'

/** One person as a server tells of them. */
const invitedPersonSchema = z.strictObject({
  userId: z.string().min(1).max(200),
  traits: z.record(z.string(), z.unknown()).optional(),
  groupId: z.string().min(1).max(200).optional(),
  groupTraits: z.record(z.string(), z.unknown()).optional(),
  invitedAt: z.iso.datetime({ offset: true }).optional(),
})

/** Events of one person, as they are sent, or what is wrong. */
export type Invited = { events: Record<string, unknown>[] } | { rejected: BatchAnswer['rejected'][number] }

/**
 * Turns a person into events, the invitation last. The ids are made of what is told, so that the same list sent twice changes nothing.
 *
 * @param pointer - of the person in the body.
 */
export function toInvitation(written: unknown, pointer: string): Invited {
  const parsed = invitedPersonSchema.safeParse(written)
  const id = typeof written === 'object' && written !== null ? (written as { userId?: unknown }).userId : undefined
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    return {
      rejected: {
        id: typeof id === 'string' ? id.slice(0, 200) : '',
        code: 'event_invalid',
        pointer: `${pointer}${(issue?.path ?? []).map((part) => `/${String(part)}`).join('')}`,
        detail:
          unknown === undefined
            ? `${issue?.message ?? 'Invalid person'}: expected { userId, traits?, groupId?, groupTraits?, invitedAt? }.`
            : `A person has no "${unknown}": expected userId, traits, groupId, groupTraits, invitedAt; what you know of people goes into traits.`,
      },
    }
  }
  const { userId, traits, groupId, groupTraits, invitedAt } = parsed.data
  const base = { userId, ...(groupId === undefined ? {} : { groupId }), ...(invitedAt === undefined ? {} : { timestamp: invitedAt }) }
  const own = (kind: string, ...told: unknown[]): string =>
    `${kind}-${createHash('sha256')
      .update(JSON.stringify([userId, ...told]))
      .digest('base64url')
      .slice(0, 32)}`
  return {
    events: [
      ...(traits && Object.keys(traits).length ? [{ type: 'identify', messageId: own('told', traits), ...base, traits }] : []),
      ...(groupId === undefined ? [] : [{ type: 'group', messageId: own('joined', groupId, groupTraits ?? {}), ...base, traits: groupTraits ?? {} }]),
      { type: 'track', event: PERSON_INVITED, messageId: own('invited'), ...base },
    ],
  }
}
