// Owns counting sessions: what people do without a long break. It must not know storage.
import { toDurations, type Durations } from './durations.ts'
import { eachPerson } from './per-person.ts'
import { createPeriodOf } from './period.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface SessionsQuestion {
  /** A longer break ends a session, in ms. */
  gapMs: number
  /** First instant of each day, and the end of the last; a session is of the day on which it begins. */
  days: readonly number[]
  only?: readonly string[] | undefined
}
export interface SessionCounts {
  people: number
  sessions: number
  /** From the first event to the last one. */
  duration: Durations
  /** Events of a session. */
  events: Durations
  days: { sessions: number; people: number }[]
}

/** Counts sessions. Those that began before the first day are not counted; what is in them ends with the last day. */
export async function countSessions(source: Source, { gapMs, days, only: ids }: SessionsQuestion): Promise<SessionCounts> {
  const [from, to] = [days[0]!, days.at(-1)!]
  const scan = await source.scan({ uses: [], every: true, from: from - gapMs, to })
  const only = ids && (await source.select(ids))
  const dayOf = createPeriodOf(days)
  const perDay = days.slice(1).map(() => ({ sessions: 0, people: 0 }))
  const [durations, sizes]: [number[], number[]] = [[], []]
  let people = 0
  await eachPerson(scan, { people: source.people, only, check: source.check }, (_, { columns: { at }, order, start, end }) => {
    let [begun, last, count, lastDay, counted] = [NaN, -Infinity, 0, -1, false]
    const close = (): void => {
      if (!(begun >= from)) return
      counted = true
      durations.push(last - begun)
      sizes.push(count)
      const day = dayOf(begun)
      perDay[day]!.sessions++
      if (day !== lastDay) perDay[day]!.people++
      lastDay = day
    }
    for (let i = start; i < end; i++) {
      const time = at[order[i]!]!
      if (time - last > gapMs) {
        close()
        begun = time
        count = 0
      }
      last = time
      count++
    }
    close()
    if (counted) people++
  })
  return { people, sessions: durations.length, duration: toDurations(durations), events: toDurations(sizes), days: perDay }
}
