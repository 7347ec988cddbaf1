// Owns the events that the live model puts into the log. Their ids are made of what they say, so that the same thing said twice,
// after a crash or by two collectors, is in the log once. It must not know when something is said.
import { createHash } from 'node:crypto'
import { EVENT_FLAGS, type NewEvent } from '../../store/event-log.ts'
import type { Telling } from './note.ts'

/** Whom an event is about. */
export interface Subject {
  project: string
  /** Whose events it is stored with. */
  person: string
  identified: boolean
  account: string | null
  /** What makes the id, where it is not the person. */
  unit?: string
}

/** @param receivedAt - epoch ms. */
export function toModelEvent({ id, name, about, due, at }: Telling, subject: Subject, receivedAt: number): NewEvent {
  const { project, person, identified, account, unit = `person ${person}` } = subject
  const hash = createHash('sha256')
    .update(JSON.stringify([unit, id]))
    .digest('base64url')
  return {
    project,
    messageId: `foothold-${hash.slice(0, 32)}`,
    type: 'track',
    name,
    anonymousId: identified ? null : person,
    userId: identified ? person : null,
    groupId: account,
    previousId: null,
    timestamp: at,
    receivedAt,
    sequence: null,
    flags: EVENT_FLAGS.ours,
    properties: JSON.stringify({ source: 'foothold', ...about, due: new Date(due).toISOString() }),
    traits: '{}',
    context: '{}',
  }
}
