// Owns what is noted of an account: its people together. It must not know their events; it reads their notes.
import { MODEL_EVENTS, type BehaviourClass, type FeatureLevel, type Maturity } from '@foothold/protocol'
import type { LiveModel } from '../../config/live-model.ts'
import type { ModelRow } from '../../store/model-store.ts'
import { behaviourAt, type Behaviour } from './behaviour.ts'
import { maturityOf, tell, toNoted, type PersonNote, type Telling, type Told } from './note.ts'
import { isRelevant, type Watch } from './watch.ts'

/** State of an account as it is stored. Times are epoch ms. */
export interface AccountNote {
  people: number
  /** People who used anything in the last 28 days. */
  active: number
  /** By role, the largest first; depth is the mean over the active people, `null` where there is none. */
  roles: [role: string | null, people: number, active: number, depth: number | null][]
  /** Mean share of the features for their role that active people used in the last 28 days. */
  depth: number | null
  /** Highest level that anybody has, since when, and how many have it or a higher one than `none`. */
  levels: [feature: string, level: FeatureLevel, since: number, people: number][]
  /** How many are in it now; since when somebody is, or nobody is any more. */
  segments: [key: string, people: number, since: number][]
  /** The furthest stage of each journey, since when somebody is there, and how many are. */
  stages: [journey: string, stage: string, since: number, people: number][]
  /** Of all its people together: a day on which anybody uses anything is a day of use. `null` where nobody was here. */
  behaviour: Pick<Behaviour, 'class' | 'since' | 'rule' | 'trend' | 'activeDays'> | null
  classes: [name: BehaviourClass, people: number][]
  /** What is missed of people now, as `milestone:activated`. */
  missed: [id: string, people: number][]
  maturity: Maturity
  lastUseAt: number | null
  told: Told[]
}

const DAY_MS = 86_400_000
const WINDOW_MS = 28 * DAY_MS
const ORDER: readonly FeatureLevel[] = ['none', 'tried', 'repeated', 'adopted', 'habitual']

/** Adds people one by one. */
export interface AccountSum {
  add(row: ModelRow): void
  /** The note without what was told, and when time alone changes its class next, epoch ms. */
  end(): { note: Omit<AccountNote, 'told'>; nextAt: number }
  /** People who may have used something last: notes are exact to the day. */
  lastUsers(): string[]
}

