// Owns counting who adopted a feature, when, and how much they use it since. It must not know storage, rates or curves.
import type { EventUse } from '../store/event-query.ts'
import { readHistory } from './history.ts'
import { eachPerson } from './per-person.ts'
import { isFor, lastOf, readRoles, readSignUps } from './sign-up.ts'
import type { Source } from './source.ts'

/** Who has adopted a feature; plain data. Times are epoch ms. */
export interface AdoptedWhen {
  uses: readonly EventUse[]
  /** Adopted is who used it so often … */
  count: number
  /** … within so long, in ms. */
  withinMs: number
  /** Roles that it is for; `null`: all. */
  roles: readonly string[] | null
  /** From when on it can be expected; `null`: always. A use before it is one. */
  releasedAt: number | null
}

/** What is asked; plain data. Times are epoch ms. */
export interface AdoptionQuestion extends AdoptedWhen {
  /** What makes a person active; `null`: every track event but Foothold's own. */
  active: readonly EventUse[] | null
  /** Only people who were active at or after this … */
  from: number
  /** … and before this, which is also when it is looked at. */
  to: number
  only?: readonly string[] | undefined
}
export interface AdoptionCounts {
  /** Of each eligible person how long it took to adopt or, where `adopted` is 0, how long has passed without; ms. */
  times: Float64Array
  adopted: Uint8Array
  /** Eligible people who used it at all. */
  tried: number
  /** Of all adopters together since their adoption: uses, weeks that passed (begun ones included), weeks with a use. */
  uses: number
  weeks: number
  weeksUsed: number
  /** The same weeks of each adopter. */
  adopters: { weeks: number; weeksUsed: number }[]
  /** Of accounts with an adopter: share of the eligible people in them who are adopters. */
  breadth: number[]
}

const WEEK_MS = 7 * 86_400_000

/** Counts who adopted a feature. */
export async function countAdoption(source: Source, question: AdoptionQuestion): Promise<AdoptionCounts> {
  const { uses, count, withinMs, from, to } = question
  const start = await eligibleFrom(source, question)
  const adoptedAt = new Float64Array(source.people + 1).fill(Infinity)
  const adopters: AdoptionCounts['adopters'] = []
  const result = { tried: 0, uses: 0, weeks: 0, weeksUsed: 0 }
  const scan = await source.scan({ uses, from: -Infinity, to })
  await eachPerson(scan, { people: source.people, check: source.check }, (who, { columns: { at }, order, start: first, end }) => {
    // who began after the end is not among the eligible
    if (!(start[who]! < to)) return
    result.tried++
    for (let i = first + count - 1; i < end; i++) {
      const time = at[order[i]!]!
      if (time - at[order[i - count + 1]!]! > withinMs) continue
      adoptedAt[who] = time
      const weeks = new Set<number>()
      for (let k = i; k < end; k++) weeks.add(Math.floor((at[order[k]!]! - time) / WEEK_MS))
      result.uses += end - i
      const own = { weeks: Math.floor((to - time) / WEEK_MS) + 1, weeksUsed: weeks.size }
      result.weeks += own.weeks
      result.weeksUsed += own.weeksUsed
      adopters.push(own)
      return
    }
  })
  const eligible: number[] = []
  for (let who = 1; who <= source.people; who++) if (start[who]! < to) eligible.push(who)
  return {
    times: Float64Array.from(eligible, (who) => (adoptedAt[who]! < Infinity ? Math.max(0, adoptedAt[who]! - start[who]!) : to - start[who]!)),
    adopted: Uint8Array.from(eligible, (who) => (adoptedAt[who]! < Infinity ? 1 : 0)),
    ...result,
    adopters,
    breadth: from < to ? await breadthOf(source, { eligible, adoptedAt, to }) : [],
  }
}

/** When each eligible person could begin: the release, or the sign-up where that was later; `Infinity` where nobody is. */
async function eligibleFrom(source: Source, { roles, releasedAt, active, from, to, only: ids }: AdoptionQuestion): Promise<Float64Array> {
  const seen = new Uint8Array(source.people + 1)
  const scan = await source.scan({ uses: active ?? [], others: active === null, from, to, unordered: true })
  await scan.run(({ count, person }) => {
    for (let i = 0; i < count; i++) seen[person[i]!] = 1
  })
  const [start, told] = [await readSignUps(source), await readRoles(source)]
  const only = ids && (await source.select(ids))
  for (let who = 1; who <= source.people; who++) {
    const counts = seen[who] === 1 && isFor(roles, told, told.of[who]!) && (only === undefined || only[who] === 1)
    start[who] = counts ? Math.max(start[who]!, releasedAt ?? -Infinity) : Infinity
  }
  return start
}

interface Adopters {
  eligible: readonly number[]
  adoptedAt: Float64Array
  /** Accounts are those that people are in just before this. */
  to: number
}

async function breadthOf(source: Source, { eligible, adoptedAt, to }: Adopters): Promise<number[]> {
  const accounts = await readHistory(source.accounts(), source.people)
  const seats = new Map<number, { all: number; adopters: number }>()
  for (const who of eligible) {
    const account = lastOf(accounts, who, to)
    if (account < 0) continue
    const those = seats.get(account) ?? { all: 0, adopters: 0 }
    those.all++
    if (adoptedAt[who]! < Infinity) those.adopters++
    seats.set(account, those)
  }
  return [...seats.values()].filter(({ adopters }) => adopters).map(({ all, adopters }) => adopters / all)
}
