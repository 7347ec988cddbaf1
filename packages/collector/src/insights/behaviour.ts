// Owns the answer about classes of behaviour: how many people are in each by month, and where they went. It must not know SQL or HTTP.
import type { BehaviourAnswer, InsightDefinition } from '@foothold/protocol'
import { refuse, toColumns, toHead, toPeople, toUses, type AskOptions } from './ask.ts'
import { addUnits, dayOf, nameOfDay, startOfUnit } from './calendar.ts'

const DAY_MS = 86_400_000
const CLASSES = ['power', 'casual', 'at-risk', 'dormant', 'new'] as const

/** Answers classes of behaviour. @throws {CollectorError} `request_invalid` where no feature is declared. */
export async function askBehaviour(definition: InsightDefinition<'behaviour'>, options: AskOptions): Promise<BehaviourAnswer> {
  const { config, now } = options
  const { features } = config.content.model
  if (!features.length) throw refuse('', 'The live model declares no feature, so nobody can use any.')
  const { unit, back } = definition
  // classes are of UTC days, as those of the live model
  const present = startOfUnit(dayOf(now, 'UTC'), unit)
  const at = [...Array.from({ length: back }, (_, index) => addUnits(present, unit, index + 1 - back) * DAY_MS), now]
  const counts = await options.query.behaviour(options.project, {
    features: features.map(({ key, relevantTo }) => ({ uses: toUses({ feature: key }, '', options), roles: relevantTo ?? null })),
    settings: config.live.behaviour,
    at,
    only: await toPeople(definition, options),
  })
  const times = counts.classes.map((all, index) => {
    const people = new Map(all)
    return { at: index === back ? 'now' : nameOfDay(at[index]! / DAY_MS), classes: CLASSES.map((name) => ({ class: name, people: people.get(name) ?? 0 })) }
  })
  return {
    ...toHead(
      'behaviour',
      definition,
      { from: at[0]!, to: now, zone: 'UTC' },
      {
        n: times.at(-1)!.classes.reduce((sum, { people }) => sum + people, 0),
        means: `Each person who had been there by then (nobody who was only invited) is in one class, by the thresholds of the live model and complete UTC days, roles as told last: at the beginning of each ${unit}, and now. A flow is the people who were in the one class and are in the other at the next.`,
        columns: toColumns('at', ...CLASSES.map((name) => `${name}:count`)),
        rows: times.map(({ at: name, classes }) => [name, ...classes.map(({ people }) => people)]),
      },
    ),
    times,
    flows: counts.flows.map((flows, index) => ({ from: times[index]!.at, to: times[index + 1]!.at, flows })),
  }
}
