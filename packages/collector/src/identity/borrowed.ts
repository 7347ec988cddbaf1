// Owns that nobody takes the id of a person for that of a browser. Both name people, and where no user id is sent nobody asks for
// a proof: without this, who knows the id of a person could write as that person. It must not know what a proof is.
import type { BatchAnswer } from '@foothold/protocol'
import type { NewEvent } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** Finds those of the ids that are identified people. */
export async function identifiedOf(people: Pick<PeopleStore, 'people'>, project: string, ids: Iterable<string>): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids)]
  const rows = asked.length ? await people.people(project, asked) : []
  return new Set(rows.filter(({ identified }) => identified).map(({ id }) => id))
}

/** Takes out events without a user whose anonymous id is an identified person. */
export type BorrowedCheck = (events: readonly NewEvent[]) => Promise<{ events: readonly NewEvent[]; rejected: BatchAnswer['rejected'] }>

/** People who were proven of late and may not be among the known yet. */
const KEPT = 20_000

/** Creates the check. It is asked with events of one project, whose user ids are proven. */
export function createBorrowedCheck(people: Pick<PeopleStore, 'people'>): BorrowedCheck {
  const recent = new Set<string>()
  const toKey = (project: string, id: string): string => `${project}\0${id}`
  return async (events) => {
    for (const { project, userId } of events) {
      if (userId === null) continue
      if (recent.size >= KEPT) recent.clear()
      recent.add(toKey(project, userId))
    }
    const visitors = events.flatMap(({ userId, anonymousId }) => (userId === null && anonymousId !== null ? [anonymousId] : []))
    const project = events[0]?.project
    if (project === undefined || !visitors.length) return { events, rejected: [] }
    const known = await identifiedOf(people, project, visitors)
    const isBorrowed = ({ userId, anonymousId }: NewEvent): boolean =>
      userId === null && anonymousId !== null && (known.has(anonymousId) || recent.has(toKey(project, anonymousId)))
    const rejected = events.filter(isBorrowed).map(({ messageId: id }) => ({
      id,
      code: 'identity_required',
      pointer: '/anonymousId',
      detail: 'The anonymous id is the user id of somebody, and nothing proves that this is that person.',
    }))
    return { events: rejected.length ? events.filter((event) => !isBorrowed(event)) : events, rejected }
  }
}
