// Owns counting who came back: cohorts by period, and how many of each did something again so many periods later. It must not know
// storage, rates or calendars.
import type { EventUse } from '../store/event-query.ts'
import { isOwnKind } from './own-events.ts'
import { readTrait, type TraitSubject } from './history.ts'
import { createSets, keep, put, setAt, sizeOf, sizeOfBoth, unionOf, type Sets } from './bits.ts'
import { createFill, createFiller, withoutEarlier } from './fill.ts'
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
  /** Most groups, those of most people. @default all */
  limit?: number | undefined
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
  /** Most people first. */
  groups: RetentionGroup[]
}

/** Counts who came back. Cost: two bits a person and period; the people of a period lie together, as its events do. */
export async function countRetention(source: Source, question: RetentionQuestion): Promise<RetentionCounts> {
  const { start, back, cohort, bounds, cohorts, by } = question
  const periods = bounds.length - 1
  const { people } = source
  const uses = [...(start ?? []), ...(back ?? [])]
  const scan = await source.scan({
    uses,
    others: start === null || back === null,
    from: cohort === 'first' ? -Infinity : bounds[0]!,
    to: bounds[periods]!,
    unordered: !by,
  })
  const starts = start?.length ?? 0
  const any = (start === null ? 1 : 0) | (back === null ? 2 : 0)
  const meaning = (those: readonly number[]): number => those.reduce((bits, use) => bits | (use < starts ? 1 : 2), isOwnKind(those, uses) ? 0 : any)
  const fill = createFill(people, { bounds, meaning }, true)
  // of the first start event: its time and, as a trait may be told at the same time, its place
  const [first, place] = by ? [new Float64Array(people + 1).fill(Infinity), new Float64Array(people + 1)] : [new Float64Array(0), new Float64Array(0)]
  if (by) {
    const visit = createFiller(fill, scan)
    await scan.run((rows) => {
      visit(rows)
      const { count, person, kind, at, position } = rows
      const isStart = scan.kinds.map((those) => (meaning(those) & 1) === 1)
      for (let i = 0; i < count; i++) {
        const who = person[i]!
        if (!isStart[kind[i]!] || at[i]! > first[who]! || (at[i] === first[who] && position[i]! >= place[who]!)) continue
        first[who] = at[i]!
        place[who] = position[i]!
      }
    })
  } else await scan.fill(fill)
  if (question.only) for (const sets of [fill.first, fill.second]) keep(sets, await source.select(question.only))
  if (cohort === 'first') keepFirst(fill.first)
  const [began, returned] = [withoutEarlier(fill.first), withoutEarlier(fill.second)]
  const count = createCounter(question, { began, returned, periods })
  if (!by) return { all: count(null), groups: [] }
  const history = await readTrait(source, by)
  const inCohort = unionOf(began, 0, cohorts)
  const members = new Map<number, number[]>()
  for (let who = 1; who <= people; who++) {
    if (!((inCohort[who >> 5]! >>> (who & 31)) & 1)) continue
    const value = history.at(who, first[who]!, place[who]!)
    const own = members.get(value)
    if (own) own.push(who)
    else members.set(value, [who])
  }
  const groups = [...members]
    .map(([value, own]) => ({ value: value < 0 ? null : history.values[value]!, own }))
    .toSorted((a, b) => b.own.length - a.own.length || ((a.value ?? '~') < (b.value ?? '~') ? -1 : 1))
    .slice(0, question.limit ?? Infinity)
    .map(({ value, own }) => {
      const set = createSets(people, 1)
      for (const who of own) put(set, 0, who)
      return { value, cohorts: count(setAt(set, 0)).cohorts }
    })
  return { all: count(null), groups }
}

/** Makes a function that counts the cells, of everybody or of a set of people. */
function createCounter(
  { cohorts, columns }: RetentionQuestion,
  { began, returned, periods }: { began: Sets; returned: Sets; periods: number },
): (of: Uint32Array | null) => RetentionGroup {
  // what is asked of several cohorts or groups is made once
  const known = new Map<string, Uint32Array>()
  const between = (from: number, to: number): Uint32Array => {
    if (to - from === 1) return setAt(returned, from)
    const key = `${from} ${to}`
    let all = known.get(key)
    if (!all) known.set(key, (all = unionOf(returned, from, to)))
    return all
  }
  return (of) => ({
    value: null,
    cohorts: Array.from({ length: cohorts }, (_, cohort) => {
      const own = setAt(began, cohort)
      const members = of === null ? own : own.map((word, i) => word & of[i]!)
      return {
        people: sizeOf(members),
        back: columns.map(([from, to]) => {
          const [first, last] = [cohort + from, Math.min(to === null ? periods : cohort + to + 1, periods)]
          return first < last ? sizeOfBoth(members, between(first, last)) : 0
        }),
      }
    }),
  })
}

/** Leaves everybody in the first of their sets alone. */
function keepFirst({ words, width }: Sets): void {
  const seen = new Uint32Array(width)
  for (let start = 0; start < words.length; start += width)
    for (let i = 0; i < width; i++) {
      const own = words[start + i]! & ~seen[i]!
      words[start + i] = own
      seen[i]! |= own
    }
}
