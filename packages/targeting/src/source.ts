// Owns where the values that rules test come from. A source answers `undefined` for "not known here" and `null` for "known to be
// missing"; only the latter is for the author to decide (`ifMissing`, `exists`).
import type { Scope } from '@foothold/protocol'
import { own } from './comparison.ts'
import type { Context } from './context.ts'
import { inNamespace, toShare } from './hash.ts'
import { countWithin, lastBefore, toDay } from './tally.ts'
import { toWallClock, type WallClock } from './wall-clock.ts'

const QUARTER_MS = 900_000
const DAY_MS = 86_400_000

export type Read = (context: Context) => unknown

/** Every source but the records (rule.ts) by its name: what it takes → how it is read. */
export const SOURCES: Readonly<Record<string, (...args: never[]) => Read>> = {
  segment: (key: string) => (context) => context.segment(key),
  flag: (key: string) => (context) => context.flag(key),
  milestone: (key: string, scope?: Scope) => (context) => context.milestone(key, scope),
  reached: (key: string) => (context) => context.reachedAt(key) ?? null,
  feature: (key: string, scope?: Scope) => (context) => context.level(key, scope),
  experiment: (guide: string) => (context) => context.arm(guide),
  /** What the person has done with a guide: one member of the progress, 0 where there is none. */
  guide: (guide: string, member: 'state' | 'seen' | 'at' | 'lastSeenAt' | 'until') => (context) => {
    const progress = context.guide(guide)
    if (progress === undefined) return progress
    // what was only seen has no outcome yet, whose time would be there
    return progress?.[member] ?? (member === 'state' ? 'unseen' : (member === 'at' && progress?.lastSeenAt) || 0)
  },
  fired: () => (context) => context.fired,
  group: (group: string, but: string) => (context) => context.groupSeenAt(group, but),
  /** An instant, epoch ms. */
  at: (at: number) => () => at,
  /** A fact by its name. */
  fact: (name: 'viewport' | 'input') => (context) => context[name],
  element: (css: string) => (context) => context.element?.(css),
  path: () => (context) => context.place?.path,
  query: (name: string) => (context) => context.place && (own(context.place.query, name) ?? null),
  hash: () => (context) => context.place && (context.place.hash ?? ''),
  clock: (part: keyof WallClock, zone?: string) => (context) => {
    // no zone is apart from another by less: hours and days begin at a quarter of an hour
    context.wake?.((Math.floor(context.now / QUARTER_MS) + 1) * QUARTER_MS)
    return toWallClock(context.now, zone ?? context.zone)?.[part]
  },
  /** Where a unit falls between 0 and 1. */
  share: (seed: string, unit: 'user' | 'account') => (context) => {
    const id = context.units?.[unit]
    return id === undefined ? id : toShare(seed, id)
  },
  namespace: (namespace: string, unit: 'user' | 'account', from: number, to: number) => (context) => {
    const id = context.units?.[unit]
    return id === undefined ? id : inNamespace(id, namespace, [from, to])
  },
  /**
   * How often any of these happened, in the last so many ms.
   *
   * @param least - where this many are asked for: fewer than that are still fewer with time, and only the last of them that leaves matters.
   */
  count: (tallies: readonly string[], within?: number, least?: number) => (context) => {
    const { now } = context
    let sum = 0
    for (const key of tallies) sum += countWithin(context.tally(key), within, now)
    if (!within || !context.wake || sum < least!) return sum
    for (const key of tallies) {
      const tally = context.tally(key)
      // the oldest of the window is the first to leave it
      const inside = tally?.recent.filter((at) => at >= now - within) ?? []
      const leaving = (!tallies[1] && inside.at(-least!)) || inside[0]
      // those before the ones that are known singly leave the window by the day
      if (leaving)
        context.wake(
          leaving === tally!.recent[0] && tally!.recent.length < tally!.count
            ? (Math.floor((now - within) / DAY_MS) + 1) * DAY_MS + within
            : leaving + within + 1,
        )
    }
    return sum
  },
  /** In how many of the last so many weeks (seven UTC days, the last ending today) any of these happened. */
  weeks: (tallies: readonly string[], of: number) => (context) => {
    const today = Math.floor(context.now / DAY_MS)
    let weeks = 0
    for (let back = 0; back < 7 * of; back++) {
      const day = toDay((today - back) * DAY_MS)
      if (!tallies.some((key) => context.tally(key)?.days[day])) continue
      weeks++
      // on to the next week
      back += 6 - (back % 7)
    }
    // a week begins for everybody with each day
    context.wake?.((today + 1) * DAY_MS)
    return weeks
  },
  /** How often it happened in this session. */
  session: (key: string) => (context) => {
    const { sessionAt, now } = context
    return sessionAt === undefined ? sessionAt : countWithin(context.tally(key), now - sessionAt, now)
  },
  /** When it last happened, epoch ms. */
  last: (tally: string) => (context) => lastBefore(context.tally(tally), context.now),
}
