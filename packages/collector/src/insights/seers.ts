// Owns what the people who saw a guide in a time did with it in that time. It must not know SQL, HTTP or any kind of guide.
import { GUIDE_EVENTS, type Rate } from '@foothold/protocol'
import type { ValueCount } from '../fold/values.ts'
import type { EventUse, EventQuery } from '../store/event-query.ts'
import type { Range } from './ask.ts'
import { toRate } from './rate.ts'

type Where = NonNullable<EventUse['where']>

/** Showings, and distinct people. */
export interface Total {
  events: number
  people: number
}

/** A guide in a time. */
export interface Seers {
  seen: Total
  /** Values of a property of an event of the guide. */
  values(event: string, property: string, where?: Where): Promise<ValueCount[]>
  total(event: string, where?: Where): Promise<Total>
  /** Of the people who saw the guide those who did this too; who saw it before the time and did it now is none of them. */
  share(event: string, where?: Where): Promise<Rate>
}

/** Reads who saw a guide. */
export async function readSeers(
  guide: string,
  { project, query, range: { from, to }, only }: { project: string; query: EventQuery; range: Range; only: string[] | undefined },
): Promise<Seers> {
  const use = (event: string, where?: Where): EventUse => ({ event, where: { guide: { is: guide }, ...where } })
  const ask = (uses: EventUse[], property: string): Promise<ValueCount[]> => query.values(project, { uses, property, from, to, only })
  const known = new Map<string, Promise<Total>>()
  const totalOf = (...uses: EventUse[]): Promise<Total> => {
    const key = JSON.stringify(uses)
    // all have the guide as their one value
    const total = known.get(key) ?? ask(uses, 'guide').then(([one]) => one ?? { events: 0, people: 0 })
    known.set(key, total)
    return total
  }
  const seen = await totalOf(use(GUIDE_EVENTS.seen))
  return {
    seen,
    values: (event, property, where) => ask([use(event, where)], property),
    total: (event, where) => totalOf(use(event, where)),
    async share(event, where) {
      const did = await totalOf(use(event, where))
      const either = did.people && seen.people ? await totalOf(use(GUIDE_EVENTS.seen), use(event, where)) : { people: did.people + seen.people }
      return toRate(seen.people + did.people - either.people, seen.people)
    },
  }
}
