// Owns counting the values of a property: events, and people by what they said last. It must not know storage.
import type { EventUse } from '../store/event-query.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface ValuesQuestion {
  uses: readonly EventUse[]
  property: string
  from: number
  to: number
  only?: readonly string[] | undefined
}
export interface ValueCount {
  /** JSON text; `null` where the property was not there. */
  value: string | null
  events: number
  /** People who ever had this value. */
  people: number
  /** People who had it in their latest event. */
  latest: number
}

/** More than there are numbers of people. */
const PEOPLE = 2 ** 32

/** Counts values, most events first. */
export async function countValues(source: Source, { uses, property, from, to, only: ids }: ValuesQuestion): Promise<ValueCount[]> {
  const scan = await source.scan({ uses, from, to, property })
  const only = ids && (await source.select(ids))
  const latest = new Map<number, { at: number; position: number; value: number }>()
  const events = new Map<number, number>()
  // a person and a value are one number
  const pairs = new Set<number>()
  await scan.run(({ count, person, at, position, value }) => {
    for (let i = 0; i < count; i++) {
      const who = person[i]!
      if (only !== undefined && only[who] !== 1) continue
      events.set(value[i]!, (events.get(value[i]!) ?? 0) + 1)
      pairs.add((value[i]! + 1) * PEOPLE + who)
      const before = latest.get(who)
      if (!before || before.at < at[i]! || (before.at === at[i] && before.position < position[i]!))
        latest.set(who, { at: at[i]!, position: position[i]!, value: value[i]! })
    }
  })
  const count = (values: Iterable<number>): Map<number, number> => {
    const counts = new Map<number, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    return counts
  }
  const people = count([...pairs].map((pair) => Math.floor(pair / PEOPLE) - 1))
  const last = count([...latest.values()].map(({ value }) => value))
  return [...events]
    .map(([value, n]) => ({ value: value < 0 ? null : scan.values[value]!, events: n, people: people.get(value) ?? 0, latest: last.get(value) ?? 0 }))
    .toSorted((a, b) => b.events - a.events || ((a.value ?? '') < (b.value ?? '') ? -1 : 1))
}
