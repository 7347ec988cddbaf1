// Owns that nobody takes the id of a person for that of a browser. Both name people, and where no user id is sent nobody asks for
// a proof: without this, who knows the id of a person could write as that person. Pure but for the look-up.
import type { BatchAnswer } from '@foothold/protocol'
import type { NewEvent } from '../store/event-log.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** Finds those of the ids that are identified people. */
export async function identifiedOf(people: Pick<PeopleStore, 'people'>, project: string, ids: Iterable<string>): Promise<ReadonlySet<string>> {
  const asked = [...new Set(ids)]
  const rows = asked.length ? await people.people(project, asked) : []
  return new Set(rows.filter(({ identified }) => identified).map(({ id }) => id))
}

/** Takes out events without a user whose anonymous id is an identified person. Those of one project. */
export async function withoutBorrowed(
  events: readonly NewEvent[],
  people: Pick<PeopleStore, 'people'>,
): Promise<{ events: readonly NewEvent[]; rejected: BatchAnswer['rejected'] }> {
  const anonymous = events.filter(({ userId }) => userId === null)
  const project = anonymous[0]?.project
  if (project === undefined) return { events, rejected: [] }
  const known = await identifiedOf(
    people,
    project,
    anonymous.flatMap(({ anonymousId }) => anonymousId ?? []),
  )
  if (!known.size) return { events, rejected: [] }
  const isBorrowed = ({ userId, anonymousId }: NewEvent): boolean => userId === null && anonymousId !== null && known.has(anonymousId)
  return {
    events: events.filter((event) => !isBorrowed(event)),
    rejected: events.filter(isBorrowed).map(({ messageId: id }) => ({
      id,
      code: 'identity_required',
      pointer: '/anonymousId',
      detail: 'The anonymous id is the user id of somebody, and nothing proves that this is that person.',
    })),
  }
}
