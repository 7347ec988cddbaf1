// Owns counting who came back: cohorts by period, and how many of each did something again so many periods later. It must not know
// storage, rates or calendars.
import type { EventUse } from '../store/event-query.ts'
import { readTrait, type TraitSubject } from './history.ts'
import { createPeriodOf } from './period.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface RetentionQuestion {
  /** `null`: every track event but Foothold's own. */
  start: readonly EventUse[] | null
  back: readonly EventUse[] | null
  /** `first`: a person is in the cohort of the first start event ever. `every`: in each in which there is one. */
  cohort: 'first' | 'every'
  /** First instant of each period, and the end of the last. The first `cohorts` periods are cohorts. */
  bounds: readonly number[]
  cohorts: number
  /** Ranges of periods after that of the cohort, both ends included; `null` at the end: to the last. At most 60. */
  columns: readonly (readonly [from: number, to: number | null])[]
  by?: TraitSubject | undefined
  only?: readonly string[] | undefined
}

/** People of one group. */
export interface RetentionGroup {
  /** JSON text of the trait when the person began; `null` where none was told. */
  value: string | null
  /** By cohort: people, and by column those who came back. */
  cohorts: { people: number; back: number[] }[]
}
export interface RetentionCounts {
  all: RetentionGroup
  groups: RetentionGroup[]
}

/** Counts who came back. Cost: two bits a person and period. */
export async function countRetention(source: Source, question: RetentionQuestion): Promise<RetentionCounts> {
  const { start, back, cohort, bounds, cohorts, columns, by } = question
  const periods = bounds.length - 1
  const words = Math.ceil(periods / 32)
  const { people } = source
  const [began, returned] = [new Uint32Array((people + 1) * words), new Uint32Array((people + 1) * words)]
  // of the first start event: its time and, as a trait may be told at the same time, its place
  const [first, place] = [new Float64Array(people + 1).fill(Infinity), new Float64Array(people + 1)]
  const only = question.only && (await source.select(question.only))
  const scan = await source.scan({
    uses: [...(start ?? []), ...(back ?? [])],
    others: start === null || back === null,
    from: cohort === 'first' ? -Infinity : bounds[0]!,
    to: bounds.at(-1)!,
    unordered: !by,
  })
  const periodOf = createPeriodOf(bounds)
  const starts = start?.length ?? 0
  const any = (start === null ? 1 : 0) | (back === null ? 2 : 0)
  let means = new Uint8Array(0)
  await scan.run(({ count, person, kind, at, position }) => {
    // kinds are found while the scan goes on
    if (means.length < scan.kinds.length) means = Uint8Array.from(scan.kinds, (uses) => uses.reduce((bits, use) => bits | (use < starts ? 1 : 2), any))
    for (let i = 0; i < count; i++) {
      const who = person[i]!
      if (only !== undefined && only[who] !== 1) continue
      const period = periodOf(at[i]!)
      const meaning = means[kind[i]!]!
      if (meaning & 1) {
        if (at[i]! < first[who]! || (at[i] === first[who] && position[i]! < place[who]!)) {
          first[who] = at[i]!
          place[who] = position[i]!
        }
        if (period >= 0) began[who * words + (period >> 5)]! |= 1 << (period & 31)
      }
      if (meaning & 2 && period >= 0) returned[who * words + (period >> 5)]! |= 1 << (period & 31)
    }
  })
  const history = by && (await readTrait(source, by))
  const empty = (value: string | null): RetentionGroup => ({
    value,
    cohorts: Array.from({ length: cohorts }, () => ({ people: 0, back: columns.map(() => 0) })),
  })
  const all = empty(null)
  const groups = new Map<number, RetentionGroup>()
  const has = (bits: Uint32Array, who: number, period: number): boolean => ((bits[who * words + (period >> 5)]! >>> (period & 31)) & 1) === 1
  const add = (group: RetentionGroup, who: number, of: number): void => {
    const row = group.cohorts[of]!
    row.people++
    columns.forEach(([from, to], column) => {
      for (let period = of + from; period <= Math.min(of + (to ?? periods), periods - 1); period++)
        if (has(returned, who, period)) {
          row.back[column]!++
          return
        }
    })
  }
  for (let who = 1; who <= people; who++) {
    if (first[who] === Infinity) continue
    const value = history?.at(who, first[who]!, place[who]!) ?? -1
    let group = groups.get(value)
    if (by && !group) groups.set(value, (group = empty(value < 0 ? null : history!.values[value]!)))
    const own = periodOf(first[who]!)
    for (let of = 0; of < cohorts; of++) {
      if (cohort === 'first' ? own !== of : !has(began, who, of)) continue
      add(all, who, of)
      if (group) add(group, who, of)
    }
  }
  return { all, groups: [...groups.values()] }
}
