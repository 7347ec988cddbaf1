// Owns where a person of the replay stands, by the slow and obvious way: the whole list of what happened, looked at anew for each
// instant at which anything could change. It must not know the collector.
import { REPLAY_MODEL } from './replay-model.ts'

/** Something that happened. */
export interface Happened {
  at: number
  person: string
  account: string | null
  /** Of a track event; '' of any other. */
  name: string
  traits: Readonly<Record<string, unknown>>
  /** By the person, not told of by a server. */
  own: boolean
}

/** A class of behaviour with the start of the first day. */
type Class = [name: string, since: number]

/** Where a person stands. */
export interface Stand {
  levels: [feature: string, level: string, since: number, lastUseDay: number][]
  segments: [key: string, inside: boolean, since: number][]
  stages: [journey: string, stage: string, since: number][]
  class: Class | null
  trend: string | null
  maturity: string
}

/** Something that is expected: when it is due, and when it was done. */
export interface Expected {
  id: string
  due: number
  metAt: number | undefined
  /** For silence: when it ended. */
  backAt?: number | undefined
}

export const DAY = 86_400_000
const dayOf = (at: number): number => Math.floor(at / DAY)
const days = (written: string): number => Number.parseInt(written, 10) * DAY
const count = (times: readonly number[], from: number, to: number): number => times.filter((at) => at >= from && at <= to).length

/**
 * Reads everything about one person.
 *
 * @param past - of the person, in order of time.
 * @param invites - events `member.invited` of everybody.
 * @param now - not before any of them.
 */
