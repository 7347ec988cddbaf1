// Owns adding up how far people came in a funnel, by group. Pure. It must not know how an attempt is found.
import { toDurations, type Durations } from './durations.ts'
import type { Attempt, FunnelQuestion } from './funnel.ts'

/** Numbers of one group, or of all. */
export interface FunnelGroup {
  /** Value at the first step as JSON text; `null` where there was none. */
  value: string | null
  /** By step the people who came at least so far. */
  reached: number[]
  /** By step how long it took from the step before, of those who reached it; the first is of no people. */
  durations: Durations[]
  /** From the first step to the last one. */
  whole: Durations
  /** People who did not reach the last step and still have time. */
  open: number
}
export interface FunnelCounts {
  all: FunnelGroup
  /** Most people at the first step first. */
  groups: FunnelGroup[]
}

/** What attempts are added up by. */
type Asked = Pick<FunnelQuestion, 'steps' | 'windowMs' | 'until'>

/** Adds attempts up. */
export interface FunnelGroups {
  /** @param value - JSON text of the group, `null` where there is none; `undefined`: there are no groups. */
  add(attempt: Pick<Attempt, 'level' | 'times' | 'latest'>, value?: string | null): void
  end(): FunnelCounts
}

export function createFunnelGroups(question: Asked): FunnelGroups {
  const all = createTally(null, question.steps.length)
  const groups = new Map<string | null, Tally>()
  return {
    add(attempt, value) {
      add(all, attempt, question)
      if (value === undefined) return
      let tally = groups.get(value)
      if (!tally) groups.set(value, (tally = createTally(value, question.steps.length)))
      add(tally, attempt, question)
    },
    end: () => ({
      all: toGroup(all),
      groups: [...groups.values()].map(toGroup).toSorted((a, b) => b.reached[0]! - a.reached[0]! || compare(a.value, b.value)),
    }),
  }
}

interface Tally {
  value: string | null
  reached: number[]
  durations: number[][]
  whole: number[]
  open: number
}

const createTally = (value: string | null, steps: number): Tally => ({
  value,
  reached: Array.from({ length: steps }, () => 0),
  durations: Array.from({ length: steps }, () => []),
  whole: [],
  open: 0,
})

function add(tally: Tally, { level, times, latest }: Pick<Attempt, 'level' | 'times' | 'latest'>, { steps, windowMs, until }: Asked): void {
  for (let step = 0; step < level; step++) {
    tally.reached[step]!++
    if (step > 0) tally.durations[step]!.push(times[step]! - times[step - 1]!)
  }
  if (level === steps.length) tally.whole.push(times[level - 1]! - times[0]!)
  else if (latest + windowMs >= until) tally.open++
}

const toGroup = ({ durations, whole, ...rest }: Tally): FunnelGroup => ({ ...rest, durations: durations.map(toDurations), whole: toDurations(whole) })

const compare = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1)
