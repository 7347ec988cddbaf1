// Owns that a proof of identity holds for the events that came with it. Pure.
import type { BatchAnswer } from '@foothold/protocol'
import type { NewEvent } from '../store/event-log.ts'
import type { Identity } from './token.ts'

/** Whether this proof is one of this person, in this account. */
export function matchesIdentity({ sub, acc }: Identity, userId: string | null | undefined, groupId: string | null | undefined): boolean {
  return (!userId || userId === sub) && (!groupId || acc === undefined || acc === groupId)
}

/**
 * Takes out what was not proven: identified events of anybody else, and the account that a visitor claims to be in. Else a
 * visitor could write into any account, and take it along when signing in.
 *
 * @param identity - missing where none of the events is of somebody identified.
 */
export function withoutUnproven(
  events: readonly NewEvent[],
  identity: Identity | undefined,
): { events: readonly NewEvent[]; rejected: BatchAnswer['rejected'] } {
  const kept: NewEvent[] = []
  const rejected: BatchAnswer['rejected'] = []
  for (const event of events) {
    const { userId, groupId, type, messageId: id } = event
    if (userId !== null) {
      if (identity && matchesIdentity(identity, userId, groupId)) kept.push(event)
      else rejected.push({ id, code: 'identity_mismatch', pointer: '', detail: 'The identity token that came with it is of another person or account.' })
    } else if (groupId === null) kept.push(event)
    else if (type === 'group')
      rejected.push({ id, code: 'identity_required', pointer: '', detail: 'Nobody is identified in it, so nothing proves that the account is theirs.' })
    else kept.push({ ...event, groupId: null })
  }
  return { events: kept, rejected }
}