export function readPerson(past: readonly Happened[], invites: readonly Happened[], now: number): { expected: Expected[]; stand(): Stand } {
  const own = past.filter((one) => one.own)
  const timesOf = (...names: readonly string[]): number[] => past.filter(({ name }) => names.includes(name)).map(({ at }) => at)
  const uses = new Map<string, number[]>(REPLAY_MODEL.features.map(({ key, usedWhen }) => [key, timesOf(...usedWhen.map(({ event }) => event))]))
  const sessions = timesOf('session.started')
  const first = past[0]!.at
  const here = own.length > 0
  const knownAt = first
  const firstSeenAt = own[0]?.at ?? first
  const traits = (at: number): Map<string, unknown> => new Map(past.filter((one) => one.at <= at).flatMap((one) => Object.entries(one.traits)))
  const createdAt = traits(now).get('createdAt')
  const signedUpAt = typeof createdAt === 'string' ? Date.parse(createdAt) : firstSeenAt
  const role = traits(now).get('role')
  const isRelevant = (feature: object): boolean => !('relevantTo' in feature) || (feature.relevantTo as unknown[]).includes(role)
  const relevant = REPLAY_MODEL.features.filter(isRelevant).map(({ key }) => key)

  const levelAt = (feature: (typeof REPLAY_MODEL.features)[number], at: number): string => {
    const times = uses.get(feature.key)!.filter((one) => one <= at)
    const { count: least, within } = 'adoptedWhen' in feature ? feature.adoptedWhen : { count: 3, within: '30d' }
    const { weeks, of } = 'habitualWhen' in feature ? feature.habitualWhen : { weeks: 3, of: 4 }
    if (!times.length) return 'none'
    const adopted = count(times, at - days(within), at) >= least
    const used = Array.from({ length: of }, (_, week) => times.some((one) => dayOf(one) > dayOf(at) - 7 * (week + 1) && dayOf(one) <= dayOf(at) - 7 * week))
    if (adopted && used.filter(Boolean).length >= weeks) return 'habitual'
    return adopted ? 'adopted' : times.length > 1 ? 'repeated' : 'tried'
  }
  const isAdopted = (key: string, at: number): boolean =>
    ['adopted', 'habitual'].includes(
      levelAt(
        REPLAY_MODEL.features.find((one) => one.key === key)!,
        at,
      ),
    )
  const SEGMENTS: Record<(typeof REPLAY_MODEL.segments)[number]['key'], (at: number) => boolean> = {
    constructor: (at) => traits(at).get('role') === 'admin',
    new(at) {
      const value = traits(at).get('createdAt')
      return typeof value === 'string' && count([Date.parse(value)], at - 30 * DAY, at) === 1
    },
    busy: (at) => count(sessions, at - 7 * DAY, at) >= 3,
    // as long ago as that is absent, while a window has its first instant in it
    quiet: (at) => count(sessions, 0, at) > 0 && count(sessions, at - 10 * DAY + 1, at) === 0,
    adopter: (at) => isAdopted('tasks', at),
  }

  /** The answer now, since when, and whether it ever was another one than the first. */
  const follow = <T>(ask: (at: number) => T, instants: readonly number[]): { value: T; since: number; ever: Set<T> } => {
    const ever = new Set<T>()
    let [value, since]: [T | undefined, number] = [undefined, 0]
    for (const at of [...new Set(instants)].filter((one) => one >= first && one <= now).sort((a, b) => a - b)) {
      const next = ask(at)
      ever.add(next)
      if (next !== value) [value, since] = [next, at]
    }
    return { value: value as T, since, ever }
  }
  const midnights = Array.from({ length: dayOf(now) - dayOf(first) }, (_, day) => (dayOf(first) + 1 + day) * DAY)
  const ends = (times: readonly number[], window: number): number[] => times.flatMap((at) => [at, at + window, at + window + 1])

  // a milestone is looked at whenever the person does something, or is told of
  const reach = (holds: (at: number) => boolean, from = -Infinity): number | undefined => past.find(({ at }) => at >= from && holds(at))?.at
  const accountsAt = (at: number): string | null => past.findLast((one) => one.at <= at && one.account !== null)?.account ?? null
  const reached: Record<(typeof REPLAY_MODEL.milestones)[number]['key'], number | undefined> = {
    constructor: sessions[0],
    activated: timesOf('project.created')[0],
    returned: sessions[1],
    tasks: reach((at) => isAdopted('tasks', at)),
    integrated: reach((at) => invites.some((one) => one.at <= at && one.account === accountsAt(at))),
  }
  const logged = sessions[0]
  const activated = logged === undefined ? undefined : reach((at) => count(timesOf('project.created'), 0, at) > 0, logged)
  const regular = activated === undefined ? undefined : reach((at) => count(sessions, at - 7 * DAY, at) >= 3, activated)
  const working = timesOf('task.created')[0]
  const automating = working === undefined ? undefined : reach((at) => isAdopted('automation', at), working)
  const ways: Record<string, (number | undefined)[]> = { adoption: [knownAt, logged, activated, regular], constructor: [working, automating] }

  const anyUse = [...uses.values()].flat()
  const lastUse = anyUse.length ? Math.max(...anyUse) : undefined
  const expected: Expected[] = []
  const expect = (id: string, from: number | undefined, written: string, metAt: number | undefined): void =>
    void (from === undefined || expected.push({ id, due: from + days(written), metAt }))
  for (const { key, deadline, ...one } of REPLAY_MODEL.milestones) {
    const from = 'from' in one ? one.from : 'signup'
    const anchor =
      typeof from === 'object' ? ('milestone' in from ? reached[from.milestone] : knownAt) : !here ? undefined : from === 'signup' ? signedUpAt : firstSeenAt
    expect(`milestone:${key}`, anchor, deadline, reached[key])
  }
  for (const feature of REPLAY_MODEL.features) {
    if (!('deadline' in feature) || !here || !isRelevant(feature)) continue
    const releasedAt = 'releasedAt' in feature ? Date.parse(feature.releasedAt) : -Infinity
    const used = uses.get(feature.key)!
    expect(`feature:${feature.key}`, Math.max(signedUpAt, releasedAt), feature.deadline, used[0])
  }
  for (const { key, stages } of REPLAY_MODEL.journeys)
    for (const [index, stage] of stages.entries())
      if ('within' in stage) expect(`journey:${key}:${stage.key}`, ways[key]![index - 1], stage.within, ways[key]![index])
  const silentSince = Math.max(signedUpAt, lastUse ?? -Infinity)
  if (here) expected.push({ id: 'dormant', due: silentSince + days(REPLAY_MODEL.behaviour.dormantAfter), metAt: undefined, backAt: lastUse })

  const stand = (): Stand => {
    const levels = REPLAY_MODEL.features.flatMap((feature): Stand['levels'] => {
      const times = uses.get(feature.key)!
      const within = 'adoptedWhen' in feature ? feature.adoptedWhen.within : '30d'
      const { value, since } = follow((at) => levelAt(feature, at), [first, ...ends(times, days(within)), ...midnights])
      return value === 'none' ? [] : [[feature.key, value, since, dayOf(times.at(-1)!)]]
    })
    const told = past.map(({ at }) => at)
    const segments = REPLAY_MODEL.segments.flatMap(({ key }): Stand['segments'] => {
      const borders = { constructor: told, new: [...told, ...ends([signedUpAt], 30 * DAY)], busy: ends(sessions, 7 * DAY), quiet: ends(sessions, 10 * DAY) }
      const instants = key === 'adopter' ? [...ends(uses.get('tasks')!, 14 * DAY), ...midnights] : borders[key]
      const { value, since, ever } = follow(SEGMENTS[key], [first, ...instants])
      return ever.has(true) ? [[key, value, since]] : []
    })
    const stages = REPLAY_MODEL.journeys.flatMap(({ key, stages: all }): Stand['stages'] => {
      const index = ways[key]!.findLastIndex((at) => at !== undefined)
      return index < 0 ? [] : [[key, all[index]!.key, ways[key]![index]!]]
    })
    const maturity = ((): string => {
      let last = 'none'
      for (const tier of ['core', 'advanced', 'power']) {
        const those = REPLAY_MODEL.features.filter((one) => one.tier === tier && relevant.includes(one.key))
        if (!those.length) continue
        if (those.filter(({ key }) => isAdopted(key, now)).length < those.length / 2) break
        last = tier
      }
      return last
    })()
    const used = new Map(relevant.map((key) => [key, uses.get(key)!.map(dayOf)]))
    const behaviour = here ? behaviourOf(new Set(anyUse.map(dayOf)), used, signedUpAt, now) : null
    return { levels, segments, stages, class: behaviour && behaviour.class, trend: behaviour && behaviour.trend, maturity }
  }
  return { expected, stand }
}

