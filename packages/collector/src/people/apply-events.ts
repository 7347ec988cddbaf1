// Owns how events change the rows of people and accounts: first and last seen, traits, account, number of events. Pure.
import { LIMITS } from '@foothold/protocol'
import { EVENT_FLAGS, parseRecord, type StoredEvent } from '../store/event-log.ts'
import type { AccountRow, Link, PersonRow } from '../store/state-store.ts'
import { toPersonId } from './identity.ts'
import { joinTraits, mergeTraits, toName, toSignUp, toText } from './traits.ts'

/** Rows by id, changed in place of the map, never in the row. */
export interface Rows {
  people: Map<string, PersonRow>
  accounts: Map<string, AccountRow>
}

/** Applies the events of one project, in order of the log. Links of the events must be in `links` already. */
export function applyEvents(rows: Rows, events: readonly StoredEvent[], links: ReadonlyMap<string, string>): void {
  for (const event of events) {
    const id = toPersonId(event, links)
    // nobody did it: no row is made of it, and nobody was seen
    if (event.flags & EVENT_FLAGS.ours) continue
    // a clock that runs ahead must not keep somebody on top of the list for years
    const at = Math.min(event.timestamp, event.receivedAt + LIMITS.clockAheadMs)
    let person = rows.people.get(id) ?? newPerson(event.project, id, at)
    person = {
      ...person,
      identified: person.identified || event.userId !== null || links.get(event.anonymousId ?? '') === id,
      ...seen(person, at, (event.flags & EVENT_FLAGS.told) === 0),
    }
    if (event.type === 'identify') person = { ...person, ...mergeTraits(person, parseRecord(event.traits), event.timestamp, event.position) }
    if (event.groupId !== null && event.timestamp >= person.accountAt) person = { ...person, account: event.groupId, accountAt: event.timestamp }
    rows.people.set(id, withSummary(person))
    if (event.groupId !== null) rows.accounts.set(event.groupId, applyToAccount(rows.accounts.get(event.groupId), event, at))
  }
}

/** Counts an event of a person. Who was only told of (`events` is 0) is first seen with the first event of their own. */
function seen({ events, firstSeenAt, lastSeenAt }: PersonRow, at: number, own: boolean): Pick<PersonRow, 'events' | 'firstSeenAt' | 'lastSeenAt'> {
  if (own && !events) return { events: 1, firstSeenAt: at, lastSeenAt: at }
  if (!own && events) return { events, firstSeenAt, lastSeenAt }
  return { events: events + Number(own), firstSeenAt: Math.min(firstSeenAt, at), lastSeenAt: Math.max(lastSeenAt, at) }
}

/**
 * Merges anonymous people into the users that they turned out to be.
 *
 * @param links - new in this step.
 * @returns the ids whose rows are gone.
 */
export function mergeLinked(people: Map<string, PersonRow>, links: readonly Link[]): string[] {
  const merging = links.flatMap(({ anonymousId, userId }) => {
    const anonymous = people.get(anonymousId)
    // an id that is somebody's user id too stays a person of its own
    return anonymous && !anonymous.identified ? [{ anonymous, userId }] : []
  })
  // all out before the first goes in: a text may be the anonymous id of one link and the user id of another
  for (const { anonymous } of merging) people.delete(anonymous.id)
  for (const { anonymous, userId } of merging) {
    const user = people.get(userId) ?? { ...newPerson(anonymous.project, userId, anonymous.firstSeenAt), identified: true }
    const account = user.account !== null && user.accountAt >= anonymous.accountAt ? user : anonymous
    const [first, second] = user.events && anonymous.events ? [user, anonymous] : user.events ? [user, user] : [anonymous, anonymous]
    const merged: PersonRow = {
      ...user,
      ...joinTraits(user, anonymous),
      identified: true,
      events: user.events + anonymous.events,
      firstSeenAt: Math.min(first.firstSeenAt, second.firstSeenAt),
      lastSeenAt: Math.max(first.lastSeenAt, second.lastSeenAt),
      account: account.account,
      accountAt: account.accountAt,
    }
    people.set(userId, withSummary(merged))
  }
  return merging.map(({ anonymous }) => anonymous.id)
}

function newPerson(project: string, id: string, at: number): PersonRow {
  return {
    project,
    id,
    identified: false,
    name: null,
    email: null,
    role: null,
    account: null,
    accountAt: Number.MIN_SAFE_INTEGER,
    firstSeenAt: at,
    lastSeenAt: at,
    signedUpAt: at,
    events: 0,
    traits: {},
    traitTimes: {},
  }
}

function withSummary(person: PersonRow): PersonRow {
  const { traits } = person
  return { ...person, name: toName(traits), email: toText(traits, 'email'), role: toText(traits, 'role'), signedUpAt: toSignUp(traits) ?? person.firstSeenAt }
}

function applyToAccount(account: AccountRow | undefined, event: StoredEvent, at: number): AccountRow {
  const known = account ?? { project: event.project, id: event.groupId ?? '', traits: {}, traitTimes: {}, firstSeenAt: at, lastSeenAt: at }
  return {
    ...known,
    ...(event.type === 'group' ? mergeTraits(known, parseRecord(event.traits), event.timestamp, event.position) : {}),
    // who was told of has not been here
    ...(account && event.flags & EVENT_FLAGS.told ? {} : { firstSeenAt: Math.min(known.firstSeenAt, at), lastSeenAt: Math.max(known.lastSeenAt, at) }),
  }
}
