// Owns how many people are asked about at once where their events are read: each question goes through all events. It must not
// know SQL, or what the events are for.
import type { EventQuery } from '../store/event-query.ts'
import type { PeopleStore } from '../store/state-store.ts'

/** So few are asked about in any case. */
const LEAST = 500
/** And so many at most: their ids are part of the question. */
const MOST = 20_000
/** Events that are in memory at once, about. */
const EVENTS = 100_000
/** Names that are looked through; the rest is rare. */
const NAMES = 10_000

/** Says of how many people the events of these names can be held at once: of everybody where there are few. */
export async function peopleAtOnce(
  names: readonly string[],
  { project, people, query }: { project: string; people: Pick<PeopleStore, 'counts'>; query: Pick<EventQuery, 'eventNames'> },
): Promise<number> {
  if (!names.length) return LEAST
  const { people: all } = await people.counts(project)
  if (all <= LEAST) return LEAST
  const wanted = new Set(names)
  const events = (await query.eventNames(project, NAMES)).reduce((sum, { name, count }) => sum + (wanted.has(name) ? count : 0), 0)
  return Math.max(LEAST, Math.min(MOST, Math.floor((EVENTS * all) / Math.max(1, events))))
}
