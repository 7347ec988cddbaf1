// Owns that a proof of identity holds for the events that came with it. Pure.
import type { BatchAnswer } from '@foothold/protocol'
import type { NewEvent } from '../store/event-log.ts'
import type { Identity } from './token.ts'

/** Whether this proof is one of this person, in this account. */
export function matchesIdentity({ sub, acc }: Identity, userId: string | null | undefined, groupId: string | null | undefined): boolean {
  return (!userId || userId === sub) && (!groupId || acc === undefined || acc === groupId)
}

/** Takes out identified events of anybody else. */
export function withoutForeign(events: readonly NewEvent[], identity: Identity): { events: readonly NewEvent[]; rejected: BatchAnswer['rejected'] } {
  const isOwn = ({ userId, groupId }: NewEvent): boolean => userId === null || matchesIdentity(identity, userId, groupId)
  if (events.every(isOwn)) return { events, rejected: [] }
  return {
    events: events.filter(isOwn),
    rejected: events
      .filter((event) => !isOwn(event))
      .map(({ messageId }) => ({
        id: messageId,
        code: 'identity_mismatch',
        pointer: '',
        detail: 'The identity token that came with it is of another person or account.',
      })),
  }
}
