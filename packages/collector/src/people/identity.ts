// Owns who is who: which events belong to one person. A user id is the person; an anonymous id belongs to the first user it
// was seen with, for ever and for its whole past. It must not know what the events say.
import type { NewEvent, PersonIds } from '../store/event-log.ts'
import type { Link, PeopleStore } from '../store/state-store.ts'

/** The ids that an event carries. */
export type EventIds = Pick<NewEvent, 'type' | 'anonymousId' | 'userId' | 'previousId'>

/**
 * Reads the links that an event tells: its anonymous id belongs to its user; an alias says the same of its previous id.
 *
 * Two user ids are never made one: a write key is public, and anybody could merge himself into somebody else.
 */
export function toLinks({ type, anonymousId, userId, previousId }: EventIds): { anonymousId: string; userId: string }[] {
  if (!userId) return []
  const ids = [anonymousId, type === 'alias' ? previousId : null]
  return ids.filter((id): id is string => !!id && id !== userId).map((id) => ({ anonymousId: id, userId }))
}

/** Adds the links of events to the known ones; the first link of an id wins. @returns those that are new. */
export function addLinks(known: Map<string, string>, project: string, events: readonly EventIds[]): Link[] {
  const added: Link[] = []
  for (const event of events) {
    for (const { anonymousId, userId } of toLinks(event)) {
      if (known.has(anonymousId)) continue
      known.set(anonymousId, userId)
      added.push({ project, anonymousId, userId })
    }
  }
  return added
}

/** Names the person that an event counts for. Every valid event has one. */
export function toPersonId({ userId, anonymousId }: Pick<EventIds, 'userId' | 'anonymousId'>, links: ReadonlyMap<string, string>): string {
  return userId ?? links.get(anonymousId ?? '') ?? anonymousId ?? ''
}

/** Begins the id of a person to whom goes what strangers did under the id of another; chance follows. @see identity/borrowed.ts */
export const UNPROVEN = 'unproven_'

/** The same as `toPersonIds`, with what strangers did under the id of this person, and with whom that went to: all of it names the person. */
export async function toAllIds(people: PeopleStore, project: string, person: string): Promise<PersonIds> {
  const ids = await toPersonIds(people, project, person)
  const stranger = (await people.links(project, [person])).get(person)
  return stranger?.startsWith(UNPROVEN) ? { ...ids, anonymousIds: [...ids.anonymousIds, person, stranger] } : ids
}

/** Lists the ids under which the events of a person are stored. */
export async function toPersonIds(people: PeopleStore, project: string, person: string): Promise<PersonIds> {
  const linked = await people.anonymousIdsOf(project, person)
  const elsewhere = await people.links(project, [person])
  return { userId: person, anonymousIds: elsewhere.has(person) ? linked : [...linked, person] }
}
