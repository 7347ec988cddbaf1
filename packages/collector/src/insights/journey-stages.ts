// Owns counting a journey of the live model: who came to which of its stages, and where everybody is now. It must not know
// storage, or how a stage is reached.
import { toDurations } from '../fold/durations.ts'
import type { JourneyStage } from '../fold/journey.ts'

/** When somebody came to each stage, in order; `undefined` from the first on that was not reached. Epoch ms. */
export type StageTimes = readonly (number | undefined)[]

export interface StagesQuestion {
  /** By stage the time from the one before; `null`: any. Who takes longer comes there all the same, and is late until then. */
  within: readonly (number | null)[]
  /** Who came to the first stage at or after this … */
  from: number
  /** … and before this. */
  to: number
  now: number
  /** Ids of the people who count; everybody where there are none. */
  only?: readonly string[] | undefined
}

/** Counts people by the stages that they came to. */
export async function countStages(
  people: AsyncIterable<{ id: string; times: StageTimes }>,
  { within, from, to, now, only }: StagesQuestion,
): Promise<JourneyStage[]> {
  const wanted = only && new Set(only)
  const tallies = within.map(() => ({ reached: 0, times: [] as number[], waiting: [] as number[], late: 0 }))
  for await (const { id, times } of people) {
    const [entered] = times
    if (entered === undefined || entered < from || entered >= to || wanted?.has(id) === false) continue
    let [level, last] = [0, entered]
    for (; level < within.length; level++) {
      const at = times[level]
      if (at === undefined || at > now) break
      const tally = tallies[level]!
      tally.reached++
      if (level > 0) tally.times.push(at - last)
      last = at
    }
    const tally = tallies[level - 1]
    if (!tally) continue
    tally.waiting.push(now - last)
    if (level < within.length && now - last >= (within[level] ?? Infinity)) tally.late++
  }
  return tallies.map(({ reached, times, waiting, late }) => ({
    reached,
    time: toDurations(times),
    present: waiting.length,
    waiting: toDurations(waiting),
    late,
  }))
}
