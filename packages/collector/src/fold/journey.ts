// Owns counting a journey: stages one after another, each with its own time, and where everybody is now. It must not know storage.
import type { EventUse } from '../store/event-query.ts'
import { toDurations, type Durations } from './durations.ts'
import { eachPerson } from './per-person.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface JourneyQuestion {
  /** At most 20. A stage is reached at most `withinMs` after the one before; `null`: at any time after. */
  stages: readonly { uses: readonly EventUse[]; withinMs: number | null }[]
  /** The first stage of a person is the first such event at or after this … */
  from: number
  /** … and before this. */
  to: number
  now: number
  only?: readonly string[] | undefined
}
export interface JourneyStage {
  /** People who came at least so far. */
  reached: number
  /** From the stage before, of those who reached it. */
  time: Durations
  /** People who are in it now, and how long already. */
  present: number
  waiting: Durations
  /** Of those present: the time to the next stage is over. */
  late: number
}

/** Counts a journey. A person goes through it once, from the first event of the first stage in the time. */
export async function countJourney(source: Source, { stages, from, to, now, only: ids }: JourneyQuestion): Promise<JourneyStage[]> {
  const meaning = stages.flatMap(({ uses }, stage) => uses.map(() => 1 << stage))
  const scan = await source.scan({ uses: stages.flatMap(({ uses }) => uses), from, to: now })
  const only = ids && (await source.select(ids))
  const tallies = stages.map(() => ({ reached: 0, times: [] as number[], waiting: [] as number[], late: 0 }))
  let bits: number[] | undefined
  await eachPerson(scan, { people: source.people, only, check: source.check }, (_, { columns, order, start, end }) => {
    bits ??= scan.kinds.map((uses) => uses.reduce((all, use) => all | meaning[use]!, 0))
    let [level, last] = [0, 0]
    for (let i = start; i < end && level < stages.length; i++) {
      const one = order[i]!
      if (!((bits[columns.kind[one]!]! >> level) & 1)) continue
      const at = columns.at[one]!
      if (level === 0 ? at >= to : at - last > (stages[level]!.withinMs ?? Infinity)) break
      const tally = tallies[level]!
      tally.reached++
      if (level > 0) tally.times.push(at - last)
      level++
      last = at
    }
    if (level === 0) return
    const tally = tallies[level - 1]!
    tally.waiting.push(now - last)
    if (level < stages.length && now - last > (stages[level]!.withinMs ?? Infinity)) tally.late++
  })
  return tallies.map(({ reached, times, waiting, late }) => ({
    reached,
    time: toDurations(times),
    present: waiting.length,
    waiting: toDurations(waiting),
    late,
  }))
}
