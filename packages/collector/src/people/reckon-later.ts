// Owns people of very many events: a step of the log does not read them all again for one that came late. Whoever is put off is
// marked in the step itself, so that a crash forgets nobody, and reckoned when the mark is due. It must not know the log.
import { isDeepStrictEqual } from 'node:util'
import type { LiveConfig } from '../config/live.ts'
import type { PeopleStore, PersonRow, ProjectionStep } from '../store/state-store.ts'
import type { PersonFold } from './fold.ts'

/** Events from which on somebody is put off: to read and fold so many takes about 50 ms. */
const MANY = 5_000
/** What comes within this time is reckoned together, in ms. */
const LEAST_MS = 30_000
/** The same for each event: reading and folding one takes about 0.02 ms, and is to take no more than a twentieth of the time. */
const EACH_MS = 0.5

/** How soon somebody is tried again who could not be reckoned, in ms. */
export const BROKEN_MS = 600_000

/** How long somebody of so many events is put off, in ms; `undefined`: not at all. */
export function toWaitMs(events: number): number | undefined {
  return events < MANY ? undefined : Math.max(LEAST_MS, events * EACH_MS)
}

/** Whether people can be reckoned later than the step of their events: nobody else's milestones rest on theirs. */
export function canWait(config: LiveConfig | undefined): boolean {
  return config !== undefined && !config.accountScope.inMilestones && !config.accountScope.milestones.size
}

/** Reckons the milestones of people as of now, where they can be folded. @returns those that differ from what is stored. */
export async function reckonLater(
  people: PeopleStore,
  project: string,
  ids: readonly string[],
  fold: (row: PersonRow) => Promise<PersonFold | undefined>,
): Promise<ProjectionStep['milestones']> {
  const stored = await people.milestones(project, ids)
  const changed: ProjectionStep['milestones'][number][] = []
  for (const row of await people.people(project, ids)) {
    const folded = await fold(row)
    if (!folded) continue
    const reached = new Map(folded.reached)
    if (!isDeepStrictEqual(reached, stored.get(row.id) ?? new Map())) changed.push({ project, person: row.id, reached })
  }
  return changed
}