/** The class of behaviour, day by day from the beginning. @param used - days of use of each relevant feature. */
export function behaviourOf(
  active: ReadonlySet<number>,
  used: ReadonlyMap<string, readonly number[]>,
  signedUpAt: number,
  now: number,
): { class: Class; trend: string } {
  const { newFor, dormantAfter, power, atRisk } = REPLAY_MODEL.behaviour
  const activeIn = (from: number, to: number): number => Array.from({ length: to - from }, (_, day) => from + day).filter((day) => active.has(day)).length
  const halves = (day: number): [early: number, late: number] => [activeIn(day - 28, day - 14), activeIn(day - 14, day)]
  const decide = (day: number): string => {
    if (day * DAY < signedUpAt + days(newFor)) return 'new'
    const silent = days(dormantAfter) / DAY
    if (dayOf(signedUpAt) < day - silent && !activeIn(day - silent, day)) return 'dormant'
    const [early, late] = halves(day)
    if (!late || (early >= 4 && late <= early * (1 - atRisk.drop))) return 'at-risk'
    const deep = [...used.values()].filter((those) => those.some((one) => one >= day - 28 && one < day)).length
    return early + late >= power.days && used.size && deep / used.size >= power.depth ? 'power' : 'casual'
  }
  const start = dayOf(signedUpAt)
  const decided = Array.from({ length: dayOf(now) - start + 1 }, (_, day) => decide(start + day))
  let held: Class = [decided[0]!, start * DAY]
  for (let day = 2; day < decided.length; day++) {
    const three = new Set(decided.slice(day - 2, day + 1))
    if (three.size === 1 && decided[day] !== held[0]) held = [decided[day]!, (start + day) * DAY]
  }
  const [early, late] = halves(dayOf(now))
  return { class: held[0] === 'new' ? ['new', signedUpAt] : held, trend: late > early ? 'rising' : late < early ? 'falling' : 'steady' }
}
