// Owns that nobody takes the id of a person for that of a browser. Both name people, and where no user id is sent nobody asks for
// a proof: without this, who knows the id of a person could write as that person, also before the person comes for the first
// time. It must not know what a proof is.
import type { BatchAnswer } from '@foothold/protocol'
import { nanoid } from 'nanoid'
import { UNPROVEN } from '../people/identity.ts'
import { EVENT_FLAGS, type NewEvent } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** Finds those of the ids that are identified people. */
export async function identifiedOf(people: Pick<PeopleStore, 'people'>, project: string, ids: Iterable<string>): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids)]
  const rows = asked.length ? await people.people(project, asked) : []
  return new Set(rows.filter(({ identified }) => identified).map(({ id }) => id))
}

/** What may be taken of the events of a request. */
export interface OwnEvents {
  /** Without events of no user whose anonymous id is an identified person. */
  events: readonly NewEvent[]
  rejected: BatchAnswer['rejected']
  /**
   * To be stored before the events: each gives what strangers did under the id of somebody who comes for the first time now to
   * a person of its own. The first who claims an anonymous id has it for ever, so later events of that kind go there too.
   */
  apart: readonly NewEvent[]
}

/** Looks at events of one project, whose user ids are proven. */
export type BorrowedCheck = (events: readonly NewEvent[]) => Promise<OwnEvents>

/** Ids of which something is known, in each of two generations. */
const KEPT = 20_000

/** Creates the check. */
export function createBorrowedCheck(people: Pick<PeopleStore, 'people'>): BorrowedCheck {
  // what was taken of late may not be among the known yet
  const proven = createRecent(KEPT)
  const visited = createRecent(KEPT)
  /** Proven people under whose id no stranger is. */
  const alone = createRecent(KEPT)
  return async (events) => {
    const project = events[0]?.project
    if (project === undefined) return { events, rejected: [], apart: [] }
    const toKey = (id: string): string => `${project}\0${id}`
    const users = new Set(events.flatMap(({ userId }) => userId ?? []))
    const visitors = events.flatMap(({ userId, anonymousId }) => (userId === null && anonymousId !== null ? [anonymousId] : []))
    for (const id of users) proven.add(toKey(id))
    const comers = [...users].filter((id) => !alone.has(toKey(id)))
    const asked = [...new Set([...visitors, ...comers])]
    if (!asked.length) return { events, rejected: [], apart: [] }
    const rows = new Map((await people.people(project, asked)).map((row) => [row.id, row]))
    const isBorrowed = ({ userId, anonymousId: id }: NewEvent): boolean =>
      userId === null && id !== null && (rows.get(id)?.identified === true || proven.has(toKey(id)))
    for (const id of comers) if (rows.get(id)?.identified || (!rows.has(id) && !visited.has(toKey(id)))) alone.add(toKey(id))
    const apart = comers.filter((id) => !alone.has(toKey(id))).map((id) => toAlias(project, id, events[0]!.receivedAt))
    const kept = events.filter((event) => !isBorrowed(event))
    for (const { userId, anonymousId } of kept) if (userId === null && anonymousId !== null) visited.add(toKey(anonymousId))
    const rejected = events.filter(isBorrowed).map(({ messageId: id }) => ({
      id,
      code: 'identity_required',
      pointer: '/anonymousId',
      detail: 'The anonymous id is the user id of somebody, and nothing proves that this is that person.',
    }))
    return { events: kept, rejected, apart }
  }
}

/** @param at - epoch ms. */
function toAlias(project: string, previousId: string, at: number): NewEvent {
  return {
    project,
    messageId: `foothold-${nanoid()}`,
    type: 'alias',
    name: null,
    anonymousId: null,
    // an id that nobody can have been given, and that does not tell whose it was
    userId: UNPROVEN + nanoid(),
    groupId: null,
    previousId,
    timestamp: at,
    receivedAt: at,
    sequence: null,
    flags: EVENT_FLAGS.ours,
    properties: '{}',
    traits: '{}',
    context: '{}',
  }
}

/** A set of the latest texts: at least so many, at most twice as many. */
function createRecent(kept: number): { has(text: string): boolean; add(text: string): void } {
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    has: (text) => young.has(text) || old.has(text),
    add(text) {
      if (young.size >= kept) [old, young] = [young, new Set()]
      young.add(text)
    },
  }
}
