// Owns what is known of people at a landmark: so long after they could begin with a feature, whether they had adopted it, how active
// they were otherwise, and what they did after it. So nobody counts as an adopter for having stayed long enough to become one. It
// must not know storage, or what is compared.
import type { EventUse } from '../store/event-query.ts'
import type { AdoptedWhen } from './adoption.ts'
import { ones } from './bits.ts'
import { isOwnKind } from './own-events.ts'
import { eachPerson } from './per-person.ts'
import { isFor, readRoles, readSignUps } from './sign-up.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. Times are epoch ms. */
export interface LandmarkQuestion extends AdoptedWhen {
  /** What else makes people active; `null`: every track event but Foothold's own and the uses. */
  others: readonly EventUse[] | null
  /** What is hoped for; `null`: any of `others`. */
  outcome: readonly EventUse[] | null
  /** Days from the release, or from the sign-up where that was later, to the landmark; at most 31. */
  days: number
  /** What is hoped for counts so long after the landmark. */
  afterMs: number
  /** Only people whose time is over by this. */
  to: number
  only?: readonly string[] | undefined
}

/** Columns of people, all in the same order. */
export interface Landmarks {
  people: string[]
  /** Epoch ms. */
  landmark: Float64Array
  adopted: Uint8Array
  /** Place in `roles` of the role; -1 where none was told. */
  role: Int32Array
  roles: unknown[]
  /** Days up to the landmark on which they did something else. */
  active: Uint8Array
  /** Whether the outcome had happened up to the landmark, and whether it happened after it. */
  before: Uint8Array
  after: Uint8Array
}

const DAY_MS = 86_400_000

/** Lists people who were there for long enough. */
export async function listLandmarks(source: Source, question: LandmarkQuestion): Promise<Landmarks> {
  const { uses, count, withinMs, roles, releasedAt, others, outcome, days, afterMs, to, only: ids } = question
  const [start, told] = [await readSignUps(source), await readRoles(source)]
  const only = ids && (await source.select(ids))
  const length = days * DAY_MS
  for (let who = 0; who <= source.people; who++) {
    start[who] = Math.max(start[who]!, releasedAt ?? -Infinity)
    const counts = who > 0 && start[who]! + length + afterMs <= to && isFor(roles, told, told.of[who]!) && (only === undefined || only[who] === 1)
    if (!counts) start[who] = Infinity
  }
  const adopted = new Uint8Array(source.people + 1)
  const used = await source.scan({ uses, from: -Infinity, to })
  await eachPerson(used, { people: source.people, check: source.check }, (who, { columns: { at }, order, start: first, end }) => {
    for (let i = first + count - 1; i < end && at[order[i]!]! < start[who]! + length; i++)
      if (at[order[i]!]! - at[order[i - count + 1]!]! <= withinMs) adopted[who] = 1
  })
  // a day a bit, from the beginning of each
  const active = new Uint32Array(source.people + 1)
  const [before, after] = [new Uint8Array(source.people + 1), new Uint8Array(source.people + 1)]
  const all = [...uses, ...(others ?? []), ...(outcome ?? [])]
  const scan = await source.scan({ uses: all, from: -Infinity, to, others: others === null, unordered: true })
  const [ofOthers, ofOutcome] = [uses.length, uses.length + (others?.length ?? 0)]
  const meanings: number[] = []
  await scan.run(({ count: rows, person, kind, at }) => {
    for (let known = meanings.length; known < scan.kinds.length; known++) {
      const those = scan.kinds[known]!
      const isUse = those.some((use) => use < ofOthers)
      const isAny = others === null && !isOwnKind(those, all)
      const isOther = !isUse && (isAny || those.some((use) => use >= ofOthers && use < ofOutcome))
      const isOutcome = outcome === null ? isOther : those.some((use) => use >= ofOutcome)
      meanings.push((isOther ? OTHER : 0) | (isOutcome ? OUTCOME : 0))
    }
    for (let i = 0; i < rows; i++) {
      const who = person[i]!
      const meaning = meanings[kind[i]!]!
      if (meaning === 0 || start[who] === Infinity) continue
      const since = at[i]! - start[who]!
      if (since >= length + afterMs) continue
      if (since >= length) after[who]! |= meaning & OUTCOME
      else {
        before[who]! |= meaning & OUTCOME
        if (since >= 0 && meaning & OTHER) active[who]! |= 1 << Math.floor(since / DAY_MS)
      }
    }
  })
  const chosen: number[] = []
  for (let who = 1; who <= source.people; who++) if (start[who]! < Infinity) chosen.push(who)
  const names = await source.ids(chosen)
  return {
    people: chosen.map((who) => names.get(who)!),
    landmark: Float64Array.from(chosen, (who) => start[who]! + length),
    adopted: Uint8Array.from(chosen, (who) => adopted[who]!),
    role: Int32Array.from(chosen, (who) => told.of[who]!),
    roles: told.roles,
    active: Uint8Array.from(chosen, (who) => ones(active[who]!)),
    before: Uint8Array.from(chosen, (who) => before[who]! / OUTCOME),
    after: Uint8Array.from(chosen, (who) => after[who]! / OUTCOME),
  }
}

const [OTHER, OUTCOME] = [1, 2]
