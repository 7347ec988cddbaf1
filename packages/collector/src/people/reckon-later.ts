// Owns people of very many events: a step of the log does not read them all again for one that came late. Whoever is put off is
// marked in the step itself, so that a crash forgets nobody, and reckoned when the mark is due. It must not know the log.
import { isDeepStrictEqual } from 'node:util'
import type { LiveConfig } from '../config/live.ts'
import type { ModelRow } from '../store/model-store.ts'
import type { PeopleStore, PersonRow, ProjectionStep, Reached } from '../store/state-store.ts'
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

/** The mark that somebody has to be reckoned anew; an earlier one stays. @param at - epoch ms. */
export const toLater = (project: string, id: string, at: number): ModelRow => ({ project, kind: 'later', id, account: null, dueAt: at, state: '' })

/** Who is reckoned. */
export interface Later {
  project: string
  ids: readonly string[]
  /** `undefined` where it cannot be compiled: everybody is reckoned anew by the next that can. */
  config: LiveConfig | undefined
  /** Epoch ms. */
  now: number
  /** `undefined` for somebody who cannot be folded: tried again later. */
  fold(row: PersonRow): Promise<PersonFold | undefined>
}

/** Reckons the milestones of people who were put off. @returns those that differ from what is stored, and the marks as they are then. */
export async function reckonLater(
  people: PeopleStore,
  { project, ids, config, now, fold }: Later,
): Promise<Required<Pick<ProjectionStep, 'milestones' | 'model' | 'bases'>>> {
  const stored = ids.length ? await people.milestones(project, ids) : new Map<string, Map<string, Reached>>()
  const milestones: ProjectionStep['milestones'][number][] = []
  const again = new Set<string>()
  for (const row of config && ids.length ? await people.people(project, ids) : []) {
    const folded = await fold(row)
    if (!folded) again.add(row.id)
    else if (!isDeepStrictEqual(folded.reached, stored.get(row.id) ?? new Map())) milestones.push({ project, person: row.id, reached: new Map(folded.reached) })
  }
  return {
    milestones,
    bases: config && milestones.length ? [{ project, basis: config.milestoneBasis, ofEverybody: false }] : [],
    // with a state of its own a mark may go to a later instant, or away
    model: ids.map((id) => ({ ...toLater(project, id, now), dueAt: again.has(id) ? now + BROKEN_MS : null, state: '{}' })),
  }
}
