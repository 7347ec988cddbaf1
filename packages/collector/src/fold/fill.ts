// Owns sets of people by period: what most questions about many periods are made of. Pure but for the scan.
import { createSets, put, type Sets } from './bits.ts'
import { createPeriodOf } from './period.ts'
import type { Rows, Scan } from './source.ts'

/** What is put where. */
export interface Fill {
  /** First instant of each period, and the end of the last; epoch ms. */
  bounds: readonly number[]
  /** By the uses that an event is, in which of the two sets of its period its person is: 1, 2, both (3) or neither (0). */
  meaning(uses: readonly number[]): number
  /** A set a period, the first one for all that is before the first bound; what is after the last is in none. */
  first: Sets
  second: Sets
}

/** Makes the sets of a fill. @param both - whether there is any use for the second. */
export function createFill(people: number, { bounds, meaning }: Pick<Fill, 'bounds' | 'meaning'>, both: boolean): Fill {
  return { bounds, meaning, first: createSets(people, bounds.length), second: createSets(both ? people : 0, bounds.length) }
}

/** Puts people into sets by going through rows. */
export function createFiller({ bounds, meaning, first, second }: Fill, { kinds }: Pick<Scan, 'kinds'>): (rows: Rows) => void {
  const periodOf = createPeriodOf(bounds)
  const meanings: number[] = []
  return ({ count, person, kind, at }) => {
    // kinds are found while the scan goes on
    while (meanings.length < kinds.length) meanings.push(meaning(kinds[meanings.length]!))
    for (let i = 0; i < count; i++) {
      const set = periodOf(at[i]!) + 1
      const bits = meanings[kind[i]!]!
      if (set >= bounds.length) continue
      if (bits & 1) put(first, set, person[i]!)
      if (bits & 2) put(second, set, person[i]!)
    }
  }
}

/** Lets a scan be filled from by way of its rows. */
export function withFill(scan: Omit<Scan, 'fill'>): Scan {
  return { ...scan, fill: (fill) => scan.run(createFiller(fill, scan)) }
}

/** Sets without those that come before the first bound. */
export const withoutEarlier = ({ words, width }: Sets): Sets => ({ words: words.subarray(width), width })
