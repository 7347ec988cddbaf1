// Owns who is in a segment at an instant, and who reached a milestone. It must not know SQL or HTTP.
import { PERSON_INVITED, type Journey } from '@foothold/protocol'
import { dependenciesIn } from '../config/live.ts'
import { stageKey } from '../config/stage.ts'
import type { Reached } from '../store/state-store.ts'
import { peopleAtOnce } from './at-once.ts'
import { eventsAsked, toContext, type GoalOptions, type PersonFacts } from './goals.ts'
import type { StageTimes } from './journey-stages.ts'

const PAGE = 500

/** Lists the ids of everybody who is in a segment now, in pages of bounded size. An unknown segment has nobody. */
export async function listMembers(segment: string, { project, people, query, config, viewOf, now }: GoalOptions): Promise<string[]> {
  const definition = config.content.model.segments.find(({ key }) => key === segment)
  if (!definition) return []
  const asked = dependenciesIn(config, definition.when)
  const names = eventsAsked([...asked])
  const members: string[] = []
  const size = await peopleAtOnce(names, { project, people, query })
  for (let after = ''; ;) {
    const rows = await people.page(project, after, size)
    const ids = rows.map(({ id }) => id)
    const milestones = await people.milestones(project, ids)
    const accountIds = [...new Set(rows.map(({ account }) => account).filter((id) => id !== null))]
    const traits = new Map((await people.accounts(project, accountIds)).map((row) => [row.id, row.traits]))
    const views = new Map<string, PersonFacts['account']['view']>()
    if (config.accountScope.asked) for (const id of accountIds) views.set(id, await viewOf(id))
    const events = Map.groupBy(names.length ? await query.eventsOf(project, ids, names) : [], ({ person }) => person)
    for (const row of rows) {
      const account = { traits: traits.get(row.account ?? '') ?? {}, view: views.get(row.account ?? '') }
      const facts = { row, reached: milestones.get(row.id) ?? new Map<string, Reached>(), account, events: events.get(row.id) ?? [], config }
      if (toContext(facts, now).segment(segment) === true) members.push(row.id)
    }
    if (rows.length < size) return members
    after = rows.at(-1)!.id
  }
}

/** Goes through everybody, with when they signed up and reached a milestone. */
export async function* walkReached(
  milestone: string,
  { project, people }: Pick<GoalOptions, 'project' | 'people'>,
): AsyncGenerator<{ id: string; traits: Record<string, unknown>; signedUpAt: number; reachedAt: number | null }> {
  for (let after = ''; ;) {
    const rows = await people.page(project, after, PAGE)
    const reached = await people.milestones(
      project,
      rows.map(({ id }) => id),
    )
    for (const { id, traits, signedUpAt } of rows) yield { id, traits, signedUpAt, reachedAt: reached.get(id)?.get(milestone)?.at ?? null }
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

/** Goes through everybody, with when they came to each stage. A stage without a condition is reached with the invitation or the first event. */
export async function* walkStages(
  { key, stages }: Journey,
  { project, people, query }: Pick<GoalOptions, 'project' | 'people' | 'query'>,
): AsyncGenerator<{ id: string; times: StageTimes }> {
  const size = await peopleAtOnce([PERSON_INVITED], { project, people, query })
  for (let after = ''; ;) {
    const rows = await people.page(project, after, size)
    const ids = rows.map(({ id }) => id)
    const reached = await people.milestones(project, ids)
    const known = new Map(rows.map(({ id, firstSeenAt }) => [id, firstSeenAt]))
    for (const { person, timestamp } of await query.eventsOf(project, ids, [PERSON_INVITED]))
      known.set(person, Math.min(timestamp, known.get(person) ?? Infinity))
    for (const { id } of rows) {
      const own = reached.get(id)
      yield { id, times: stages.map((stage) => (stage.when ? own?.get(stageKey(key, stage.key))?.at : known.get(id))) }
    }
    if (rows.length < size) return
    after = rows.at(-1)!.id
  }
}
