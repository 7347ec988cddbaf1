// Owns reckoning the milestones of everybody anew, after their definitions changed. It must not know what changed.
import { isDeepStrictEqual } from 'node:util'
import type { LiveConfig } from '../config/live.ts'
import type { PeopleStore, PersonRow, ProjectionStep, Reached } from '../store/state-store.ts'
import type { PersonFold } from './fold.ts'

/** People of one transaction. */
const PAGE = 200

/** What the projection does for it. */
export interface Everybody {
  /** `undefined` for somebody who cannot be folded; what is stored of them stays. */
  fold(row: PersonRow): Promise<PersonFold | undefined>
  /** @returns false where another process was faster. */
  write(milestones: ProjectionStep['milestones']): Promise<boolean>
  /** Drops folds that are kept. */
  forget(): void
}

/** @returns false where another process was faster: then it is for that one to go on, or for whoever asks next. */
export async function reckonEverybody(people: PeopleStore, project: string, config: LiveConfig, everybody: Everybody): Promise<boolean> {
  const { accountScope, reckoned } = config
  // where milestones rest on what others have reached, each pass gets one further down that row
  for (let passes = accountScope.milestonesInMilestones ? reckoned.milestones.length + 1 : 1; passes > 0; passes--) {
    // in a pass, the milestones of others are those of the pass before
    if (accountScope.milestones.size) everybody.forget()
    let changed = false
    for (let after = ''; ;) {
      const rows = await people.page(project, after, PAGE)
      const ids = rows.map(({ id }) => id)
      const before = await people.milestones(project, ids)
      const milestones: { project: string; person: string; reached: ReadonlyMap<string, Reached> }[] = []
      for (const row of rows) {
        const fold = reckoned.milestones.length ? await everybody.fold(row) : { reached: new Map<string, Reached>() }
        if (!fold) continue
        const reached = new Map(fold.reached)
        milestones.push({ project, person: row.id, reached })
        changed ||= !isDeepStrictEqual(reached, before.get(row.id) ?? new Map())
      }
      if (rows.length && !(await everybody.write(milestones))) return false
      if (rows.length < PAGE) break
      after = rows.at(-1)!.id
    }
    if (!changed) break
  }
  if (accountScope.milestones.size) everybody.forget()
  return true
}