/** Begins to add up an account. @param now - epoch ms. @param signedUpAt - from when on the account is new, epoch ms. */
export function createAccountSum(live: LiveModel, now: number, signedUpAt: number): AccountSum {
  let people = 0
  let lastUseAt: number | null = null
  let here = false
  const lastByPerson = new Map<string, number>()
  const levels = new Map<string, AccountNote['levels'][number]>()
  const segments = new Map<string, [people: number, since: number]>()
  const stages = new Map<string, Map<string, { since: number; people: number }>>()
  const classes = new Map<BehaviourClass, number>()
  const missed = new Map<string, number>()
  const roles = new Map<string | null, { people: number; depths: number[] }>()
  const days = new Map<number, Set<number>>()

  const addSegment = (key: string, inside: boolean, since: number): void => {
    const [among = 0, at = since] = segments.get(key) ?? []
    // since the first of those who are in it; where nobody is any more, since the last of them left
    if (inside) segments.set(key, [among + 1, among ? Math.min(at, since) : since])
    else if (!among) segments.set(key, [0, Math.max(at, since)])
  }
  const addRole = ({ role, levels: own, lastUseAt: last }: PersonNote): void => {
    const one = roles.get(role) ?? { people: 0, depths: [] }
    roles.set(role, one)
    one.people++
    if (last === null || last <= now - WINDOW_MS) return
    const relevant = live.features.filter(({ relevantTo }) => isRelevant(relevantTo, role))
    const lately = new Set(own.flatMap(([key, , , at]) => (at > now - WINDOW_MS ? [key] : [])))
    one.depths.push(relevant.length ? relevant.filter(({ key }) => lately.has(key)).length / relevant.length : 0)
  }

  return {
    add(row) {
      const { note } = toNoted(row)
      if (!note) return
      people++
      here ||= note.class !== null
      if (note.lastUseAt !== null) {
        lastUseAt = Math.max(lastUseAt ?? note.lastUseAt, note.lastUseAt)
        lastByPerson.set(row.id, note.lastUseAt)
      }
      for (const [key, level, since] of note.levels) {
        const best = levels.get(key)
        const higher = !best || ORDER.indexOf(level) > ORDER.indexOf(best[1])
        const equal = best && level === best[1]
        levels.set(key, [key, higher ? level : best[1], higher ? since : equal ? Math.min(since, best[2]) : best[2], (best?.[3] ?? 0) + 1])
      }
      for (const [key, inside, since] of note.segments) addSegment(key, inside, since)
      for (const [journey, stage, since] of note.stages) {
        const those = stages.get(journey) ?? new Map<string, { since: number; people: number }>()
        stages.set(journey, those)
        const one = those.get(stage)
        those.set(stage, { since: Math.min(since, one?.since ?? Infinity), people: (one?.people ?? 0) + 1 })
      }
      if (note.class) classes.set(note.class[0], (classes.get(note.class[0]) ?? 0) + 1)
      for (const [id, , back] of note.told) if (back === null) missed.set(id, (missed.get(id) ?? 0) + 1)
      addRole(note)
      for (const [day, ...features] of note.days) {
        const used = days.get(day!) ?? new Set<number>()
        days.set(day!, used)
        for (const index of features) used.add(index)
      }
    },
    end() {
      const relevant = new Set(
        live.features.flatMap(({ relevantTo }, index) => ([...roles.keys()].some((role) => isRelevant(relevantTo, role)) ? [index] : [])),
      )
      const behaviour = here ? behaviourAt({ days, relevant, signedUpAt }, live.behaviour, now) : undefined
      const depths = [...roles.values()].flatMap((one) => one.depths)
      const note: Omit<AccountNote, 'told'> = {
        people,
        active: depths.length,
        roles: [...roles]
          .map(([role, one]): AccountNote['roles'][number] => [role, one.people, one.depths.length, meanOf(one.depths)])
          .sort(([a, n], [b, m]) => m - n || ((a ?? '') < (b ?? '') ? -1 : 1)),
        depth: meanOf(depths),
        levels: [...levels.values()],
        segments: [...segments].map(([key, [inside, since]]) => [key, inside, since]),
        stages: live.journeys.flatMap(({ key, stages: all }): AccountNote['stages'] => {
          const furthest = all.findLast((stage) => stages.get(key)?.has(stage.key))
          const one = furthest && stages.get(key)!.get(furthest.key)!
          return one ? [[key, furthest.key, one.since, one.people]] : []
        }),
        behaviour: behaviour
          ? { class: behaviour.class, since: behaviour.since, rule: behaviour.rule, trend: behaviour.trend, activeDays: behaviour.activeDays }
          : null,
        classes: [...classes],
        missed: [...missed],
        maturity: maturityOf(live, relevant, (index) => ORDER.indexOf(levels.get(live.features[index]!.key)?.[1] ?? 'none') >= 3),
        lastUseAt,
      }
      return { note, nextAt: behaviour?.nextAt ?? Infinity }
    },
    lastUsers: () => {
      const day = Math.floor((lastUseAt ?? 0) / DAY_MS)
      return [...lastByPerson].filter(([, at]) => Math.floor(at / DAY_MS) === day).map(([id]) => id)
    },
  }
}

const meanOf = (values: readonly number[]): number | null => (values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : null)

/** What is expected of an account. */
export function accountWatches({ behaviour, features }: LiveModel, { lastUseAt }: Pick<AccountNote, 'lastUseAt'>): Watch[] {
  if (!behaviour.told || !features.length || lastUseAt === null) return []
  const { accountStalled: event, accountRecovered: recovered } = MODEL_EVENTS
  return [{ id: 'stalled', event, recovered, about: {}, due: lastUseAt + behaviour.stalledAfterMs, metAt: undefined, backAt: lastUseAt }]
}

/** What the note of an account is made of. */
export interface AccountFacts {
  sum: Omit<AccountNote, 'told'>
  /** When time alone changes its class, epoch ms. */
  nextAt: number
  before: readonly Told[]
}

/** Makes the note of an account. @param time - `since`: what was due before is nobody's news. */
export function accountNoteOf(
  live: LiveModel,
  { project, id }: Pick<ModelRow, 'project' | 'id'>,
  { sum, nextAt, before }: AccountFacts,
  { now, since }: { now: number; since: number },
): { row: ModelRow; tellings: Telling[] } {
  const watches = accountWatches(live, sum)
  const { told, tellings } = tell(watches, before, now, since)
  const next = Math.min(nextAt, ...watches.flatMap(({ due }) => (due > now ? [due] : [])))
  const dueAt = next === Infinity ? null : next
  return { row: { project, kind: 'account', id, account: null, dueAt, state: JSON.stringify({ ...sum, told } satisfies AccountNote) }, tellings }
}
