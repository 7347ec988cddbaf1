// Owns who is in a segment at an instant, and who reached a milestone. It must not know SQL or HTTP.
import { PERSON_INVITED, type Journey } from '@foothold/protocol'
import { dependenciesIn } from '../config/live.ts'
import { stageKey } from '../config/stage.ts'
import { peopleAtOnce } from './at-once.ts'
import { eventsAsked, toContext, type GoalOptions } from './goals.ts'
import type { StageTimes } from './journey-stages.ts'
import { walkFacts } from './walk-facts.ts'

const PAGE = 500

/** Lists the ids of everybody who is in a segment now, in pages of bounded size. An unknown segment has nobody. */
export async function listMembers(segment: string, options: GoalOptions): Promise<string[]> {
  const { config, now } = options
  const definition = config.content.model.segments.find(({ key }) => key === segment)
  if (!definition) return []
  const members: string[] = []
  for await (const facts of walkFacts(eventsAsked([...dependenciesIn(config, definition.when)]), true, options))
    if (toContext(facts, now).segment(segment) === true) members.push(facts.row.id)
  return members
}

/** Goes through everybody who has signed up, with when they did and when they reached a milestone. */
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
    for (const { id, traits, signedUpAt, events } of rows)
      // who was only told of has not signed up
      if (events > 0) yield { id, traits, signedUpAt, reachedAt: reached.get(id)?.get(milestone)?.at ?? null }
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
