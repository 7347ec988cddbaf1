// Owns when people did something so often after an instant of their own. It must not know storage, or what the instants are.
import type { EventUse } from '../store/event-query.ts'
import { eachPerson } from './per-person.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface FirstAfterQuestion {
  /** `null`: every track event but Foothold's own, and but these. */
  uses: readonly EventUse[] | null
  but?: readonly EventUse[] | undefined
  /** So often … */
  count: number
  /** … within so long, in ms. */
  withinMs: number
  /** Only uses at or after this … */
  from: number
  /** … and before this. */
  to: number
  people: readonly string[]
  /** By person: only uses after it; everything where there are none. */
  after?: readonly number[] | undefined
}

/** Finds by person the time of the use that made it so many; `Infinity` where there was none. */
export async function findFirstAfter(
  source: Source,
  { uses, but = [], count, withinMs, from, to, people: ids, after }: FirstAfterQuestion,
): Promise<Float64Array> {
  const numbers = await source.numbers(ids)
  const placeOf = new Int32Array(source.people + 1).fill(-1)
  numbers.forEach((number, place) => {
    if (number > 0) placeOf[number] = place
  })
  const only = Uint8Array.from(placeOf, (place) => (place < 0 ? 0 : 1))
  const found = new Float64Array(ids.length).fill(Infinity)
  const scan = await source.scan({ uses: uses ?? but, from, to, others: uses === null })
  await eachPerson(scan, { people: source.people, only, check: source.check }, (who, { columns: { at, kind }, order: all, start: begin, end: last }) => {
    const place = placeOf[who]!
    const since = after?.[place] ?? -Infinity
    // kind 0 is none of the uses
    const order = uses === null ? all.subarray(begin, last).filter((one) => kind[one] === 0) : all
    const end = uses === null ? order.length : last
    let first = uses === null ? 0 : begin
    while (first < end && at[order[first]!]! <= since) first++
    for (let i = first + count - 1; i < end; i++) {
      const time = at[order[i]!]!
      if (time - at[order[i - count + 1]!]! > withinMs) continue
      found[place] = time
      return
    }
  })
  return found
}
